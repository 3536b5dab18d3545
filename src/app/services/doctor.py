"""What an examination of a deployment finds: whether it can work, and what to do where it cannot."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.repositories.obstacles import Obstacle, Refused


class Verdict(StrEnum):
    """How a check ended. A warning is something to know; a failure keeps the application from working."""

    GOOD = "good"
    WARNING = "warning"
    FAILED = "failed"
    NOT_CHECKED = "not checked"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found, and what to do about it; nothing where all is well."""

    check: str
    verdict: Verdict
    found: str
    remedy: str = ""


def good(check: str, found: str, remedy: str = "") -> Finding:
    """Return that all is well."""
    return Finding(check, Verdict.GOOD, found, remedy)


def warning(check: str, found: str, remedy: str) -> Finding:
    """Return that there is something to know."""
    return Finding(check, Verdict.WARNING, found, remedy)


def failed(check: str, found: str, remedy: str) -> Finding:
    """Return that something is in the way."""
    return Finding(check, Verdict.FAILED, found, remedy)


def not_checked(check: str, why: str) -> Finding:
    """Return that a check makes no sense as things are."""
    return Finding(check, Verdict.NOT_CHECKED, why)


def anything_failed(findings: Iterable[Finding]) -> bool:
    """Tell whether something is in the way."""
    return any(finding.verdict is Verdict.FAILED for finding in findings)


def refusal(check: str, refused: Refused, *, needs: str) -> Finding:
    """Return that AWS did not let a check look.

    Parameters
    ----------
    needs
        The permissions that it takes.
    """
    match refused.obstacle:
        case Obstacle.DENIED:
            return failed(check, f"These credentials may not look at it. {refused}", f"Allow {needs}.")
        case Obstacle.NO_CREDENTIALS:
            return failed(check, f"AWS does not accept the credentials here. {refused}", "Get new credentials.")
        case Obstacle.UNREACHABLE:
            return failed(
                check, f"It does not answer. {refused}", "Look at your network, and at AWS_ENDPOINT_URL if it is set."
            )
        case _:
            return failed(check, f"AWS refuses. {refused}", "Do what AWS says, then run this again.")
