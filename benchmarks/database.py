"""A DynamoDB that has all its answers ready: HTTP on loopback, in a process of its own.

It answers each call with what was answered when the case was recorded (`recording`), so that handlers are measured
and not a database; an update with what the request sets besides. Connections are kept alive, as boto3 keeps them.
"""

import asyncio
import base64
import json
import sys
from typing import Any

CASE_PATH = "/case/"


class Database:
    """Answers calls by the case that is being measured and the operation that is called."""

    def __init__(self, answers: dict[str, dict[str, list[str]]]) -> None:
        # Bodies travelled as base64, since they are bytes.
        self._answers = {
            case: {operation: [base64.b64decode(body) for body in bodies] for operation, bodies in operations.items()}
            for case, operations in answers.items()
        }
        self._case = next(iter(self._answers))
        self._turns: dict[str, int] = {}
        self.calls = 0

    def choose(self, case: str) -> None:
        """Answer as this case was answered."""
        self._case, self._turns, self.calls = case, {}, 0

    def answer(self, operation: str, request: bytes) -> bytes:
        """Return the body for a call; several of one operation have theirs in turn."""
        self.calls += 1
        bodies = self._answers[self._case].get(operation) or self._answers["default"][operation]
        turn = self._turns.get(operation, 0)
        self._turns[operation] = turn + 1
        body = bodies[turn % len(bodies)]
        return _updated(body, json.loads(request)) if operation == "UpdateItem" else body


def _updated(body: bytes, request: dict[str, Any]) -> bytes:
    answer = json.loads(body)
    names, values = request.get("ExpressionAttributeNames", {}), request["ExpressionAttributeValues"]
    for part in request["UpdateExpression"].removeprefix("SET ").split(", "):
        name, _, value = part.partition(" = ")
        answer["Attributes"][names.get(name, name)] = values[value]
    return json.dumps(answer).encode()


async def serve(database: Database, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer what comes over one connection, until it ends."""
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            request, *lines = head.split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            sent = await reader.readexactly(int(headers.get("content-length", "0")))
            path = request.split(" ")[1]
            if path.startswith(CASE_PATH):
                body = str(database.calls).encode()
                database.choose(path.removeprefix(CASE_PATH))
            else:
                body = database.answer(headers["x-amz-target"].rpartition(".")[2], sent)
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\n"
                + f"Content-Length: {len(body)}\r\nx-amzn-RequestId: BENCH\r\n\r\n".encode()
                + body
            )
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def main() -> None:
    """Serve what standard input holds, and print the port."""
    answers: dict[str, Any] = json.loads(sys.stdin.readline())
    database = Database(answers)
    server = await asyncio.start_server(lambda reader, writer: serve(database, reader, writer), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    # The end of standard input is the end of whoever wanted this.
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
