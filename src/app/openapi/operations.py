"""The operations of the document, each with the route that it describes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation; `described` is its part of the document, to be completed in place."""

    route: APIRoute
    described: dict[str, Any]

    @property
    def responses(self) -> dict[str, dict[str, Any]]:
        """What it may answer, by status."""
        responses: dict[str, dict[str, Any]] = self.described["responses"]
        return responses

    def depends_on(self, function: Callable[..., Any]) -> bool:
        """Tell whether the function is among what its route depends on, at any depth."""
        return any(inner.call is function for inner in _all(self.route.dependant))

    def add_to_description(self, paragraph: str) -> None:
        """Append a paragraph."""
        self.described["description"] = f"{self.described.get('description', '')}\n\n{paragraph}".strip()


def operations_of(app: FastAPI, document: Mapping[str, Any]) -> dict[str, Operation]:
    """Return all operations by their ids. The routes have been made before."""
    return {
        str(described["operationId"]): Operation(route, described)
        for route in app.router.routes
        if isinstance(route, APIRoute) and route.include_in_schema
        for method in sorted(route.methods or ())
        if (described := document["paths"][route.path_format].get(method.lower())) is not None
    }


def _all(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for inner in dependant.dependencies:
        yield from _all(inner)
