"""The entry of the events function."""

from app import garbage, logs
from app.blocking import in_worker_thread, inline
from app.collections import COLLECTIONS
from app.events.handler import EventsHandler
from app.events.runtime import EventsRuntime
from app.repositories.aws import Clients
from app.repositories.dynamodb import DynamoDB
from app.repositories.gateway_sockets import GatewaySockets
from app.repositories.schedules import ScheduledAlarm
from app.repositories.self_invocation import SelfInvocation
from app.settings import Settings, SettingsError


def _from_environment() -> EventsHandler:
    settings = Settings.from_environment()
    logs.configure(settings.log_level, settings.embedded_metrics("events"))
    if settings.events_function_arn is None or settings.realtime_endpoint is None:
        raise SettingsError("The events function needs APP_EVENTS_FUNCTION_ARN and APP_REALTIME_ENDPOINT.")
    clients = Clients(settings)
    runtime = EventsRuntime(
        settings,
        COLLECTIONS,
        DynamoDB(clients, inline),
        ScheduledAlarm(clients, inline, settings),
        # Many frames leave at once, each by a call that blocks.
        GatewaySockets(clients, in_worker_thread),
        SelfInvocation(clients, inline, settings.events_function_arn),
    )
    return EventsHandler(runtime)


events_handler = _from_environment()
garbage.everything_is_imported()
