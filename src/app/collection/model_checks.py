"""What a model may not have, because it would not hold what it promises: found at import, and not by a customer."""

from collections.abc import Iterator
from typing import Annotated, Any, Final, get_args, get_origin

from pydantic import BaseModel, FutureDate, FutureDatetime, SecretBytes, SecretStr

from app.collection.markers import Marker

_FUTURE: Final = (FutureDate, FutureDatetime)
_SECRET: Final = (SecretStr, SecretBytes)


class Misfit(Exception):
    """The model cannot be a collection's; the message says why."""


def require_sound(model: type[BaseModel]) -> None:
    """Refuse a model whose documents would be unreadable one day, or would tell or lose something.

    Raises
    ------
    Misfit
        With what to change.
    """
    _require_one_name_each(model)
    for name, info in model.model_fields.items():
        for part, is_whole in _parts(info.annotation, {model}):
            if part in _FUTURE:
                raise Misfit(
                    f"the field {name!r} has to lie in the future, and could not be read once it does not; use a plain "
                    "date or datetime, and look at it in rules="
                )
            if part in _SECRET:
                raise Misfit(
                    f"the field {name!r} is a {part.__name__}, which is stored as asterisks; use str and Private"
                )
            if isinstance(part, Marker) and not is_whole:
                raise Misfit(
                    f"{part.name} within the field {name!r} would not hold; mark the whole field: "
                    f"Annotated[..., {part.name}]"
                )


def _require_one_name_each(model: type[BaseModel]) -> None:
    wire_names = {name: info.alias or name for name, info in model.model_fields.items()}
    for name, info in model.model_fields.items():
        if (info.validation_alias or name) != (info.serialization_alias or name):
            raise Misfit(f"the field {name!r} needs one name for both directions; use alias=")
        if wire_names[name] != name and wire_names[name] in wire_names:
            raise Misfit(
                f"the field {name!r} has the alias {wire_names[name]!r}, which is another field's name; rename it"
            )
    has_aliases = any(wire_name != name for name, wire_name in wire_names.items())
    if has_aliases and (model.model_config.get("populate_by_name") or model.model_config.get("validate_by_name")):
        raise Misfit("its fields would be read by two names each; drop populate_by_name and validate_by_name")


def _parts(annotation: Any, seen: set[Any]) -> Iterator[tuple[Any, bool]]:
    """Return everything within an annotation, and whether it is said of the whole field."""
    annotation = getattr(annotation, "__value__", annotation)
    yield annotation, True
    if get_origin(annotation) is Annotated:
        yield from ((item, False) for item in get_args(annotation)[1:])
    for argument in get_args(annotation):
        yield from ((part, False) for part, _ in _parts(argument, seen))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel) and annotation not in seen:
        seen.add(annotation)
        for info in annotation.model_fields.values():
            yield from ((item, False) for item in info.metadata)
            yield from ((part, False) for part, _ in _parts(info.annotation, seen))
