"""Open connections: who may open one, to what it may subscribe, and when it ends (docs/realtime.md)."""

from collections.abc import Mapping
from typing import Final

from pydantic import ValidationError

from app import logs, strict_json
from app.collection import Collection
from app.errors import AppError, Forbidden, MalformedRequest, NotFound, RuleBroken, Unauthenticated, ValidationFailed
from app.repositories.connections import Connection, ConnectionClosed, Connections
from app.repositories.sessions import Sessions
from app.schemas.realtime import (
    CLIENT_MESSAGES,
    RealtimeError,
    RealtimePing,
    RealtimePong,
    RealtimeServerMessage,
    RealtimeSubscribe,
    RealtimeSubscribed,
    RealtimeUnsubscribe,
    RealtimeUnsubscribed,
)
from app.security.caller import Caller
from app.services.access import Actor, acting_for, may_read, oneself
from app.services.identity import Presence
from app.services.publishing import topic_of
from app.services.tickets import TicketOffice
from app.sockets import ConnectionGone, Sockets

MAX_SUBSCRIPTIONS: Final = 50
MAX_MESSAGE_BYTES: Final = 4096
MAX_CONNECTIONS: Final = 50
"""How many connections a user may have; another one closes the oldest."""


class Realtime:
    """Opens, serves and closes connections."""

    def __init__(
        self,
        connections: Connections,
        sessions: Sessions,
        tickets: TicketOffice,
        sockets: Sockets,
        collections: Mapping[str, Collection],
    ) -> None:
        self._connections = connections
        self._sessions = sessions
        self._tickets = tickets
        self._sockets = sockets
        self._collections = collections

    async def connect(self, connection_id: str, ticket_text: str | None) -> None:
        """Open a connection with a ticket, which is used up whatever comes of it.

        Raises
        ------
        Unauthenticated
            The ticket is none, was used or is over, or its session has ended.
        """
        ticket = None if ticket_text is None else await self._tickets.take(ticket_text)
        if ticket is None or await self._sessions.with_account(ticket.user_id, ticket.session_id) is None:
            logs.event("realtime.refused")
            raise Unauthenticated
        others = await self._connections.of_user(ticket.user_id)
        for oldest in others[: max(0, len(others) - MAX_CONNECTIONS + 1)]:
            await self._end(oldest, ticket.user_id)
        await self._connections.add(Connection(connection_id, ticket.user_id, ticket.session_id))
        logs.event("realtime.connected", user_id=ticket.user_id, session_id=ticket.session_id)

    async def disconnected(self, connection_id: str) -> None:
        """Forget a connection that has closed."""
        await self._connections.remove(connection_id)

    async def received(self, connection_id: str, text: str) -> None:
        """Act on a message, and answer it. A message that is wrong is answered with an error, and nothing else."""
        try:
            answer = await self._answer(connection_id, text)
            await self._sockets.send(connection_id, answer.model_dump_json(exclude_none=True))
        except (ConnectionClosed, ConnectionGone):
            await self._end(connection_id)
        except Unauthenticated:
            logs.event("realtime.ended")
            await self._end(connection_id)

    async def end_session(self, user_id: str, session_id: str) -> None:
        """Close the connections of a session that has ended."""
        for connection_id in await self._connections.of_user(user_id, session_id):
            await self._end(connection_id, user_id)

    async def end_all(self, user_id: str) -> None:
        """Close every connection of a user."""
        for connection_id in await self._connections.of_user(user_id):
            await self._end(connection_id, user_id)

    async def _end(self, connection_id: str, user_id: str | None = None) -> None:
        await self._connections.remove(connection_id, user_id)
        await self._sockets.close(connection_id)

    async def _answer(self, connection_id: str, text: str) -> RealtimeServerMessage:
        try:
            message = _parsed(text)
        except AppError as error:
            return _error(error)
        if isinstance(message, RealtimePing):
            return RealtimePong(type="pong")
        try:
            return await self._subscription(connection_id, message)
        except Unauthenticated:
            raise
        except AppError as error:
            return _error(error, message)

    async def _subscription(
        self, connection_id: str, message: RealtimeSubscribe | RealtimeUnsubscribe
    ) -> RealtimeServerMessage:
        connection = await self._connections.of(connection_id)
        found = await self._sessions.with_account(connection.user_id, connection.session_id)
        if found is None:
            raise Unauthenticated
        caller = Presence(*found).caller
        if isinstance(message, RealtimeUnsubscribe):  # without a look at rights, which may have been lost since
            collection = self._collections.get(message.collection)
            if collection is not None:
                topic = topic_of(collection, message.owner or caller.user_id)
                await self._connections.unsubscribe(connection_id, topic)
            return RealtimeUnsubscribed(type="unsubscribed", collection=message.collection, owner=message.owner)
        topic = self._topic(caller, message)
        if topic not in connection.topics and len(connection.topics) >= MAX_SUBSCRIPTIONS:
            raise RuleBroken(f"A connection may have {MAX_SUBSCRIPTIONS} subscriptions. Unsubscribe from others first.")
        await self._connections.subscribe(connection, topic)
        return RealtimeSubscribed(type="subscribed", collection=message.collection, owner=message.owner)

    def _topic(self, caller: Caller, message: RealtimeSubscribe) -> str:
        """Return the topic that is meant, if the caller may read what is told under it."""
        collection = self._collections.get(message.collection)
        if collection is None or not collection.live or not may_read(collection, oneself(caller)):
            raise NotFound("There is no such live collection.")
        if collection.is_shared:
            if message.owner is not None:
                raise ValidationFailed("The changes of this collection are told as a whole: leave out the owner.")
            return topic_of(collection, "")
        actor: Actor = oneself(caller) if message.owner is None else acting_for(caller, message.owner)
        if not may_read(collection, actor):
            raise Forbidden
        return topic_of(collection, actor.owner_id)


def _parsed(text: str) -> RealtimeSubscribe | RealtimeUnsubscribe | RealtimePing:
    if len(text.encode()) > MAX_MESSAGE_BYTES:
        raise MalformedRequest(f"A message may have {MAX_MESSAGE_BYTES} bytes.")
    try:
        return CLIENT_MESSAGES.validate_python(strict_json.loads(text.encode()))
    except ValidationError:
        raise ValidationFailed("A message is subscribe, unsubscribe or ping, as docs/realtime.md says.") from None


def _error(error: AppError, message: RealtimeSubscribe | RealtimeUnsubscribe | None = None) -> RealtimeError:
    return RealtimeError(
        type="error",
        code=error.type,
        detail=error.detail,
        collection=message and message.collection,
        owner=message and message.owner,
    )
