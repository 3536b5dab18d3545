"""What a development session starts and where, as the environment has it."""

import os
from dataclasses import dataclass
from pathlib import Path

from scripts.processes import LOOPBACK, ROOT

DEFAULT_WEB_PORT = 5173


class PlanError(Exception):
    """A variable has a value that cannot be meant. The message is for people."""


@dataclass(frozen=True)
class Plan:
    """The ports, and the folder that data is kept in.

    `web_port` is None without the web app; `mail_port`, the mailbox's, without the web app and where mail is off.
    """

    api_port: int
    web_port: int | None
    mail_port: int | None
    cloud_port: int
    state: Path

    @classmethod
    def from_environment(cls, *, api_only: bool) -> "Plan":
        """Read PORT, WEB_PORT, MAIL_PORT, CLOUD_PORT and FULMAR_STATE, and whether APP_EMAIL_FROM turns mail on.

        Raises
        ------
        PlanError
            A value is no port.
        """
        has_mailbox = not api_only and bool(os.environ.get("APP_EMAIL_FROM"))
        return cls(
            api_port=_port("PORT", 8000),
            web_port=None if api_only else _port("WEB_PORT", DEFAULT_WEB_PORT),
            mail_port=_port("MAIL_PORT", 8025) if has_mailbox else None,
            cloud_port=_port("CLOUD_PORT", 4566),
            state=Path(os.environ.get("FULMAR_STATE") or ROOT / ".cloud" / "dev").absolute(),
        )

    @property
    def api(self) -> str:
        return f"http://{LOOPBACK}:{self.api_port}"

    @property
    def site(self) -> str:
        return f"http://localhost:{self.web_port or DEFAULT_WEB_PORT}"

    @property
    def mailbox(self) -> str | None:
        """Where the mailbox is, if there is one."""
        return None if self.mail_port is None else f"http://{LOOPBACK}:{self.mail_port}"

    @property
    def shown_state(self) -> str:
        """The state's folder as a person would type it."""
        return str(self.state.relative_to(ROOT)) if self.state.is_relative_to(ROOT) else str(self.state)

    @property
    def ports(self) -> dict[str, tuple[str, int]]:
        """Variable → who needs the port, and which it is."""
        ports = {"CLOUD_PORT": ("the local cloud", self.cloud_port), "PORT": ("the API", self.api_port)}
        if self.web_port is not None:
            ports["WEB_PORT"] = ("the web app", self.web_port)
        if self.mail_port is not None:
            ports["MAIL_PORT"] = ("the mailbox", self.mail_port)
        return ports


def _port(variable: str, default: int) -> int:
    given = os.environ.get(variable) or str(default)
    if not given.isdecimal() or not 0 < int(given) < 65536:
        raise PlanError(f"{variable} is {given!r}, which is no port. Give a number from 1 to 65535.")
    return int(given)
