"""A deployment with a few of everything in its tables, which tests break by hand."""

from dataclasses import dataclass
from typing import Any

import boto3
import httpx
import pytest

from tests.in_process import TABLES
from tests.unit.conftest import Person
from tests.unit.operator_commands import environment as environment


@dataclass(frozen=True)
class Contents:
    """Where things are in the tables of a small deployment."""

    ada: Person
    note: str

    def key(self, sort_key: str) -> dict[str, str]:
        """Return a key of ada's."""
        return {"pk": f"USER#{self.ada.user_id}", "sk": sort_key}

    @property
    def account(self) -> dict[str, str]:
        """The key of her account."""
        return self.key("ACCOUNT")

    @property
    def claim(self) -> dict[str, str]:
        """The key of the claim on her address."""
        return {"pk": f"EMAIL#{self.ada.email}", "sk": "CLAIM"}

    @property
    def session(self) -> dict[str, str]:
        """The key of her session."""
        return self.key(f"SESSION#{self.ada.session_id}")

    @property
    def note_key(self) -> dict[str, str]:
        """The key of her note."""
        return {"pk": f"notes#{self.ada.user_id}", "sk": self.note}


def table(name: str) -> Any:
    """Return `users`, `sessions` or `data`."""
    return boto3.resource("dynamodb").Table(TABLES[f"{name.title()}Table"])


def change(name: str, key: dict[str, str], attribute: str, value: object) -> None:
    """Set an attribute of an item, or remove it: None."""
    names = {"#name": attribute}
    if value is None:
        table(name).update_item(Key=key, UpdateExpression="REMOVE #name", ExpressionAttributeNames=names)
    else:
        values = {":value": value}
        table(name).update_item(
            Key=key,
            UpdateExpression="SET #name = :value",
            ExpressionAttributeNames=names,
            ExpressionAttributeValues=values,
        )


def copy(name: str, key: dict[str, str], **changes: Any) -> None:
    """Put a copy of an item beside it."""
    table(name).put_item(Item={**table(name).get_item(Key=key)["Item"], **changes})


def everything() -> list[Any]:
    """Return the items of each table."""
    client = boto3.client("dynamodb")
    return [client.scan(TableName=name)["Items"] for name in TABLES.values()]


@pytest.fixture
async def contents(environment: None, client: httpx.AsyncClient, ada: Person, admin: Person) -> Contents:
    """Let ada write a note under an idempotency key and forget her password, and an administrator sell something."""

    async def made(path: str, by: Person, body: object = None, **headers: str) -> str:
        answer = await client.post(path, json=body, headers={**by.headers, **headers})
        assert answer.is_success, answer.text
        return str(answer.json().get("id"))

    note = await made("/data/notes", ada, {"title": "x", "due": "2026-12-01"}, **{"Idempotency-Key": "one"})
    await made("/data/products", admin, {"name": "Oilskin jacket", "price": "24.50"})
    await made(f"/users/{ada.user_id}/password-reset", admin)
    gone = await made("/data/notes", ada, {"title": "y"})
    await client.delete(f"/data/notes/{gone}", headers=ada.headers)
    return Contents(ada, note)
