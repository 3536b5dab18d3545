"""Turn web/openapi.json into Markdown: one page a tag, and one that lists them; scripts/docs_hook.py publishes them."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).parent.parent / "web" / "openapi.json"
METHODS = ("get", "post", "put", "patch", "delete")
CONSTRAINTS = {
    "minLength": "{} or more characters",
    "maxLength": "up to {} characters",
    "minimum": "at least {}",
    "maximum": "at most {}",
    "exclusiveMinimum": "more than {}",
    "exclusiveMaximum": "less than {}",
    "minItems": "{} or more items",
    "maxItems": "up to {} items",
    "pattern": "as `{}`",
}

# JSON as it was read; its shape is what the OpenAPI specification says.
type Json = dict[str, Any]


def pages(document: Json) -> dict[str, str]:
    """Return every page's Markdown by its file name, `index.md` first, then in the order of the document's tags."""
    by_tag: dict[str, list[tuple[str, str, Json]]] = {}
    for method, path, operation in operations(document):
        by_tag.setdefault(operation["tags"][0], []).append((method, path, operation))
    index = ["# API reference", document["info"]["description"].strip()]
    written = {}
    for tag, of_tag in by_tag.items():
        rows = [f"| [`{m.upper()} {p}`]({tag}.md#{o['operationId']}) | {_cell(o['summary'])} |" for m, p, o in of_tag]
        index += [f"## {_title(tag)}", "\n".join(["| operation | what it does |", "|---|---|", *rows])]
        parts = [_operation(document, *each) for each in of_tag]
        used = sorted({name for *_, operation in of_tag for name in _schemas(document, operation)})
        parts += ["## Schemas", *(_schema(document, name) for name in used)] if used else []
        written[f"{tag}.md"] = "\n\n".join([f"# {_title(tag)}", *parts]) + "\n"
    return {"index.md": "\n\n".join(index) + "\n", **written}


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    """Yield method, path and operation, in the document's order."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield method, path, item[method]


def resolve(document: Json, node: Json) -> Json:
    """Follow a `$ref` within the document to what it stands for; anything else is returned as it is."""
    while "$ref" in node:
        target: Any = document
        for step in node["$ref"].removeprefix("#/").split("/"):
            target = target[step.replace("~1", "/").replace("~0", "~")]
        node = target
    return node


def _operation(document: Json, method: str, path: str, operation: Json) -> str:
    parts = [
        f"## {operation['summary']} {{ #{operation['operationId']} }}",
        f"`{method.upper()} {path}`",
        operation.get("description", "").strip(),
        f"**Who may call it:** {_callers(operation)}.",
    ]
    if parameters := operation.get("parameters"):
        resolved = [resolve(document, each) for each in parameters]
        rows = [
            _row(f"`{each['name']}` ({each['in']})", each["schema"], each.get("required", False), each)
            for each in resolved
        ]
        parts += ["**Parameters**", _table("parameter", rows)]
    if body := operation.get("requestBody"):
        for media_type, content in resolve(document, body)["content"].items():
            parts += [f"**Body:** {kind(content['schema'])}, as `{media_type}`"]
            parts += [_code(example) for _, example in _examples(document, content)]
    parts += ["**Answers**"]
    parts += [_answer(document, status, resolve(document, each)) for status, each in operation["responses"].items()]
    return "\n\n".join(part for part in parts if part)


def _callers(operation: Json) -> str:
    if not operation.get("security"):
        return "anyone; no access token is needed"
    if "403" in operation["responses"]:
        return "who is signed in and may do this; the others get 403"
    return "who is signed in"


def _answer(document: Json, status: str, answer: Json) -> str:
    # FastAPI's own words for an answer that nobody has described tell nothing.
    said = answer["description"].replace("Successful Response", "").strip()
    lines = [said] if said else []
    lines += [
        f"`{name}`: {resolve(document, header).get('description', '')}"
        for name, header in answer.get("headers", {}).items()
    ]
    for media_type, content in answer.get("content", {}).items():
        lines.append(f"{kind(content['schema'])}, as `{media_type}`")
        lines += [_code(example) for _, example in _examples(document, content)]
    names = [name for each in answer.get("content", {}).values() for name, _ in _examples(document, each) if name]
    label = f"{status}: {', '.join(names)}" if names else status
    # Open where it went well; what can fail is there for those who look for it.
    opening = "???+ success" if status < "300" else "??? failure" if status >= "400" else "??? info"
    inner = "\n\n".join(lines or ["No body."])
    return f'{opening} "{label}"\n\n' + re.sub(r"^(?=.)", "    ", inner, flags=re.MULTILINE)


def _examples(document: Json, content: Json) -> Iterator[tuple[str, Any]]:
    if "example" in content:
        yield "", content["example"]
    for name, example in content.get("examples", {}).items():
        yield name, resolve(document, example)["value"]


def kind(schema: Json) -> str:
    """Say in words what a value is: `string, at most 200 characters`; a schema with a name is a link to it."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return f"[{name}](#schema-{name.lower()})"
    for key in ("anyOf", "oneOf"):
        if key in schema:
            words = " or ".join(kind(each) for each in schema[key])
            return ", ".join([words, *_constraints(schema)])
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    if "enum" in schema:
        return " or ".join(f"`{json.dumps(each)}`" for each in schema["enum"])
    if schema.get("type") == "array":
        words = f"list of {kind(schema.get('items', {}))}"
    elif isinstance(schema.get("additionalProperties"), dict):
        words = f"object of {kind(schema['additionalProperties'])}"
    else:
        words = str(schema.get("type", "any value"))
    if "format" in schema:
        words += f" ({schema['format']})"
    return ", ".join([words, *_constraints(schema)])


def _constraints(schema: Json) -> list[str]:
    return [words.format(schema[key]) for key, words in CONSTRAINTS.items() if key in schema]


def _schemas(document: Json, node: Any) -> set[str]:
    """Return the names of all schemas that this part of the document uses, directly or not."""
    found: set[str] = set()
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            waiting += part
        elif isinstance(part, dict):
            reference = str(part.get("$ref", ""))
            name = reference.removeprefix("#/components/schemas/")
            if name != reference and name not in found:
                found.add(name)
                waiting.append(resolve(document, part))
            waiting += part.values()
    return found


def _schema(document: Json, name: str) -> str:
    schema = document["components"]["schemas"][name]
    parts = [f"### {name} {{ #schema-{name.lower()} }}", schema.get("description", "").strip()]
    if "properties" in schema:
        required = schema.get("required", [])
        rows = [_row(f"`{field}`", each, field in required, each) for field, each in schema["properties"].items()]
        parts.append(_table("field", rows))
    else:
        parts.append(kind(schema))
    return "\n\n".join(part for part in parts if part)


def _row(name: str, schema: Json, required: bool, described: Json) -> str:
    default = f", `{json.dumps(schema['default'])}` if left out" if "default" in schema else ""
    words = kind(schema) + default
    return f"| {name} | {_cell(words)} | {'yes' if required else ''} | {_cell(described.get('description', ''))} |"


def _table(first: str, rows: list[str]) -> str:
    return "\n".join([f"| {first} | what it is | required | what it means |", "|---|---|---|---|", *rows])


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def _code(example: Any) -> str:
    return f"```json\n{json.dumps(example, indent=2, ensure_ascii=False)}\n```"


def _title(tag: str) -> str:
    return tag.replace("-", " ").capitalize()
