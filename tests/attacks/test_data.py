"""Documents, ids and cursors as nobody means them: refused by name, or kept exactly as they were sent."""

import json
import uuid
from typing import Any

import httpx
import pytest

from tests.attacks.answers import accepted, refused
from tests.attacks.people import Person

JSON = {"Content-Type": "application/json"}

TEXTS = (
    "0.1",
    "emoji 🧭🏴‍☠️",
    "-0",
    " spaces ",
    "null",
    "'; DROP TABLE notes; --",
    "{{7*7}}",
    "${jndi:ldap://x}",
    "a\u0301",
    "á",
    "\u202e",
    "<script>",
)

BAD_JSON = {
    "not a number": b'{"title": NaN}',
    "infinity": b'{"title": Infinity}',
    "1e400": b'{"title": 1e400}',
    "39 digits": b'{"title": ' + b"1" * 39 + b"}",
    "4,000 digits": b'{"title": ' + b"9" * 4_000 + b"}",
    "lone surrogate": b'{"title": "\\ud800"}',
    "lone surrogate as a name": b'{"title": "a", "\\udfff": 1}',
    "invalid UTF-8": b'{"title": "\xff\xfe"}',
    "overlong UTF-8": b'{"title": "\xc0\xaf"}',
    "UTF-16": '{"title": "a"}'.encode("utf-16"),
    "byte order mark": b'\xef\xbb\xbf{"title": "a"}',
    "a name twice": b'{"title": "a", "title": "b"}',
    "a name twice, once escaped": b'{"title": "a", "\\u0074itle": "b"}',
    "33 levels": b'{"title": ' + b"[" * 33 + b"]" * 33 + b"}",
    "100,000 levels": b'{"title": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "levels left open": b"[" * 100_000,
    "two values": b'{"title": "a"} {}',
    "comment": b'{"title": "a" /* b */}',
    "comma at the end": b'{"title": "a",}',
    "single quotes": b"{'title': 'a'}",
    "control character": b'{"title": "a\nb"}',
    "NUL behind it": b'{"title": "a"}\x00',
    "nothing": b"",
    "blank": b" ",
    "10,000 names": json.dumps({f"k{n}": n for n in range(10_000)}).encode(),
    "title over its length": json.dumps({"title": "a" * 201}).encode(),
    "body over its length": json.dumps({"title": "a", "body": "a" * 20_001}).encode(),
    "too many tags": json.dumps({"title": "a", "tags": ["a"] * 21}).encode(),
    "no such day": b'{"title": "a", "due": "2026-02-30"}',
    "day a number": b'{"title": "a", "due": 0}',
    "no such status": b'{"title": "a", "status": "paid"}',
    "operators": b'{"title": {"$ne": null}}',
    "an attribute value": b'{"title": {"S": "a"}}',
}
NAMES = (
    "#a",
    ":a",
    "a.b",
    "a[0]",
    "SIZE",
    "name",
    "attribute_exists(pk)",
    "title ",
    "Title",
    "\x00",
    "$set",
    "a/b",
    "~0",
)
IDS = (
    "a#b",
    "NOTE%231",
    "..%2f..%2fusers",
    "%2e%2e",
    "%00",
    "*",
    "1",
    "null",
    "0" * 36,
    "%F0%9F%A7%AD",
    "a" * 10_240,
    "{id}",
)


def _refused(http: httpx.Client, method: str, path: str, content: bytes) -> None:
    refused(http.request(method, path, content=content, headers=JSON), 400, 413, 422)


@pytest.mark.parametrize("name", BAD_JSON)
def test_document_that_cannot_be_meant_is_refused(ada: Person, name: str) -> None:
    _refused(ada.http, "POST", "/data/notes", BAD_JSON[name])
    _refused(ada.http, "PUT", f"/data/notes/{uuid.uuid4()}", BAD_JSON[name])
    in_it = b'{"operations": [{"op": "create", "collection": "notes", "document": ' + BAD_JSON[name] + b"}]}"
    _refused(ada.http, "POST", "/data/transactions", in_it)


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_name_that_means_something_to_the_table_is_refused(ada: Person, name: str) -> None:
    refused(ada.http.post("/data/notes", json={"title": "a", name: 1}), 422)
    for parameter in (name, f"{name}__gte", "sort"):
        refused(ada.http.get("/data/notes", params={parameter: name}), 400, 422)


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_text_stays_as_it_was_sent(ada: Person, text: str) -> None:
    made = accepted(ada.http.post("/data/notes", json={"title": text, "tags": [text]}), 201).json()

    read = accepted(ada.http.get(f"/data/notes/{made['id']}")).json()
    assert (read["title"], read["tags"]) == (text, [text])


@pytest.mark.parametrize("document_id", IDS, ids=lambda text: ascii(text)[:20])
@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_id_that_is_none_leads_to_nothing(ada: Person, method: str, document_id: str) -> None:
    body = {"title": "a"} if method in ("PUT", "PATCH") else None

    refused(ada.http.request(method, f"/data/notes/{document_id}", json=body), 400, 404, 405, 414, 422)


@pytest.mark.parametrize(
    "tag",
    ["x", '"x"', '"-1"', "1", '"1', "W/1", '"' + "9" * 100 + '"', '"1", "2"', "**", '""', "é"],
    ids=ascii,
)
def test_tag_that_is_none_of_ours_matches_nothing(ada: Person, tag: str) -> None:
    made = accepted(ada.http.post("/data/notes", json={"title": "a"}), 201).json()
    headers = httpx.Headers([(b"If-Match", tag.encode("latin-1"))])

    answer = ada.http.patch(f"/data/notes/{made['id']}", json={"title": "b"}, headers=headers)

    refused(answer, 400, 412, 422)


@pytest.fixture(scope="module")
def cursor(ada: Person) -> str:
    """Give the cursor of a list of Ada's that goes on."""
    for number in range(2):
        accepted(ada.http.post("/data/notes", json={"title": f"page {number}"}), 201)
    page: dict[str, Any] = accepted(ada.http.get("/data/notes", params={"limit": 1})).json()
    cursor = page.get("next_cursor") or page["next"]
    assert isinstance(cursor, str)
    return cursor


def test_cursor_is_good_for_its_list_and_its_reader_alone(ada: Person, mallory: Person, cursor: str) -> None:
    accepted(ada.http.get("/data/notes", params={"limit": 1, "cursor": cursor}))

    refused(mallory.http.get("/data/notes", params={"limit": 1, "cursor": cursor}), 400, secrets=(cursor,))
    for path, more in (
        ("/data/notes", {"status": "open"}),
        ("/data/notes", {"sort": "due"}),
        ("/data/messages", {}),
        ("/data/orders", {}),
        ("/users/me/sessions", {}),
        ("/users/me/export", {}),
    ):
        refused(ada.http.get(path, params={"limit": 1, "cursor": cursor, **more}), 400, secrets=(cursor,))


def test_cursor_that_was_changed_is_refused(ada: Person, cursor: str) -> None:
    flipped = {cursor[:at] + ("A" if cursor[at] != "A" else "B") + cursor[at + 1 :] for at in range(0, len(cursor), 5)}
    for changed in [*flipped, cursor[:-1], cursor + "A", cursor * 2, "", ".", "null", "e30", "\x00", "a" * 8_000]:
        refused(ada.http.get("/data/notes", params={"limit": 1, "cursor": changed}), 400, 422)


@pytest.mark.parametrize(
    "limit",
    ["0", "-1", "1.5", "1e3", "999999999", "x", "", "NaN", "١", "0x1", "9" * 5_000],
    ids=lambda text: ascii(text)[:12],
)
def test_limit_that_is_none_is_refused(ada: Person, limit: str) -> None:
    refused(ada.http.get("/data/notes", params={"limit": limit}), 422)


@pytest.mark.parametrize(
    "operations",
    [
        [],
        None,
        {},
        [None],
        [{}],
        [{"op": "drop"}],
        [{"op": "create", "collection": "users", "document": {}}],
        [{"op": "create", "collection": "notes", "document": {"title": "a"}}] * 1_000,
    ],
    ids=range(8),
)
def test_transaction_that_is_none_is_refused(ada: Person, operations: object) -> None:
    refused(ada.http.post("/data/transactions", json={"operations": operations}), 404, 413, 422)
