"""What a process holds that answers events: far less than one that answers requests."""

from collections.abc import Mapping

from app.collection import Collection
from app.collection.layout_lock import LOCK_FILE, Lock
from app.repositories.connections import Connections
from app.repositories.dynamodb import DynamoDB
from app.repositories.purges import Purges
from app.repositories.sessions import Sessions
from app.repositories.tickets import Tickets
from app.services.publishing import FanOut, Publishing
from app.services.purging import Alarm, Purging
from app.services.realtime import Realtime
from app.services.tickets import TicketOffice
from app.settings import Settings
from app.sockets import Sockets


class EventsRuntime:
    """Everything that outlives an event."""

    def __init__(
        self,
        settings: Settings,
        collections: Mapping[str, Collection],
        database: DynamoDB,
        alarm: Alarm,
        sockets: Sockets,
        fan_out: FanOut | None = None,
    ) -> None:
        connections = Connections(database, settings.sessions_table)
        sessions = Sessions(database, settings.sessions_table, settings.users_table)
        tickets = TicketOffice(Tickets(database, settings.sessions_table))
        self.realtime = Realtime(connections, sessions, tickets, sockets, collections)
        self.publishing = Publishing(connections, sockets, fan_out, collections, settings.realtime_posts_per_second)
        self.purging = Purging(
            Purges(database, settings.data_table),
            alarm,
            self.realtime.end_all,
            Lock.read(LOCK_FILE).collections,
            settings.data_table,
            settings.sessions_table,
        )
