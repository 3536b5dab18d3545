"""Who may do what with the documents of a collection, and on whose behalf."""

from dataclasses import dataclass

from app import logs
from app.collection import Collection
from app.collection.access import ADMIN, MEMBER, OWNER, PUBLIC, has_role, is_role
from app.errors import Forbidden, NotFound, Unauthenticated, ValidationFailed
from app.ids import is_id
from app.repositories.document_items import Document
from app.security.caller import Caller


@dataclass(frozen=True, slots=True)
class Actor:
    """On whose behalf documents are read and written.

    Parameters
    ----------
    caller
        Who is asking; None for a stranger, or for an operator at a terminal.
    owner_id
        Whose documents it is about. Empty for a stranger, who has none.
    is_application
        The application's own code: access rules do not bind it, the rules of collections do.
    """

    caller: Caller | None
    owner_id: str
    is_application: bool = False


STRANGER = Actor(None, "")


def oneself(caller: Caller) -> Actor:
    """Act on the caller's own behalf."""
    return Actor(caller, caller.user_id)


def application(caller: Caller) -> Actor:
    """Act as the application itself, for a caller whose own the documents are."""
    return Actor(caller, caller.user_id, is_application=True)


def acting_for(caller: Caller, owner_id: str) -> Actor:
    """Act on another's behalf, as `?owner=` asks. What an administrator does so is logged.

    Raises
    ------
    Forbidden
        It is somebody else, and the caller is no administrator.
    ValidationFailed
        It is no id.
    """
    if owner_id == caller.user_id:
        return oneself(caller)
    if not has_role(caller, ADMIN):
        raise Forbidden("Only an administrator may act for another owner.")
    if not is_id(owner_id):
        raise ValidationFailed.at("query", "/owner", "unusable-id", "An owner is the id of a user")
    logs.event("documents.acting_for_another", user_id=caller.user_id, owner_id=owner_id)
    return Actor(caller, owner_id)


def may_read(collection: Collection, actor: Actor) -> bool:
    """Tell whether documents of the collection may be read; of an owner's, only theirs are looked for anyway."""
    if actor.is_application or collection.read == PUBLIC:
        return True
    if actor.caller is None:
        return False
    return collection.read in (OWNER, MEMBER) or has_role(actor.caller, collection.read)


def require_may_list(collection: Collection, actor: Actor, *, all_owners: bool) -> None:
    """Raise `Unauthenticated` or `Forbidden` where a list may not be read."""
    if actor.caller is None and not collection.is_public:
        raise Unauthenticated
    if not may_read(collection, actor):
        raise Forbidden
    if all_owners and not actor.is_application and not has_role(actor.caller, ADMIN):
        raise Forbidden("Only an administrator may list the documents of all owners.")


def require_may_write(collection: Collection, actor: Actor, *, is_new: bool) -> None:
    """Raise `Forbidden` where nothing of the collection may be written; `NotFound` for one that may not be read."""
    if actor.is_application:
        return
    if actor.caller is None:
        raise Unauthenticated
    if is_role(collection.write) and not has_role(actor.caller, collection.write):
        raise Forbidden if is_new or may_read(collection, actor) else NotFound(NO_DOCUMENT)


def require_may_change(collection: Collection, actor: Actor, document: Document) -> None:
    """Raise `Forbidden` for a document that is readable, and another's."""
    theirs = collection.write == OWNER and document.owner_id != actor.owner_id
    if theirs and not actor.is_application:
        raise Forbidden("This is somebody else's.")


NO_DOCUMENT = "There is no such document."
