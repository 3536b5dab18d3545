"""How often a person may be wrong: waiting times after failures, and limits on what costs mail or work.

Of one subject (an address, a session, a token) from one network: after 5 failures in a row one waits 1 s, then 2 s,
4 s … up to 15 minutes. Over all networks the same from 50 on, and from 100 on nothing helps but a new password (NIST
SP 800-63B-4 §3.2.2); a network from which the right password came before is exempt from this, so that no stranger
keeps the owner out. A network may fail 100 times in 10 minutes with whatever subjects. Who waits is told so before any
hashing, and alike whether or not the subject exists; attempts while waiting neither count nor extend.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from app import clock, logs
from app.errors import RateLimited
from app.repositories.attempts import Attempts, Failures, Standing
from app.repositories.operations import Write
from app.viewer_address import network_of

FREE_FAILURES: Final = 5
FREE_FAILURES_OVERALL: Final = 50
FAILURES_UNTIL_RESET: Final = 100
LONGEST_WAIT_SECONDS: Final = 900
NETWORK_FAILURES: Final = 100
NETWORK_SECONDS: Final = 600
MAILS_BY_A_NETWORK: Final = 5
MAILS_TO_AN_ADDRESS: Final = 30
"""Mails of one kind that one network, and all networks together, may cause to an address in an hour."""

_COUNT_ATTEMPTS: Final = 8

type Proof = Literal["sign-in", "reauthentication", "verification"]
"""What is proved with a password."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One that was counted and may now be checked. `is_from_known_network`: the right proof came from there before."""

    purpose: Proof
    subject: str
    network: str
    is_from_known_network: bool


@dataclass(frozen=True, slots=True)
class Allowance:
    """How often something may be asked for in some time."""

    purpose: str
    limit: int
    seconds: int


class AttemptLimits:
    """Lets attempts through, or says how long to wait."""

    def __init__(self, attempts: Attempts) -> None:
        self._attempts = attempts

    async def begin(self, purpose: Proof, subject: str, address: str) -> Attempt:
        """Count an attempt before it is checked.

        Raises
        ------
        RateLimited
            It has to wait; nothing was counted.
        """
        network = network_of(address)
        for _ in range(_COUNT_ATTEMPTS):
            standing = await self._attempts.standing(purpose, subject, network)
            now = int(clock.now() * 1000)
            known = standing.near.known_until > now // 1000
            wait, reason = _longest_wait(standing, known, now)
            if wait > 0:
                logs.event("auth.limited", purpose=purpose, reason=reason, address=address, wait_seconds=wait)
                raise RateLimited(wait)
            counted = await self._attempts.count(
                purpose,
                subject,
                network,
                standing,
                now=now,
                everywhere=not known,
                network_limit=NETWORK_FAILURES,
                network_seconds=NETWORK_SECONDS,
            )
            if counted:
                return Attempt(purpose, subject, network, known)
        raise RateLimited  # so many guess at once that this one did not get its turn

    def forgiven(self, attempt: Attempt) -> Sequence[Write]:
        """Take the count back after a success, and every failure before it."""
        return self._attempts.forgiven(attempt.purpose, attempt.subject, attempt.network, now=clock.seconds())

    def cleared(self, purpose: Proof, subject: str, address: str) -> Sequence[Write]:
        """Forget the failures at guessing a secret that is no longer one, and know who replaced it."""
        return self._attempts.cleared(purpose, subject, network_of(address), now=clock.seconds())

    async def require(self, allowance: Allowance, subject: str) -> None:
        """Use up one of what is allowed; `RateLimited` if there is none left."""
        wait = await self._take(allowance, subject)
        if wait:
            raise RateLimited(wait)

    async def allows(self, allowance: Allowance, subject: str) -> bool:
        """Use up one of what is allowed; False if there is none left."""
        return not await self._take(allowance, subject)

    async def allows_mail(self, purpose: str, email: str, address: str) -> bool:
        """Use up one of the mails that a network may cause to an address, and of those that all may.

        Returns False if none is left. A network that the owner signed in from is not kept from it by all the others.
        """
        network = network_of(address)
        if not await self.allows(Allowance(f"{purpose}-mail-by", MAILS_BY_A_NETWORK, 3600), f"{email} {network}"):
            return False
        standing = await self._attempts.standing("sign-in", email, network)
        is_within = await self.allows(Allowance(f"{purpose}-mail", MAILS_TO_AN_ADDRESS, 3600), email)
        return is_within or standing.near.known_until > clock.seconds()

    async def _take(self, allowance: Allowance, subject: str) -> int:
        wait = await self._attempts.take(
            allowance.purpose, subject, now=clock.seconds(), limit=allowance.limit, seconds=allowance.seconds
        )
        if wait:
            logs.event("auth.limited", purpose=allowance.purpose, reason="used up", wait_seconds=wait)
        return wait


def _longest_wait(standing: Standing, known: bool, now: int) -> tuple[int, str]:
    """Return the seconds to wait, 0 for none, and the counter that says so."""
    waits = {"network and subject": _wait(standing.near, FREE_FAILURES, now)}
    if not known:
        waits["subject"] = _wait(standing.overall, FREE_FAILURES_OVERALL, now)
        if standing.overall.in_a_row(now) >= FAILURES_UNTIL_RESET:
            waits["needs a reset"] = LONGEST_WAIT_SECONDS
    if standing.network.count >= NETWORK_FAILURES:
        waits["network"] = max(0, standing.network.ends_at - now // 1000)
    reason = max(waits, key=lambda name: waits[name])
    return waits[reason], reason


def _wait(failures: Failures, free: int, now: int) -> int:
    over = failures.in_a_row(now) - free
    if over < 0:
        return 0
    wait_seconds = min(1 << min(over, 20), LONGEST_WAIT_SECONDS)
    left = math.ceil((failures.last_at - now) / 1000 + wait_seconds)
    return min(max(0, left), LONGEST_WAIT_SECONDS)  # another function's clock may be ahead
