"""The application before AWS that fails: the world that every case is played in, and how many cases there were."""

import json
import logging
from collections.abc import AsyncIterator
from io import StringIO

import boto3
import pytest
from moto.sesv2.responses import SESV2Response

from app.logs import JsonLines
from app.main import create_app
from tests.faults import cases, crashes
from tests.faults.seam import Seam
from tests.faults.simulated_time import SimulatedTime
from tests.faults.state import State
from tests.faults.world import World
from tests.in_process import SENDER, SITE, settings_for_tests
from tests.unit.conftest import Mail

PARAMETER = "/fulmar-test/site-origin"


@pytest.fixture(scope="module")
def log() -> StringIO:
    """Return what the application logs, as it would be written."""
    return StringIO()


@pytest.fixture(scope="module")
async def world(aws: None, cheap_hashing: None, log: StringIO) -> AsyncIterator[tuple[World, State]]:
    """Return the application with people in it and the state that they are in; time is simulated while it is there."""
    boto3.client("ses").verify_email_identity(EmailAddress=SENDER)
    boto3.client("ssm").put_parameter(Name=PARAMETER, Value=SITE, Type="String", Overwrite=True)
    time = SimulatedTime()
    seam, sent = Seam(time), list[Mail]()
    really_send = SESV2Response.send_email

    def send_email(response: SESV2Response) -> str:
        answer = really_send(response)
        asked = json.loads(response.body)
        simple = asked["Content"]["Simple"]
        parts = {name: part["Data"] for name, part in simple["Body"].items()}
        (to,) = asked["Destination"]["ToAddresses"]
        sent.append(Mail(to, simple["Subject"]["Data"], parts["Text"], parts["Html"]))
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SESV2Response, "send_email", send_email)
        time.install(patch)
        seam.install(patch)
        # As in Lambda, calls come one after the other, so that the nth is always the same.
        settings = settings_for_tests(
            in_lambda=True,
            email_from=SENDER,
            site_origin=None,
            site_origin_parameter=PARAMETER,
            request_deadline_seconds=4,
            realtime_url="wss://live.example/live",
        )
        app = create_app(settings)
        handler = logging.StreamHandler(log)
        handler.setFormatter(JsonLines())
        logging.getLogger("app").handlers[:] = [handler]
        world = World(app, time, seam, lambda to: [mail for mail in sent if mail.to == to])
        yield world, await world.settle()
    logging.getLogger("app").handlers[:] = []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many cases were played; a test plays all of one scenario."""
    if cases.played or crashes.died:
        terminalreporter.write_line(f"faults: {cases.played} cases, and {crashes.died} processes that died")
