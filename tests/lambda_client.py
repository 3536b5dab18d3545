"""A client of the function's own handler: requests as the gateway hands them over, without a server or a loop."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from app.ids import new_id
from app.lambda_handler import ApiHandler


@dataclass(frozen=True)
class Answer:
    """What came back; the names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    text: str

    def json(self) -> Any:
        """Return the body's value."""
        return json.loads(self.text)


class LambdaClient:
    """Sends requests to a handler, as somebody or as nobody."""

    def __init__(self, handler: ApiHandler, token: str | None = None, address: str = "192.0.2.1") -> None:
        self._handler = handler
        self._token = token
        self._address = address

    def signed_in(self, token: str) -> "LambdaClient":
        """Return the same client for whom the token speaks for."""
        return LambdaClient(self._handler, token, self._address)

    def request(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        """Send one request."""
        path, _, query = path.partition("?")
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            named["Content-Type"] = "application/json"
        if self._token is not None:
            named["Authorization"] = f"Bearer {self._token}"
        parameters: dict[str, list[str]] = {}
        for name, value in parse_qsl(query, keep_blank_values=True):
            parameters.setdefault(name, []).append(value)
        answer = self._handler(
            {
                "resource": "/{proxy+}",
                "httpMethod": method,
                "path": path,
                "headers": named,
                "multiValueHeaders": {name: [value] for name, value in named.items()},
                "queryStringParameters": {name: values[-1] for name, values in parameters.items()} or None,
                "multiValueQueryStringParameters": parameters or None,
                "requestContext": {"requestId": new_id(), "identity": {"sourceIp": self._address}},
                "body": None if body is None else json.dumps(body),
                "isBase64Encoded": False,
            },
            None,
        )
        several = {name: values[-1] for name, values in answer["multiValueHeaders"].items()}
        found = {name.lower(): value for name, value in {**several, **answer["headers"]}.items()}
        return Answer(answer["statusCode"], found, answer["body"])
