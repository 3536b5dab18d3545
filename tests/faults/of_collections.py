"""Scenarios of collections, from their declarations alone: what is sent is sampled from the schemas of their routes."""

from collections.abc import Iterator
from typing import Any

from app.collection import Collection
from app.collection.indexes import Index
from app.collections import COLLECTIONS
from app.ids import new_id
from tests.faults.scenarios import DOCUMENT, OPERATIONS, Scenario
from tests.faults.world import Prepare, Somebody, Wanted, World

KEY = {"Idempotency-Key": "one"}


def scenarios_of_collections() -> list[Scenario]:
    """Return the scenarios of every declared collection."""
    return [scenario for collection in COLLECTIONS.values() for scenario in _scenarios_of(collection)]


def sample(schema: dict[str, Any]) -> Any:
    """Return a value that a schema allows, with all its properties."""
    if "$ref" in schema:
        return sample(DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    if "anyOf" in schema:
        return sample(next(choice for choice in schema["anyOf"] if choice.get("type") != "null"))
    for name in ("const", "enum", "examples"):
        if name in schema:
            return schema[name] if name == "const" else schema[name][0]
    match schema.get("type"):
        case "object":
            return {name: sample(child) for name, child in schema.get("properties", {}).items()}
        case "array":
            return [sample(schema["items"])] * schema.get("minItems", 1)
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return True
        case _ if schema.get("format") == "date":
            return "2026-12-01"
        case _ if schema.get("format") == "date-time":
            return "2026-12-01T12:00:00Z"
        case _:
            return "x" * max(1, schema.get("minLength", 1))


def _body_of(operation: str) -> dict[str, Any]:
    (content,) = OPERATIONS[operation][2]["requestBody"]["content"].values()
    body: dict[str, Any] = sample(content["schema"])
    return body


def _patch_of(name: str) -> dict[str, Any]:
    """Return a patch to what is there already, which moves it in no index: that would cost more."""
    there = _body_of(f"{name}_create")
    return {member: there.get(member, value) for member, value in _body_of(f"{name}_patch").items()}


def _scenarios_of(collection: Collection) -> Iterator[Scenario]:
    name, is_kept_by_role = collection.name, collection.write not in ("owner", "member")

    def writer(world: World) -> Somebody:
        return world.admin if is_kept_by_role else world.ada

    async def made(world: World) -> str:
        answer = await world.post(f"/data/{name}", _body_of(f"{name}_create"), writer(world))
        return str(answer["id"])

    def on_one(body: Any = None, **headers: str) -> Prepare:
        async def prepare(world: World) -> Wanted:
            return Wanted(writer(world), {"id": await made(world)}, {}, body, headers)

        return prepare

    def on_two(by: str | None = None, **query: str) -> Prepare:
        async def prepare(world: World) -> Wanted:
            await made(world)
            await made(world)
            return Wanted(writer(world) if by is None else world.people.get(by), {}, query)

        return prepare

    async def create(world: World) -> Wanted:
        return Wanted(writer(world), json=_body_of(f"{name}_create"))

    async def create_once(world: World) -> Wanted:
        return Wanted(writer(world), json=_body_of(f"{name}_create"), headers=KEY)

    async def put_new(world: World) -> Wanted:
        return Wanted(writer(world), {"id": new_id(world.time.now())}, {}, _body_of(f"{name}_put"))

    async def create_again(world: World) -> Wanted:
        document_id = await made(world)
        await world.send("DELETE", f"/data/{name}/{document_id}", headers=writer(world).headers)
        return Wanted(writer(world), {"id": document_id}, {}, _body_of(f"{name}_put"))

    yield Scenario(f"{name}_create", "", create)
    yield Scenario(f"{name}_create", "under a key", create_once)
    yield Scenario(f"{name}_get", "", on_one())
    yield Scenario(f"{name}_put", "of one that is there", on_one(_body_of(f"{name}_put")))
    yield Scenario(f"{name}_put", "of a new one", put_new)
    yield Scenario(f"{name}_put", "over a tombstone", create_again)
    yield Scenario(f"{name}_patch", "", on_one(_patch_of(name)))
    yield Scenario(f"{name}_delete", "", on_one())
    yield Scenario(f"{name}_list", "", on_two())
    for index in collection.indexes:
        declared = index if isinstance(index, Index) else Index(index)
        of_all = declared.scope == "all" and not collection.is_shared
        by, query = ("admin", {"scope": "all"}) if of_all else (None, {})
        yield Scenario(f"{name}_list", f"sorted by {declared.name}", on_two(by, sort=declared.field, **query))
    if collection.sync:
        yield Scenario(f"{name}_changes", "", on_two())
    for counter in collection.counters:
        yield Scenario(f"{name}_increment", f"of {counter}", on_one({"field": counter, "by": 2}))
        yield Scenario(f"{name}_increment", f"of {counter} under a key", on_one({"field": counter, "by": 2}, **KEY))
    if collection.read == "public":
        yield Scenario(f"public_{name}_list", "", on_two("nobody"))
        yield Scenario(f"public_{name}_get", "", on_one())
