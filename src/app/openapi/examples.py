"""Examples of every body: those of collections from their declarations, all others from the schemas of their fields."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.collection import Collection
from app.collection.access import MEMBER, OWNER
from app.openapi.collection_examples import CollectionExamples
from app.openapi.operations import JSON, Operation
from app.openapi.schema_examples import DOCUMENT_ID, VERSION, NoExample, SchemaExamples


def add_examples(
    operations: Mapping[str, Operation], collections: Mapping[str, Collection], schemas: Mapping[str, Any]
) -> None:
    """Give every body in JSON, of requests and of successful answers, an example, where one can be made."""
    of_collections = [CollectionExamples(collection) for collection in collections.values()]
    requests = {name: body for one in of_collections for name, body in one.requests().items()}
    answers = {name: body for one in of_collections for name, body in one.answers().items()}
    bodies = _transaction(of_collections)
    if bodies is not None:
        requests["transactions_create"], answers["transactions_create"] = bodies
    documents = {
        one.collection.model.__name__: answers[f"{one.collection.name}_get"]
        for one in of_collections
        if one.create is not None
    }
    sent, answered = SchemaExamples(schemas), SchemaExamples(schemas, documents)
    for name, operation in operations.items():
        _add(requests, name, operation.described.get("requestBody", {}), sent)
        for status, response in operation.responses.items():
            if status.startswith("2"):
                _add(answers, f"{name} {status}" if f"{name} {status}" in answers else name, response, answered)


def _add(known: Mapping[str, Any], name: str, described: Mapping[str, Any], examples: SchemaExamples) -> None:
    content = described.get("content", {}).get(JSON)
    if content is None:
        return
    if name in known:
        content["example"] = known[name]
    elif not content.get("schema"):
        content["example"] = None  # a function that returns nothing
    else:
        try:
            content["example"] = examples.of(content["schema"])
        except NoExample:
            return


def _transaction(of_collections: Iterable[CollectionExamples]) -> tuple[Any, Any] | None:
    """Return the body and the answer of a transaction on the first collection that users write themselves."""
    for one in of_collections:
        if one.collection.write in (OWNER, MEMBER) and one.create is not None:
            name = one.collection.name
            operations = [
                {"op": "create", "collection": name, "document": one.create},
                {"op": "patch", "collection": name, "id": DOCUMENT_ID, "version": VERSION, "document": one.patch},
            ]
            results = [
                {"id": "01a23179-e1e8-7000-8000-000000000003", "version": VERSION + 1000},
                {"id": DOCUMENT_ID, "version": VERSION + 1},
            ]
            return {"operations": operations}, {"results": results}
    return None
