"""Many callers at once: throughput and waiting under uvicorn, on loopback, for a bounded number of requests."""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from app.services.demo_content import DEMO_PASSWORD
from app.settings import Settings
from scripts.cost.measurement import NOTE
from scripts.local_cloud import LocalCloud
from scripts.local_resources import prepare
from scripts.processes import ROOT, free_port

START_SECONDS = 30


@dataclass(frozen=True)
class Loaded:
    """What so many callers saw who asked as fast as they were answered. Times are milliseconds.

    `refused` are those that were told to come again (503 with `Retry-After`), since their four seconds would not do;
    `failed` is every other answer that is not one of success.
    """

    route: str
    callers: int
    requests: int
    per_second: float
    p50: float
    p99: float
    refused: int
    failed: int


@dataclass(frozen=True)
class Server:
    """The application under uvicorn, and somebody who is signed in."""

    port: int
    pid: int
    token: str
    note: str

    def memory(self) -> int:
        """Return the resident memory of the process in KB."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


@contextmanager
def server() -> Iterator[Server]:
    """Start the local cloud and the application on it, as `make api` does, and sign somebody in."""
    with LocalCloud() as cloud:
        prepare(cloud, Settings.from_environment({"AWS_ENDPOINT_URL": cloud.endpoint}))
        port = free_port()
        environment = cloud.process_environment(APP_LOG_LEVEL="ERROR", PYTHONPATH=str(ROOT / "src"))
        process = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", "app.main:app", "--port", str(port), "--log-level", "error"],
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
        )
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False) as client:
                _wait(client)
                credentials = {"email": "ada@load.example", "password": DEMO_PASSWORD}
                client.post("/auth/register", json=credentials).raise_for_status()
                token = client.post("/auth/login", json=credentials).json()["access_token"]
                headers = {"Authorization": f"Bearer {token}"}
                notes = [client.post("/data/notes", json=NOTE, headers=headers).json()["id"] for _ in range(30)]
            yield Server(port, process.pid, token, notes[0])
        finally:
            process.terminate()
            process.wait()


def _wait(client: httpx.Client) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            client.get("/health").raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("The application did not start.")


def load(running: Server, route: str, callers: int, requests: int) -> Loaded:
    """Make so many requests by so many callers at once."""
    method, path = route.replace("{id}", running.note).split(" ")
    body = json.dumps(NOTE) if method == "POST" else ""
    request = (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {running.token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()
    return asyncio.run(_load(running.port, request, route, callers, requests))


async def _load(port: int, request: bytes, route: str, callers: int, requests: int) -> Loaded:
    waited: list[float] = []
    refused = failed = 0
    left = iter(range(requests))

    async def call() -> None:
        nonlocal refused, failed
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in left:
            begun = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            fields = dict(line.split(b": ", 1) for line in head.lower().split(b"\r\n")[1:-2])
            await reader.readexactly(int(fields.get(b"content-length", b"0")))
            waited.append(time.perf_counter() - begun)
            status = head.split(b" ", 2)[1]
            is_refused = status == b"503" and b"retry-after" in fields
            refused += is_refused
            failed += not is_refused and status not in (b"200", b"201")
        writer.close()

    begun = time.perf_counter()
    await asyncio.gather(*(call() for _ in range(callers)))
    seconds = time.perf_counter() - begun
    hundredths = statistics.quantiles(waited, n=100)
    p50, p99 = hundredths[49] * 1000, hundredths[98] * 1000
    return Loaded(route, callers, requests, requests / seconds, p50, p99, refused, failed)
