"""Reading DynamoDB's answers as plain JSON, beside botocore's own way."""

from decimal import Decimal
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from app.repositories.attributes import decode, decode_item, encode_item
from app.repositories.plain_answers import session

VALUES: dict[str, Any] = {
    "pk": "plain",
    "sk": "answers",
    "text": "Größe 🐦",
    "number": Decimal("12345678901234567890123456789012345678"),
    "whole": 7,
    "truth": True,
    "nothing": None,
    "list": [1, "a", [], {}],
    "map": {"a": {"b": "c"}},
}
KEY = {"pk": {"S": "plain"}, "sk": {"S": "answers"}}


@pytest.fixture
def clients(aws: None) -> tuple[Any, Any]:
    """Return botocore's own client and ours, on the same table."""
    own = boto3.client("dynamodb")
    own.put_item(TableName="test-data", Item=encode_item(VALUES))
    return own, session().client("dynamodb")


def test_every_kind_of_value_is_read_as_botocore_reads_it(clients: tuple[Any, Any]) -> None:
    theirs, ours = [decode_item(c.get_item(TableName="test-data", Key=KEY)["Item"]) for c in clients]

    assert ours == theirs == VALUES


def test_a_page_is_read_as_botocore_reads_it(clients: tuple[Any, Any]) -> None:
    query: dict[str, Any] = {
        "TableName": "test-data",
        "KeyConditionExpression": "pk = :pk",
        "ExpressionAttributeValues": {":pk": KEY["pk"]},
    }
    theirs, ours = [client.query(**query) for client in clients]

    assert [decode_item(item) for item in ours["Items"]] == [decode_item(item) for item in theirs["Items"]]
    assert ours["Count"] == theirs["Count"]


def test_what_is_not_there_is_missing_from_the_answer(clients: tuple[Any, Any]) -> None:
    for client in clients:
        assert "Item" not in client.get_item(TableName="test-data", Key={**KEY, "sk": {"S": "nobody"}})


def test_a_refusal_holds_the_same_code_and_item(clients: tuple[Any, Any]) -> None:
    errors: list[Any] = []
    for client in clients:
        with pytest.raises(ClientError) as raised:
            client.put_item(
                TableName="test-data",
                Item=KEY,
                ConditionExpression="attribute_not_exists(pk)",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        errors.append(raised.value.response)

    theirs, ours = errors
    assert ours["Error"]["Code"] == theirs["Error"]["Code"] == "ConditionalCheckFailedException"
    assert decode_item(ours["Item"]) == decode_item(theirs["Item"])


def test_a_refused_transaction_holds_the_same_reasons(clients: tuple[Any, Any]) -> None:
    refused: Any = {"TableName": "test-data", "Item": KEY, "ConditionExpression": "attribute_not_exists(pk)"}
    reasons = []
    for client in clients:
        with pytest.raises(ClientError) as raised:
            client.transact_write_items(TransactItems=[{"Put": refused}])
        reasons.append([reason["Code"] for reason in raised.value.response["CancellationReasons"]])

    assert reasons == [["ConditionalCheckFailed"], ["ConditionalCheckFailed"]]


@pytest.mark.parametrize("content", ["AP8=", b"\x00\xff"], ids=["as DynamoDB writes it", "as botocore reads it"])
def test_bytes_are_bytes_whoever_has_read_them(content: object) -> None:
    assert decode({"B": content}) == b"\x00\xff"
