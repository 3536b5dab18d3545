"""Tickets: single use, soon over, bound to the session they were given to."""

from dataclasses import dataclass
from typing import Final

from app import clock
from app.repositories.tickets import StoredTicket, Tickets
from app.security import one_time_tokens
from app.services.identity import Presence

TICKET_SECONDS: Final = 30


@dataclass(frozen=True, slots=True)
class IssuedTicket:
    """A ticket as its holder gets it, once."""

    text: str
    expires_in: int


class TicketOffice:
    """Issues tickets and takes them back."""

    def __init__(self, tickets: Tickets) -> None:
        self._tickets = tickets

    async def issue(self, presence: Presence) -> IssuedTicket:
        """Return a new ticket for the session."""
        token = one_time_tokens.new_token()
        ends_at = clock.seconds() + TICKET_SECONDS
        await self._tickets.add(
            StoredTicket(token.token_hash, presence.account.user_id, presence.session.session_id, ends_at)
        )
        return IssuedTicket(token.text, TICKET_SECONDS)

    async def take(self, text: str) -> StoredTicket | None:
        """Use a ticket up; None for one that is none, was used or is over."""
        ticket_hash = one_time_tokens.hash_of(text)
        return None if ticket_hash is None else await self._tickets.use_up(ticket_hash)
