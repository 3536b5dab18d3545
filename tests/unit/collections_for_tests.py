"""Collections that use every option, for tests of what is derived from them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from app.collection import BigInteger, Collection, CreateOnly, Index, Private, ServerSet
from app.errors import RuleBroken
from app.security.caller import Caller


class Ticket(BaseModel):
    """A field for every marker."""

    subject: Annotated[str, Field(max_length=80)]
    channel: Annotated[Literal["mail", "phone"], CreateOnly] = "mail"
    origin: Annotated[str | None, CreateOnly] = None
    stage: Annotated[Literal["new", "closed"], ServerSet] = "new"
    secret: Annotated[str, Private] = "none"
    votes: Annotated[int, Field(ge=0, le=100)] = 0
    due: date | None = None


class Account(BaseModel):
    """Counters of all kinds."""

    balance: Annotated[Decimal, Field(ge=Decimal("-10"), max_digits=12, decimal_places=2)] = Decimal(0)
    visits: int = 0
    grains: BigInteger = BigInteger(0)


class Lease(BaseModel):
    """Something that is over some day."""

    holder: str
    until: datetime | None = None


class Paper(BaseModel):
    """Something that is changed only by who has read it."""

    text: str


class Anything(BaseModel):
    """Values of every kind, exactly."""

    whole: int = 0
    big: BigInteger = BigInteger(0)
    exact: Decimal = Decimal(0)
    rough: float = 0.0
    yes: bool = False
    day: date | None = None
    at: datetime | None = None
    free: dict[str, Any] = {}
    more: list[Any] = []


class Notice(BaseModel):
    """Read by everybody, written by a role."""

    title: Annotated[str, Field(max_length=80)]
    draft_of: Annotated[str, Private] = ""


def keep_closed(caller: Caller | None, before: Ticket | None, after: Ticket | None) -> None:
    """Refuse what may not happen, whatever the way."""
    if after is not None and after.subject == "forbidden":
        raise RuleBroken("No such subject.")
    if after is None and before is not None and before.votes > 5:
        raise RuleBroken("Too many have voted for it.")
    if before is not None and after is not None and after.votes == 13:
        raise RuleBroken("Not thirteen.")


TICKETS = Collection(
    "tickets",
    Ticket,
    indexes=("stage", "due", Index("stage", scope="all")),
    counters=("votes",),
    rules=keep_closed,
)
ACCOUNTS = Collection("accounts", Account, counters=("balance", "visits", "grains"))
LEASES = Collection("leases", Lease, read="member", expires="until", shards=2)
PAPERS = Collection("papers", Paper, require_if_match=True)
ANYTHING = Collection("anything", Anything)
NOTICES = Collection("notices", Notice, read="public", write="editor", indexes=("title",))
STAFF = Collection("staff_notes", type("StaffNote", (Paper,), {"__doc__": "Staff only."}), read="staff", write="staff")
BOARD = Collection("board", type("Post", (Paper,), {"__doc__": "Anybody's."}), read="member", write="member")

ALL = (TICKETS, ACCOUNTS, LEASES, PAPERS, ANYTHING, NOTICES, STAFF, BOARD)
