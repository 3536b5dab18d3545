"""Alarms by EventBridge Scheduler: the events function is called once, at a time, and nothing is paid for till then."""

import json
from datetime import UTC, datetime

from botocore.exceptions import BotoCoreError, ClientError

from app import logs
from app.blocking import RunBlocking
from app.errors import ServiceUnavailable
from app.repositories.aws import Clients
from app.settings import Settings, SettingsError


class ScheduledAlarm:
    """Sets alarms. One that is set twice rings once."""

    def __init__(self, clients: Clients, run: RunBlocking, settings: Settings) -> None:
        if not settings.schedule_group or not settings.schedule_role_arn or not settings.events_function_arn:
            names = "APP_SCHEDULE_GROUP, APP_SCHEDULE_ROLE_ARN and APP_EVENTS_FUNCTION_ARN"
            raise SettingsError(f"The events function needs {names}.")
        self._clients = clients
        self._run = run
        self._group = settings.schedule_group
        self._target = {"Arn": settings.events_function_arn, "RoleArn": settings.schedule_role_arn}

    async def ring(self, user_id: str, at: int) -> None:
        """Have the events function called with `{"purge": user_id}`; `ServiceUnavailable` if that cannot be had now."""
        time = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S")
        target = {**self._target, "Input": json.dumps({"purge": user_id})}

        def create() -> None:
            self._clients.scheduler.create_schedule(
                Name=f"purge-{user_id}-{at}",
                GroupName=self._group,
                ScheduleExpression=f"at({time})",
                FlexibleTimeWindow={"Mode": "OFF"},
                ActionAfterCompletion="DELETE",
                Target=target,  # type: ignore[arg-type]  # a TypedDict with other keys optional
            )

        try:
            await self._run(create)
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code")
            if code == "ConflictException":  # it is set already
                return
            logs.warning("schedule.refused", reason=code)
            raise ServiceUnavailable from error
        except BotoCoreError as error:
            logs.warning("schedule.refused", reason=type(error).__name__)
            raise ServiceUnavailable from error
