"""What a process holds that answers events: far less than one that answers requests."""

from app.blocking import RunBlocking
from app.collection.layout_lock import LOCK_FILE, Lock
from app.repositories.aws import Clients
from app.repositories.dynamodb import DynamoDB
from app.repositories.purges import Purges
from app.services.purging import Alarm, Purging
from app.settings import Settings


class EventsRuntime:
    """Everything that outlives an event."""

    def __init__(self, settings: Settings, clients: Clients, run: RunBlocking, alarm: Alarm) -> None:
        self.purging = Purging(
            Purges(DynamoDB(clients, run), settings.data_table),
            alarm,
            Lock.read(LOCK_FILE).collections,
            settings.data_table,
            settings.sessions_table,
        )
