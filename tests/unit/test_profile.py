"""The profile: what people say about themselves, and when it is not taken."""

from typing import Any

import httpx
import pytest

from app.repositories.users import AccountChanged, Users
from tests.unit.conftest import Person

UNKNOWN = "01990c5e-0000-7000-8000-000000000000"
PROFILE = {
    "name": "Ada Lovelace",
    "locale": "pt-BR",
    "time_zone": "Europe/Lisbon",
    "avatar_url": "https://example.com/ada.png?s=64",
    "preferences": {"theme": "dark", "sizes": [1, 2.5], "editor": {"tabs": 4, "wrap": None}},
}


async def patch(client: httpx.AsyncClient, person: Person, body: Any, **headers: str) -> httpx.Response:
    return await client.patch("/users/me", json=body, headers={**person.headers, **headers})


async def test_a_profile_is_changed_member_by_member(client: httpx.AsyncClient, ada: Person) -> None:
    before = (await client.get("/users/me", headers=ada.headers)).json()
    whole = (await patch(client, ada, PROFILE)).json()
    merged = (await patch(client, ada, {"preferences": {"editor": {"tabs": 8, "font": "x"}, "theme": None}})).json()
    bare = (await patch(client, ada, dict.fromkeys(PROFILE))).json()
    nothing = (await patch(client, ada, {})).json()

    assert [before[name] for name in PROFILE] == [None, None, None, None, {}]
    assert {name: whole[name] for name in PROFILE if name != "preferences"} == {
        name: value for name, value in PROFILE.items() if name != "preferences"
    }
    # RFC 7396: null removes, at every depth of what is merged
    assert whole["preferences"] == {"theme": "dark", "sizes": [1, 2.5], "editor": {"tabs": 4}}
    assert merged["preferences"] == {"sizes": [1, 2.5], "editor": {"tabs": 8, "font": "x"}}
    assert merged["name"] == PROFILE["name"]
    assert [bare[name] for name in PROFILE] == [None, None, None, None, {}]
    assert [user["version"] for user in (before, whole, merged, bare, nothing)] == [1, 2, 3, 4, 5]
    assert whole["updated_at"] >= before["updated_at"]


@pytest.mark.parametrize(
    ("given", "stored"), [("EN", "en"), ("zh-hant-tw", "zh-Hant-TW"), ("es-419", "es-419"), ("gsw", "gsw")]
)
async def test_a_language_tag_is_written_as_it_is_customary(
    client: httpx.AsyncClient, ada: Person, given: str, stored: str
) -> None:
    assert (await patch(client, ada, {"locale": given})).json()["locale"] == stored


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"name": "a\nb"}, "/name"),
        ({"name": "a" * 101}, "/name"),
        ({"name": 1}, "/name"),
        ({"locale": "english"}, "/locale"),
        ({"locale": "de_DE"}, "/locale"),
        ({"locale": "en-US-x-private"}, "/locale"),
        ({"time_zone": "Europe/Atlantis"}, "/time_zone"),
        ({"time_zone": "../etc/passwd"}, "/time_zone"),
        ({"time_zone": "europe/lisbon"}, "/time_zone"),
        ({"avatar_url": "http://example.com/a.png"}, "/avatar_url"),
        ({"avatar_url": "javascript:alert(1)"}, "/avatar_url"),
        ({"avatar_url": "data:image/png;base64,AAAA"}, "/avatar_url"),
        ({"avatar_url": "https://user:secret@example.com/"}, "/avatar_url"),
        ({"avatar_url": "https://"}, "/avatar_url"),
        ({"avatar_url": "https://exa mple.com/"}, "/avatar_url"),
        ({"avatar_url": 'https://example.com/"onerror="x'}, "/avatar_url"),
        ({"avatar_url": "https://[::1"}, "/avatar_url"),
        ({"avatar_url": "https://example.com/" + "a" * 2048}, "/avatar_url"),
        ({"preferences": []}, "/preferences"),
        ({"preferences": "dark"}, "/preferences"),
        ({"preferences": {"a": "x" * 4096}}, "/preferences"),
        ({"preferences": {"": 1}}, "/preferences/"),
        ({"preferences": {"n": 2**53}}, "/preferences/n"),
        ({"email": "other@example.com"}, "/email"),
        ({"roles": ["admin"]}, "/roles"),
        ({"email_verified": True}, "/email_verified"),
        ({"id": "x"}, "/id"),
        ({"version": 7}, "/version"),
        ({"pk": "x"}, "/pk"),
        ({"disabled": False}, "/disabled"),
        ({"password_hash": "x"}, "/password_hash"),
    ],
)
async def test_what_is_not_acceptable_changes_nothing_and_is_named(
    client: httpx.AsyncClient, ada: Person, body: dict[str, Any], pointer: str
) -> None:
    answer = await patch(client, ada, {"name": "Other", **body})
    after = (await client.get("/users/me", headers=ada.headers)).json()

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert (after["version"], after["name"]) == (1, None)


async def test_preferences_may_have_four_kilobytes_together(client: httpx.AsyncClient, ada: Person) -> None:
    fits = {"a": "é" * 2044}  # {"a":"…"} has eight bytes around it
    first = await patch(client, ada, {"preferences": fits})
    more = await patch(client, ada, {"preferences": {"b": 1}})
    other = await patch(client, ada, {"preferences": {"a": None, "b": 1}})

    assert (first.status_code, more.status_code) == (200, 422)
    assert other.json()["preferences"] == {"b": 1}


async def test_numbers_in_preferences_keep_every_digit(client: httpx.AsyncClient, ada: Person) -> None:
    headers = {**ada.headers, "Content-Type": "application/json"}
    body = b'{"preferences": {"exact": 0.12345678901234567890123456789, "tenth": 0.1, "big": 9007199254740991}}'
    changed = await client.patch("/users/me", content=body, headers=headers)
    read = await client.get("/users/me", headers=ada.headers)

    for answer in (changed, read):
        assert b'"exact":0.12345678901234567890123456789' in answer.content
        assert b'"tenth":0.1' in answer.content
        assert b'"big":9007199254740991' in answer.content


async def test_the_etag_decides_who_may_change_and_who_has_it_already(client: httpx.AsyncClient, ada: Person) -> None:
    tag = (await client.get("/users/me", headers=ada.headers)).headers["ETag"]
    known = await client.get("/users/me", headers={**ada.headers, "If-None-Match": tag})
    changed = await patch(client, ada, {"name": "Ada"}, **{"If-Match": tag})
    stale = await patch(client, ada, {"name": "Bob"}, **{"If-Match": tag})
    anew = await client.get("/users/me", headers={**ada.headers, "If-None-Match": tag})

    assert (known.status_code, known.content, known.headers["ETag"]) == (304, b"", tag)
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    assert (stale.status_code, stale.json()["type"]) == (412, "urn:problem-type:precondition-failed")
    assert anew.status_code == 200


async def test_a_race_that_is_lost_twice_is_told(
    client: httpx.AsyncClient, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = 0

    async def refuse(*_: Any) -> None:
        nonlocal tries
        tries += 1
        raise AccountChanged

    monkeypatch.setattr(Users, "change_profile", refuse)
    answer = await patch(client, ada, {"name": "Ada"})

    assert (answer.status_code, tries) == (409, 2)


async def test_the_session_and_its_rights_are_untouched_by_a_profile(client: httpx.AsyncClient, ada: Person) -> None:
    await patch(client, ada, PROFILE)
    sessions = await client.get("/users/me/sessions", headers=ada.headers)

    assert len(sessions.json()["items"]) == 1
    assert (await client.post("/auth/refresh", json={"refresh_token": ada.refresh_token})).status_code == 200


async def test_everybody_signed_in_sees_name_and_picture_and_nothing_else(
    client: httpx.AsyncClient, ada: Person, bob: Person
) -> None:
    await patch(client, ada, PROFILE)
    ids = [bob.user_id, ada.user_id, UNKNOWN, bob.user_id]

    answer = await client.get("/users/profiles", params={"ids": ",".join(ids)}, headers=bob.headers)

    assert answer.json() == {
        "items": [
            {"id": bob.user_id, "name": None, "avatar_url": None},
            {"id": ada.user_id, "name": "Ada Lovelace", "avatar_url": PROFILE["avatar_url"]},
        ]
    }


@pytest.mark.parametrize("ids", ["", ",", "nobody", f"{UNKNOWN},", ",".join([UNKNOWN] * 51), f"{UNKNOWN}\n"])
async def test_what_is_no_list_of_ids_is_refused(client: httpx.AsyncClient, ada: Person, ids: str) -> None:
    answer = await client.get("/users/profiles", params={"ids": ids}, headers=ada.headers)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/ids"
