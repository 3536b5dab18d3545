"""Whether AWS, or the local cloud, answers us, and whether our clocks agree."""

from typing import Final

from app.repositories.obstacles import Obstacle
from app.repositories.operator_identity import WhoAmI
from app.services.doctor import Finding, failed, good, not_checked, refusal, warning

MAX_SKEW_SECONDS: Final = 300
"""By how much a clock may be off before AWS refuses signatures (Signature Version 4, "Elements of an AWS API request
signature"). Tokens and rotations of the secret count on no more than this, too."""

NOTED_SKEW_SECONDS: Final = 30

_NEW_CREDENTIALS: Final = (
    "Sign in with `aws sso login`, name a profile that has credentials (--profile or AWS_PROFILE), or set "
    "AWS_ACCESS_KEY_ID and its companions."
)


def credentials(answer: WhoAmI, *, local_cloud: str | None) -> Finding:
    """Say whose credentials these are, or why AWS does not answer to them.

    Parameters
    ----------
    local_cloud
        Where it is, where it stands in for AWS.
    """
    check = "credentials" if local_cloud is None else "local cloud"
    if answer.refused is None:
        return good(
            check, f"account {answer.account}, {answer.arn}" if local_cloud is None else f"answers, {local_cloud}"
        )
    refused = answer.refused
    match refused.obstacle:
        case Obstacle.UNREACHABLE if local_cloud is not None:
            remedy = "Start it with `make dev`, or name a deployed stack: --stack NAME."
            return failed(check, f"Nothing answers at {local_cloud}.", remedy)
        case Obstacle.NO_REGION:
            return failed(check, "There is no AWS region.", "Name it, --region, or set AWS_REGION.")
        case Obstacle.NO_CREDENTIALS if answer.clock_ahead is not None and _is_too_much(answer.clock_ahead):
            return failed(check, f"AWS refuses a signature of this time. {refused}", "Set the clock, see below.")
        case Obstacle.NO_CREDENTIALS:
            return failed(check, f"There are no valid AWS credentials. {refused}", _NEW_CREDENTIALS)
        case _:
            return refusal(check, refused, needs="sts:GetCallerIdentity")


def clock_of(answer: WhoAmI) -> Finding:
    """Compare this machine's clock with AWS's."""
    ahead = answer.clock_ahead
    if ahead is None:
        return not_checked("clock", "AWS did not answer, so there is nothing to compare it with.")
    if abs(ahead) < NOTED_SKEW_SECONDS:
        return good("clock", "agrees with AWS")
    minutes, seconds = divmod(round(abs(ahead)), 60)
    found = f"This machine's clock is {minutes} min {seconds} s {'ahead of' if ahead > 0 else 'behind'} that of AWS"
    remedy = "Set it by the network: `timedatectl set-ntp true`, or your system's settings of date and time."
    if _is_too_much(ahead):
        return failed("clock", f"{found}, which refuses what is signed five minutes off.", remedy)
    return warning("clock", f"{found}, which accepts up to five minutes.", remedy)


def _is_too_much(ahead: float) -> bool:
    # The header has whole seconds, so that half of one is nobody's fault.
    return abs(ahead) >= MAX_SKEW_SECONDS - 1
