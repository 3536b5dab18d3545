"""`make dev` and `make api`: the local cloud, the API with reload and the web app with hot reload, as one.

PORT, WEB_PORT, MAIL_PORT and CLOUD_PORT choose the ports, FULMAR_STATE the folder that data is kept in; every `APP_*`
variable (src/app/settings.py) is handed to the API as it is.
"""

import argparse
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType

import httpx

from app.settings import Settings, SettingsError
from scripts.cloud_log import CloudLog
from scripts.development_plan import Plan, PlanError
from scripts.local_cloud import LocalCloud, LocalCloudError
from scripts.local_resources import Resources, ResourcesError, prepare
from scripts.processes import LOOPBACK, ChildProcess, port_is_taken
from scripts.seed import DEMO, SeedError, seed
from scripts.tables import TablesError
from scripts.terminal import Terminal, readable, without_vite_banner

GRACE_SECONDS = 8.0
HINT_SECONDS = 20.0


class DevelopmentError(Exception):
    """Development cannot start or go on. The message is for people: what happened, what to do."""


class StopNow(BaseException):
    """Ctrl-C, for the second time."""


class Development:
    """Everything that runs during development: started in order, watched, stopped in the reverse order."""

    def __init__(self, plan: Plan, terminal: Terminal) -> None:
        self._plan = plan
        self._terminal = terminal
        self._cloud = LocalCloud(port=plan.cloud_port, state=plan.state)
        self._cloud_log: CloudLog | None = None
        self._children: dict[str, ChildProcess] = {}
        self._readers: dict[str, threading.Thread] = {}

    def start(self) -> None:
        """Start all of it and return when all of it answers."""
        plan = self._plan
        environment = self._cloud.process_environment()
        if "APP_SITE_ORIGIN_PARAMETER" not in environment:
            environment.setdefault("APP_SITE_ORIGIN", plan.site)
        settings = Settings.from_environment(environment)
        self._cloud.lock()
        self._require_ports()

        self._terminal.say("cloud", f"starting, with the data in {plan.shown_state}")
        self._cloud.start()
        self._cloud_log = CloudLog(self._cloud.log)
        self._tell(prepare(self._cloud, settings))
        self._start_api(environment)
        if plan.web_port is not None:
            self._start_web(plan.web_port)
        if plan.mail_port is not None:
            self._start_mailbox(plan.mail_port, environment)
        self._wait_for("api", f"{plan.api}/health/ready")
        seeded = self._seed(environment)
        if plan.web_port is None:
            self._terminal.plain(f"ready {plan.api}")
            return
        self._wait_for("web", plan.site)
        if plan.mailbox is not None:
            self._wait_for("mailbox", plan.mailbox)
        self._terminal.banner(
            "Fulmar is running",
            {
                "site": plan.site,
                "API docs": f"{plan.api}/docs",
                "mailbox": plan.mailbox or "(off; APP_EMAIL_FROM=hello@example.com make dev turns mail on)",
                "sign in": f"{DEMO.email}   {DEMO.password}" if seeded else "(the demo user is missing)",
                "administer": f".venv/bin/python -m app.cli create-admin {DEMO.email}",
            },
            f"Ctrl-C stops all of it; your data stays in {plan.shown_state}",
        )

    def watch(self) -> None:
        """Go on until one of the processes ends, which is a DevelopmentError."""
        while True:
            self._check()
            time.sleep(0.2)

    def stop(self) -> None:
        """Stop the web app, the API and, last, the cloud, so that it saves everything."""
        for name in ("mailbox", "web", "api"):
            if name in self._children and self._children[name].ended is None:
                self._say(name, "stopping")
                self._children[name].stop(GRACE_SECONDS)
                self._readers[name].join(timeout=2)
        if self._cloud_log is not None:
            self._terminal.say("cloud", "saving and stopping")
        self._cloud.stop()

    def kill(self) -> None:
        """End everything at once."""
        for child in self._children.values():
            child.kill()
        self._cloud.kill()

    def _require_ports(self) -> None:
        for variable, (user, port) in self._plan.ports.items():
            if port_is_taken(port):
                verb = "dev" if self._plan.web_port is not None else "api"
                raise DevelopmentError(
                    f"Port {port} is taken, and {user} needs it.\n"
                    f"Stop what uses it, or choose another: {variable}={port + 10} make {verb}"
                )

    def _tell(self, resources: Resources) -> None:
        if resources.created:
            self._terminal.say("cloud", f"created from infra/template.yaml: {', '.join(resources.created)}")
        if resources.differences:
            anew = f"`rm -rf {self._plan.shown_state}` before the next start makes them anew, and empty."
            if resources.endpoint != self._cloud.endpoint:
                anew = f"Delete them at {resources.endpoint} to have them made anew."
            text = "infra/template.yaml has changed since these tables were created:"
            for name, what in resources.differences.items():
                text += f"\n  {name}: {'; '.join(what)}"
            text += f"\nThey stay as they are, so parts of the application may fail. {anew}"
            self._terminal.say("cloud", text, "bold yellow")

    def _start_api(self, environment: dict[str, str]) -> None:
        # The app writes an access log itself; forwarding headers are believed from nobody.
        flags = "--reload --reload-dir src --app-dir src --log-level warning --no-use-colors --no-access-log"
        flags += " --no-server-header --no-proxy-headers --timeout-graceful-shutdown 3"
        address = ["--host", LOOPBACK, "--port", str(self._plan.api_port)]
        command = [sys.executable, "-m", "uvicorn", "app.main:app", *flags.split(), *address]
        self._start("api", command, {**environment, "PYTHONUNBUFFERED": "1"}, readable)

    def _start_web(self, port: int) -> None:
        if shutil.which("npm") is None:
            raise DevelopmentError("npm is missing. It comes with Node.js 20 or newer: https://nodejs.org/")
        environment = {**os.environ, "API_PORT": str(self._plan.api_port), "WEB_PORT": str(port)}
        command = ["npm", "run", "--silent", "--prefix", "web", "dev", "--", "--clearScreen", "false"]
        self._start("web", command, environment, without_vite_banner)

    def _start_mailbox(self, port: int, environment: dict[str, str]) -> None:
        addresses = ["--port", str(port), "--cloud", self._cloud.endpoint]
        self._start("mailbox", [sys.executable, "-m", "scripts.mailbox", *addresses], environment, str)

    def _start(
        self,
        name: str,
        command: list[str],
        environment: dict[str, str],
        shown: Callable[[str], str],
    ) -> None:
        self._say(name, "starting")
        child = ChildProcess(command, environment=environment)
        self._children[name] = child

        def pass_on() -> None:
            for line in child.lines():
                self._say(name, shown(line))

        self._readers[name] = threading.Thread(target=pass_on, daemon=True)
        self._readers[name].start()

    def _say(self, name: str, text: str, style: str = "") -> None:
        """Print what a child says. The mailbox shows what the cloud sent, and speaks as a part of it."""
        if name == "mailbox":
            name, text = "cloud", "\n".join(f"mailbox: {line}" for line in text.splitlines())
        self._terminal.say(name, text, style)

    def _check(self) -> None:
        if self._cloud_log is not None:
            self._terminal.say("cloud", "\n".join(self._cloud_log.new_troubles()), "yellow")
        self._cloud.check()
        for name, child in self._children.items():
            if child.ended is not None:
                child.kill()  # what it left behind
                self._readers[name].join(timeout=2)
                raise DevelopmentError(f"{name} {child.ended}. Its last lines are above.")

    def _wait_for(self, name: str, url: str) -> None:
        hint_at = time.monotonic() + HINT_SECONDS
        while not _answers(url):
            self._check()
            if time.monotonic() > hint_at:
                self._say(name, f"no answer from {url} yet; the lines above may say why", "yellow")
                hint_at += HINT_SECONDS
            time.sleep(0.1)

    def _seed(self, environment: dict[str, str]) -> bool:
        try:
            if seed(self._plan.api, self._cloud.endpoint, environment):
                self._terminal.say("api", f"registered {DEMO.email}, with a few notes, messages, products and an order")
        except SeedError as error:
            self._terminal.say("api", f"could not register the demo user: {error}", "yellow")
            return False
        return True


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=10, trust_env=False).is_success
    except httpx.HTTPError:
        return False


def _on_signals() -> None:
    """First signal: stop in order. Second: at once. Third: leave, and let the children's leashes end them."""
    count = 0

    def handle(number: int, frame: FrameType | None) -> None:
        nonlocal count
        count += 1
        if count == 1:
            raise KeyboardInterrupt
        if count == 2:
            raise StopNow
        os._exit(130)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, handle)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.dev", description=__doc__)
    parser.add_argument("--api-only", action="store_true", help="without the web app")
    arguments = parser.parse_args()
    terminal = Terminal()
    development: Development | None = None
    status = 0
    _on_signals()
    try:
        try:
            development = Development(Plan.from_environment(api_only=arguments.api_only), terminal)
            development.start()
            development.watch()
        except KeyboardInterrupt:
            terminal.say("dev", "stopping; Ctrl-C again stops at once")
        except (
            DevelopmentError,
            LocalCloudError,
            PlanError,
            ResourcesError,
            SettingsError,
            TablesError,
        ) as error:
            terminal.say("dev", str(error), "bold red")
            status = 1
        try:
            if development is not None:
                development.stop()
        except LocalCloudError as error:
            terminal.say("dev", str(error), "bold red")
            status = 1
    except (StopNow, KeyboardInterrupt):
        if development is not None:
            development.kill()
        terminal.say("dev", "stopped at once; what was stored in the last seconds may be lost", "bold red")
        status = 130
    return status


if __name__ == "__main__":
    sys.exit(main())
