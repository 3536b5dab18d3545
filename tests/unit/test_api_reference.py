import json
import re
from typing import Any

import pytest

from scripts.api_reference import METHODS, SOURCE, kind, operations, pages, resolve

DOCUMENT: dict[str, Any] = json.loads(SOURCE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def written() -> dict[str, str]:
    return pages(DOCUMENT)


def test_every_operation_has_its_heading_on_one_page_and_its_row_in_the_list(written: dict[str, str]) -> None:
    expected = sorted(
        item[method]["operationId"] for item in DOCUMENT["paths"].values() for method in METHODS if method in item
    )
    details = "\n".join(page for name, page in written.items() if name != "index.md")
    assert sorted(re.findall(r"^## .* \{ #(\S+) \}$", details, re.MULTILINE)) == expected
    assert sorted(re.findall(r"^\| \[.*?\]\(\S+\.md#(\S+)\)", written["index.md"], re.MULTILINE)) == expected


def test_every_answer_of_every_operation_is_there(written: dict[str, str]) -> None:
    for _, _, operation in operations(DOCUMENT):
        page = written[f"{operation['tags'][0]}.md"]
        section = page.split(f"{{ #{operation['operationId']} }}")[1].split("\n## ")[0]
        answers = re.findall(r'^\?\?\?\+? \w+ "(\d+)', section, re.MULTILINE)
        assert answers == list(operation["responses"]), operation["operationId"]


def test_every_example_of_a_body_is_there_as_json(written: dict[str, str]) -> None:
    for _, _, operation in operations(DOCUMENT):
        if "requestBody" in operation:
            section = written[f"{operation['tags'][0]}.md"].split(f"{{ #{operation['operationId']} }}")[1]
            body = section.split("**Body:**")[1].split("```json\n")[1].split("\n```")[0]
            assert json.loads(body) == operation["requestBody"]["content"]["application/json"]["example"]


def test_every_link_on_a_page_leads_somewhere(written: dict[str, str]) -> None:
    anchors = {name: set(re.findall(r"\{ #(\S+) \}$", page, re.MULTILINE)) for name, page in written.items()}
    for name, page in written.items():
        for target, anchor in re.findall(r"\]\(([\w-]+\.md)?#([\w-]+)\)", page):
            assert anchor in anchors[target or name], (name, anchor)


def test_a_reference_resolves_through_another_and_through_escapes() -> None:
    document = {"paths": {"/a": {"$ref": "#/components/x~0y"}}, "components": {"x~y": {"type": "integer"}}}
    assert resolve(document, {"$ref": "#/paths/~1a"}) == {"type": "integer"}


def test_who_may_call_is_said_of_each(written: dict[str, str]) -> None:
    for tag, operation_id, said in [
        ("auth", "auth_login", "anyone"),
        ("users", "users_get_me", "who is signed in."),
        ("administration", "users_list", "who is signed in and may do this"),
    ]:
        section = written[f"{tag}.md"].split(f"{{ #{operation_id} }}")[1].split("\n## ")[0]
        assert f"**Who may call it:** {said}" in section


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "string", "format": "uuid"}, "string (uuid)"),
        ({"type": "string", "minLength": 1, "maxLength": 9}, "string, 1 or more characters, up to 9 characters"),
        ({"anyOf": [{"type": "integer", "minimum": 0}, {"type": "null"}]}, "integer, at least 0 or null"),
        ({"enum": ["open", "done"], "type": "string"}, '`"open"` or `"done"`'),
        ({"type": "array", "items": {"$ref": "#/components/schemas/Note"}}, "list of [Note](#schema-note)"),
        ({"type": "object", "additionalProperties": {"type": "number"}}, "object of number"),
        ({}, "any value"),
    ],
)
def test_a_schema_is_said_in_words(schema: dict[str, Any], words: str) -> None:
    assert kind(schema) == words
