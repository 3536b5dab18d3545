"""Whether there is a secret that keys can be derived from."""

from typing import Final

from app.repositories.configuration import CURRENT, PENDING, Secret, SecretRefused
from app.repositories.obstacles import Obstacle, Refused
from app.security.keys import MIN_SECRET_CHARACTERS
from app.services.doctor import Finding, failed, good, refusal, warning

CHECK: Final = "secret"
_RANDOM: Final = (
    '"$(aws secretsmanager get-random-password --password-length 64 --exclude-punctuation --query RandomPassword '
    '--output text)"'
)
_NEEDS: Final = "secretsmanager:DescribeSecret and secretsmanager:GetSecretValue"


async def examine_secret(secret: Secret, secret_id: str, *, is_local: bool, options: str) -> Finding:
    """Examine the secret's current version. What it holds is never told.

    Parameters
    ----------
    options
        Those that lead a command to this deployment.
    """
    try:
        labels = await secret.labels()
        if not labels[CURRENT]:
            return failed(
                CHECK,
                f"{secret_id} has no current version, so no key can be derived.",
                f"Give it one: aws secretsmanager put-secret-value --secret-id {secret_id} --secret-string {_RANDOM}",
            )
        version = await secret.version(labels[CURRENT][0])
    except SecretRefused as refused:
        return _refused(refused, secret_id, is_local)
    if len(version.secret) < MIN_SECRET_CHARACTERS:
        return failed(
            CHECK,
            f"{secret_id} has {len(version.secret)} characters, and keys need {MIN_SECRET_CHARACTERS} random ones.",
            f"Replace it: `python -m app.cli rotate-keys --compromised{options}`. Everybody signs in again.",
        )
    if set(labels[PENDING]) - set(labels[CURRENT]):
        again = f"If nobody is at it, complete it: `python -m app.cli rotate-keys{options}`."
        return warning(CHECK, f"A rotation of {secret_id} is under way.", again)
    return good(CHECK, secret_id)


def _refused(refused: SecretRefused, secret_id: str, is_local: bool) -> Finding:
    if refused.obstacle is Obstacle.MISSING:
        made_by = "`make dev`" if is_local else "`make deploy`"
        remedy = f"Run {made_by}, which makes it, or look at the name and the region."
        return failed(CHECK, f"There is no secret {secret_id}.", remedy)
    if "marked for deletion" in str(refused) or "marked deleted" in str(refused):
        remedy = f"Keep it: aws secretsmanager restore-secret --secret-id {secret_id}"
        return failed(CHECK, f"{secret_id} is going to be deleted, and nobody may read it.", remedy)
    return refusal(CHECK, Refused(refused.obstacle, str(refused)), needs=_NEEDS)
