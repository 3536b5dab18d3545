"""Everything that is held about a person, for that person: page by page, in the form of an operator's export."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from app import logs
from app.collection import Collection, Private
from app.collection.markers import fields_with
from app.errors import MalformedRequest
from app.repositories.accounts import Account
from app.repositories.document_items import Document
from app.repositories.document_lists import DocumentLists, ListQuery
from app.repositories.sessions import Session, Sessions
from app.repositories.users import Users
from app.security.cursors import Cursors
from app.services.document_content import upgraded
from app.services.identity import Presence

_MAX_SESSIONS: Final = 1000


@dataclass(frozen=True, slots=True)
class ExportPage:
    """Some of it. The account and its sessions are on the first page alone; the documents are of one collection."""

    account: Account | None
    sessions: list[Session]
    collection: str
    documents: list[Document]
    next_cursor: str | None


class OwnExport:
    """Reads what is held about a person."""

    def __init__(
        self,
        users: Users,
        sessions: Sessions,
        lists: DocumentLists,
        cursors: Cursors,
        collections: Mapping[str, Collection],
    ) -> None:
        self._users = users
        self._sessions = sessions
        self._lists = lists
        self._cursors = cursors
        self._collections = collections

    async def page(self, presence: Presence, *, limit: int, cursor: str | None, address: str) -> ExportPage:
        """Return a page: of every collection what the person owns, but for fields that never leave.

        Raises
        ------
        MalformedRequest
            The cursor is not one of this list and caller, or of a collection that is there no more.
        """
        user_id = presence.account.user_id
        binding = (user_id, "export")
        account, sessions = None, []
        if cursor is None:
            account = await self._users.by_id(user_id)
            of_user = await self._sessions.of_user(presence.account, limit=_MAX_SESSIONS, after=None)
            sessions = of_user.sessions
            names, after = sorted(self._collections), None
            logs.event("user.exported", user_id=user_id, session_id=presence.session.session_id, address=address)
        else:
            names, after = self._rest(await self._cursors.read(cursor, binding=binding))
        for position, name in enumerate(names):
            documents, after = await self._documents(name, user_id, limit, after)
            following = None
            if after is not None:
                following = f"{name}#{after}"
            elif names[position + 1 :]:
                following = f"{names[position + 1]}#"
            if documents or after is not None or following is None:
                next_cursor = None if following is None else await self._cursors.write(following, binding=binding)
                return ExportPage(account, sessions, name, documents, next_cursor)
        return ExportPage(account, sessions, "", [], None)

    def _rest(self, position: str) -> tuple[list[str], str | None]:
        name, _, after = position.partition("#")
        if name not in self._collections:
            raise MalformedRequest("This cursor is not one of this list.")
        return [known for known in sorted(self._collections) if known >= name], after or None

    async def _documents(
        self, name: str, user_id: str, limit: int, after: str | None
    ) -> tuple[list[Document], str | None]:
        collection = self._collections[name]
        page = await self._lists.page(ListQuery(name, user_id, limit, descending=False, after=after))
        private = fields_with(collection.model, Private)
        documents = []
        for stored in page.documents:
            document = upgraded(collection, stored)
            data = {field: value for field, value in document.data.items() if field not in private}
            documents.append(replace(document, data=data))
        return documents, page.next_after
