"""Cold starts: a new process that imports what it needs and answers one request."""

import json
import subprocess
import time
from collections.abc import Sequence

from benchmarks.environments import Environment
from benchmarks.processes import RecordedDatabase, start_variables
from benchmarks.recording import EXPECTED, Recording

IMPORTS = """\
import boto3, fastapi, jose.jwt, mangum
from passlib.hash import argon2
boto3.client("dynamodb")
"""
"""What the budget compares with: the same packages and a client, and no application."""

ANSWERS = """\
import json, sys
from handlers.{name} import handler
answer = handler(json.loads(sys.argv[1]), None)
sys.exit(answer["statusCode"] != int(sys.argv[2]))
"""


def cold_starts(
    names: Sequence[str],
    rounds: int,
    environment: Environment,
    recording: Recording,
    database: RecordedDatabase,
    case: str = "read",
) -> dict[str, list[float]]:
    """Start each handler and answer one request, in turn; return seconds by handler.

    The name `imports` is of what the budget compares with.
    """
    variables = start_variables(environment, recording, database.endpoint)
    programs = {name: IMPORTS if name == "imports" else ANSWERS.format(name=name) for name in names}
    found: dict[str, list[float]] = {name: [] for name in programs}
    for round_number in range(rounds + 1):
        for name, program in programs.items():
            database.choose(case)
            command = environment.command("-c", program, json.dumps(recording.events[case]), str(EXPECTED[case]))
            begun = time.perf_counter()
            subprocess.run(command, env=variables, check=True, stdout=subprocess.DEVNULL)
            if round_number:  # the first one of each finds its files on the disk
                found[name].append(time.perf_counter() - begun)
    return found
