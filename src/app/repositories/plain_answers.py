"""DynamoDB's answers as the JSON that they are.

botocore walks through every value of an answer by the service's description, to make dates and bytes of some. In what
is read here there are no dates, and bytes are decoded with everything else (attributes.py); the walk takes a third of
the time of a page.
"""

from typing import Any

import boto3
import botocore.session
from botocore.parsers import JSONParser, ResponseParserFactory


class _PlainParser(JSONParser):
    def _handle_json_body(self, raw_body: bytes, _shape: object) -> Any:
        return self._parse_body_as_json(raw_body)  # type: ignore[attr-defined]  # the stubs leave it out


class _PlainParserFactory(ResponseParserFactory):
    def create_parser(self, _protocol_name: str) -> _PlainParser:
        return _PlainParser()


def session() -> boto3.Session:
    """Return a session whose clients read answers so; it is for DynamoDB's own client alone."""
    core = botocore.session.get_session()
    core.register_component("response_parser_factory", _PlainParserFactory())
    return boto3.Session(botocore_session=core)
