"""What is said of the routes of a collection: what they are called, what they cost, and when they fail.

All of it follows from the declaration, so that a new collection is documented with no work. What a route does is told
by the docstring of its function.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from app.collection import Collection
from app.collection.layout import Layout
from app.openapi.collection_costs import costs_of
from app.openapi.operations import Operation
from app.openapi.problems import problem_types, reason

AS_ANY: Final = "Fails as any request may."
"""Of an operation that fails with nothing of its own."""

OF_ANY: Final = frozenset(
    (
        "unauthenticated",
        *("malformed-request", "body-too-large", "unsupported-media-type", "validation-failed"),
        *("rate-limited", "service-unavailable"),
    )
)
"""The problem types that the document's own description explains, since any request may fail with them."""

_NO_DOCUMENT: Final = "there is no such document, or you may not read it"
_READ: Final = {
    "forbidden": "you may not read these",
    "not-found": _NO_DOCUMENT,
    "gone": "what changed since then is not known any more",
}
_WRITTEN: Final = {
    "forbidden": "you may read it and not write it",
    "not-found": _NO_DOCUMENT,
    "precondition-failed": "its version is not one that `If-Match` names",
    "precondition-required": "the request has no `If-Match`",
    "version-conflict": "others keep changing it at the same moment",
    "counter-out-of-bounds": "the counter would leave its bounds",
    "rule-broken": "a rule of the collection forbids it",
    "idempotency-key-reused": "the `Idempotency-Key` belongs to another request",
}
_WHEN: Final[Mapping[str, Mapping[str, str]]] = {
    **dict.fromkeys(("get", "list", "changes", "public_get", "public_list"), _READ),
    **dict.fromkeys(("patch", "delete", "increment"), _WRITTEN),
    "put": {**_WRITTEN, "precondition-failed": "it is not what `If-Match` or `If-None-Match` asks for"},
    "create": {
        **_WRITTEN,
        "forbidden": "you may not write here",
        "not-found": "what was made under the same `Idempotency-Key` is there no more",
    },
}
"""When a route fails with a type of problem, by its verb."""


def describe_collections(
    operations: Mapping[str, Operation], collections: Mapping[str, Collection], layouts: Mapping[str, Layout]
) -> None:
    """Complete what the document says of every collection's routes."""
    for name, collection in collections.items():
        costs = costs_of(collection, layouts[name])
        for verb, summary in _summaries(collection):
            operation = operations.get(f"public_{name}_{verb[7:]}" if verb.startswith("public_") else f"{name}_{verb}")
            if operation is None:
                continue
            operation.described["summary"] = summary
            for paragraph in (*_notes(verb, collection), _failures(operation, _WHEN[verb]), costs[verb]):
                operation.add_to_description(paragraph)


def _summaries(collection: Collection) -> Iterator[tuple[str, str]]:
    """Return verb and summary of every route that a collection may have."""
    one, all_ = _with_article(_words(collection.model.__name__)), collection.name.replace("_", " ")
    yield "create", f"Create {one}"
    yield "list", f"List {all_}" if collection.is_shared else f"List my {all_}"
    yield "get", f"Read {one}"
    yield "put", f"Replace {one}, or create one at an id of your own"
    yield "patch", f"Change {one}"
    yield "increment", f"Add to a counter of {one}"
    yield "delete", f"Delete {one}"
    yield "changes", f"List what changed in {all_}"
    yield "public_list", f"List {all_} without signing in"
    yield "public_get", f"Read {one} without signing in"


def _notes(verb: str, collection: Collection) -> Iterator[str]:
    """Return what is true of this route because of the declaration."""
    if verb in ("list", "public_list"):
        by_id = "In the order of ids it is strongly consistent: what was written before this call is in it."
        lags = " Sorted or filtered by a field, it may lag behind writes by a moment." if collection.ordered else ""
        yield by_id + lags
    if collection.expires is not None and verb in ("create", "put", "patch"):
        yield f"From the time in `{collection.expires}` on, the document is answered like one that does not exist."


def _failures(operation: Operation, when: Mapping[str, str]) -> str:
    own = [type_ for type_ in problem_types(operation) if type_ not in OF_ANY]
    if not own:
        return AS_ANY
    told = [f"- `{type_}` if {when[type_]}." if type_ in when else f"- `{type_}`: {reason(type_)}" for type_ in own]
    return "\n".join(("Fails with", "", *told))


def _words(name: str) -> str:
    """Return the words of a class's name, `OrderLine` as `order line`."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name).split()
    return " ".join(word if word.isupper() and len(word) > 1 else word.lower() for word in words)


def _with_article(noun: str) -> str:
    begins_with_vowel = re.match(r"(?!uni|us[aeu]|eu|one\b)[aeiou]", noun) is not None
    return f"{'an' if begins_with_vowel else 'a'} {noun}"
