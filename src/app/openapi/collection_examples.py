"""Examples of a collection's bodies and answers, made from its declaration.

What is shown as sent is accepted by the collection's own model, and what is shown as answered is what the application
makes of it. A model whose validators ask for more than its schema says has examples once its fields have `examples`.
"""

import json
from collections.abc import Iterator
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from app.collection import Collection, CreateOnly, ServerSet
from app.collection.markers import fields_with
from app.json_validation import JsonValidator
from app.openapi.schema_examples import DOCUMENT_ID, MOMENT, USER_ID, VERSION, NoExample, SchemaExamples
from app.repositories.document_items import Document
from app.schemas.documents import models_of
from app.services.document_content import data_of
from app.services.document_wire import wired

CURSOR: Final = "AZvA3k9mVQ2n"


class CollectionExamples:
    """Examples of one collection: what a client sends, and the document that there is. None where there is none."""

    def __init__(self, collection: Collection) -> None:
        self.collection = collection
        self._models = models_of(collection)
        self._wire_names = {name: info.alias or name for name, info in collection.model.model_fields.items()}
        self.create: dict[str, Any] | None = None
        self._made: Document | None = None
        self._document: Document | None = None
        for given in self._candidates():
            if self._take(given):
                break
        self.patch = self._patch()

    def requests(self) -> dict[str, Any]:
        """Return the bodies of requests by operation, without those of which there is no example."""
        name = self.collection.name
        found = {f"{name}_create": self.create, f"{name}_put": self.create, f"{name}_patch": self.patch}
        if self.collection.counters:
            found[f"{name}_increment"] = {"field": self._counter(), "by": 1}
        return {operation: body for operation, body in found.items() if body is not None}

    def answers(self) -> dict[str, Any]:
        """Return the bodies of successful answers by operation, with the status behind it where they differ by that."""
        if self._document is None or self._made is None:
            return {}
        name, document = self.collection.name, _answer(self._document, self._models.read)
        found: dict[str, Any] = {f"{name}_{verb}": document for verb in ("get", "put", "patch", "increment")}
        found[f"{name}_create"] = found[f"{name}_put 201"] = _answer(self._made, self._models.read)
        found[f"{name}_list"] = {"items": [document], "next_cursor": None}
        change = {"op": "updated", "id": DOCUMENT_ID, "version": VERSION, "document": document}
        found[f"{name}_changes"] = {"changes": [change], "next_cursor": CURSOR, "has_more": False}
        public = _answer(self._document, self._models.public)
        found[f"public_{name}_get"] = public
        found[f"public_{name}_list"] = {"items": [public], "next_cursor": None}
        return found

    def _take(self, given: dict[str, Any]) -> bool:
        """Show these fields, and those of them that clients write as what they send, if the model takes both."""
        validator = JsonValidator(self.collection.model, extra="forbid")
        sent = {name: value for name, value in given.items() if name not in self._named(ServerSet)}
        try:
            self._document, self._made = self._stored(validator.validate(given)), self._stored(validator.validate(sent))
        except ValidationError:
            return False
        self.create = sent
        return True

    def _candidates(self) -> Iterator[dict[str, Any]]:
        """Return all fields with a value each; then, should they not go together, those without a default alone."""
        schema = self.collection.model.model_json_schema()
        for required_only in (False, True):
            try:
                yield SchemaExamples(schema.get("$defs", {})).object(schema, required_only=required_only)
            except NoExample:
                continue

    def _patch(self) -> dict[str, Any] | None:
        """Return a change of one field."""
        kept = self._named(CreateOnly)
        changes = ((name, value) for name, value in (self.create or {}).items() if name not in kept)
        return next(({name: value} for name, value in changes), None if self.create is None else {})

    def _named(self, marker: Any) -> set[str]:
        return {self._wire_names[name] for name in fields_with(self.collection.model, marker)}

    def _counter(self) -> str:
        return next(iter(self.collection.counters))

    def _stored(self, content: BaseModel) -> Document:
        expires = getattr(content, self.collection.expires) if self.collection.expires is not None else None
        return Document(
            id=DOCUMENT_ID,
            owner_id=USER_ID,
            author_id=USER_ID,
            version=VERSION,
            created_at=MOMENT,
            updated_at=MOMENT,
            data=data_of(content),
            expires_at=None if expires is None else int(expires.timestamp()),
        )


def _answer(document: Document, model: type[BaseModel]) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(wired(document, model).model_dump_json(by_alias=True))
    return body
