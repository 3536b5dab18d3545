"""The entry of the events function."""

from app import logs
from app.blocking import inline
from app.events.handler import EventsHandler
from app.events.runtime import EventsRuntime
from app.repositories.aws import Clients
from app.repositories.schedules import ScheduledAlarm
from app.settings import Settings


def _from_environment() -> EventsHandler:
    settings = Settings.from_environment()
    logs.configure(settings.log_level)
    clients = Clients(settings)
    return EventsHandler(EventsRuntime(settings, clients, inline, ScheduledAlarm(clients, inline, settings)))


events_handler = _from_environment()
