"""What clients may make of a document: the content of a creation, a replacement and a patch, field by field."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from app.collection import Collection, CreateOnly, Private, ServerSet
from app.collection.markers import fields_with
from app.errors import ValidationFailed
from app.field_errors import validation_failed
from app.json_validation import JsonValidator
from app.merge_patch import merged
from app.places import FieldError, pointer
from app.services.changes import Content
from app.services.document_content import as_sent


class ClientContent:
    """Makes contents of one collection from the bodies of clients.

    Every content raises `ValidationFailed`, with pointers into the document, for a body that does not fit the model, or
    that names a field which clients do not write.
    """

    def __init__(self, collection: Collection) -> None:
        self._validator = JsonValidator(collection.model, extra="forbid")
        self._wire_names = {name: info.alias or name for name, info in collection.model.model_fields.items()}
        self._server_set = fields_with(collection.model, ServerSet)
        self._create_only = fields_with(collection.model, CreateOnly)
        self._kept = self._create_only | fields_with(collection.model, Private)

    def creating(self, body: Mapping[str, Any], within: str = "") -> Content:
        """Return the content of a new document."""

        def content(_before: BaseModel | None) -> BaseModel:
            self._refuse(body, self._server_set, _SERVER_SET, within)
            return self._validated(body, within)

        return content

    def replacing(self, body: Mapping[str, Any], within: str = "") -> Content:
        """Return the content that replaces a document.

        What clients do not write stays as it is, and so does what the body does not name of private fields and of those
        that are written once.
        """

        def content(before: BaseModel | None) -> BaseModel:
            self._refuse(body, self._server_set, _SERVER_SET, within)
            if before is None:
                return self._validated(body, within)
            named = {name for name, wire_name in self._wire_names.items() if wire_name in body}
            kept = as_sent(before, set(self._server_set | (self._kept - named)))
            after = self._validated({**body, **kept}, within)
            changed = {name for name in self._create_only if getattr(after, name) != getattr(before, name)}
            self._refuse(body, changed, _CREATE_ONLY, within)
            return after

        return content

    def patching(self, patch: Mapping[str, Any], within: str = "") -> Content:
        """Return the content that a merge patch (RFC 7396) makes of a document."""

        def content(before: BaseModel | None) -> BaseModel:
            self._refuse(patch, self._server_set, _SERVER_SET, within)
            self._refuse(patch, self._create_only, _CREATE_ONLY, within)
            fields = set(self._wire_names)
            current = {} if before is None else as_sent(before, fields)
            return self._validated(merged(current, patch), within)

        return content

    def _refuse(self, body: Mapping[str, Any], fields: frozenset[str] | set[str], why: FieldError, within: str) -> None:
        errors: list[FieldError] = [
            {**why, "pointer": within + pointer([self._wire_names[name]])}
            for name in sorted(fields)
            if self._wire_names[name] in body
        ]
        if errors:
            raise ValidationFailed(errors=errors)

    def _validated(self, body: Mapping[str, Any], within: str) -> BaseModel:
        try:
            content: BaseModel = self._validator.validate(dict(body))
        except ValidationError as error:
            raise validation_failed(error.errors(include_url=False), within) from None
        return content


_SERVER_SET: FieldError = {
    "where": "body",
    "pointer": "",
    "code": "server-set",
    "message": "Clients do not write this field",
}
_CREATE_ONLY: FieldError = {
    "where": "body",
    "pointer": "",
    "code": "create-only",
    "message": "This field is written when the document is made, and stays",
}
