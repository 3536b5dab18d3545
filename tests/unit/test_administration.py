"""Administrators: whom they see, what they change, what nobody may take from the last of them, and the record of it."""

import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import httpx
import pytest

from app import clock
from tests.in_process import PASSWORD, SITE, new_address
from tests.unit.conftest import ClientFrom, Person, SignUp

ABSENT = "01990c5e-0000-7000-8000-000000000000"
ANOTHER_PASSWORD = "gliding low over grey water"


async def log_in(client: httpx.AsyncClient, email: str, password: str = PASSWORD) -> httpx.Response:
    return await client.post("/auth/login", json={"email": email, "password": password})


async def change(client: httpx.AsyncClient, by: Person, whom: Person, **what: Any) -> httpx.Response:
    return await client.patch(f"/users/{whom.user_id}", json=what, headers=by.headers)


def events(log: StringIO, prefix: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    return [line for line in lines if line["event"].startswith(prefix)]


async def test_users_are_listed_newest_first_over_pages(
    client: httpx.AsyncClient, admin: Person, sign_up: SignUp
) -> None:
    made = [await sign_up(new_address("user")) for _ in range(21)]
    seen: list[dict[str, Any]] = []
    query: dict[str, Any] = {"limit": 5}
    pages = 0
    while True:
        page = (await client.get("/users", params=query, headers=admin.headers)).json()
        seen += page["items"]
        pages += 1
        if page["next_cursor"] is None:
            break
        query = {"limit": 5, "cursor": page["next_cursor"]}

    assert [user["id"] for user in seen] == [person.user_id for person in [*reversed(made), admin]]
    assert pages == 5
    assert seen[0].keys() == {
        *("id", "email", "email_verified", "name", "roles", "disabled", "version", "created_at", "updated_at")
    }


async def test_a_cursor_is_good_for_who_got_it(client: httpx.AsyncClient, admin: Person, sign_up: SignUp) -> None:
    for _ in range(3):
        await sign_up(new_address("user"))
    another = await sign_up(new_address("admin"), "admin")
    cursor = (await client.get("/users?limit=1", headers=admin.headers)).json()["next_cursor"]

    answer = await client.get("/users", params={"cursor": cursor}, headers=another.headers)

    assert answer.status_code == 400


async def test_a_user_is_found_by_the_whole_address_in_any_spelling(
    client: httpx.AsyncClient, admin: Person, ada: Person
) -> None:
    found = await client.get("/users", params={"email": f"  {ada.email.upper()} "}, headers=admin.headers)
    part = await client.get("/users", params={"email": ada.email[1:]}, headers=admin.headers)
    nonsense = await client.get("/users", params={"email": "ada"}, headers=admin.headers)

    assert [user["id"] for user in found.json()["items"]] == [ada.user_id]
    assert part.json() == {"items": [], "next_cursor": None}
    assert nonsense.status_code == 422


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/users"),
        ("GET", "/users/{id}"),
        ("PATCH", "/users/{id}"),
        ("DELETE", "/users/{id}"),
        ("DELETE", "/users/{id}/sessions"),
        ("POST", "/users/{id}/password-reset"),
    ],
)
async def test_nobody_else_may_do_any_of_it_to_others_or_themselves(
    client: httpx.AsyncClient, ada: Person, bob: Person, sign_up: SignUp, method: str, path: str
) -> None:
    clerk = await sign_up(new_address("clerk"), "clerk")
    body: dict[str, Any] = {"json": {"roles": ["admin"]}} if method == "PATCH" else {}
    answers = [
        await client.request(method, path.replace("{id}", whom), headers=who, **body)
        for who in (ada.headers, clerk.headers, {})
        for whom in (ada.user_id, bob.user_id, ABSENT)
    ]

    assert [answer.status_code for answer in answers] == [403] * 6 + [401] * 3
    assert (await client.get("/users/me", headers=ada.headers)).json()["roles"] == []


async def test_what_is_not_there_is_not_found(client: httpx.AsyncClient, admin: Person) -> None:
    answers = [
        await client.get(f"/users/{ABSENT}", headers=admin.headers),
        await client.patch(f"/users/{ABSENT}", json={"disabled": True}, headers=admin.headers),
        await client.delete(f"/users/{ABSENT}", headers=admin.headers),
        await client.delete(f"/users/{ABSENT}/sessions", headers=admin.headers),
        await client.post(f"/users/{ABSENT}/password-reset", headers=admin.headers),
        await client.get("/users/nobody", headers=admin.headers),
    ]

    assert [answer.status_code for answer in answers] == [404] * 6


async def test_disabling_ends_sessions_at_once_and_keeps_out_until_enabled(
    client: httpx.AsyncClient, admin: Person, ada: Person
) -> None:
    disabled = await change(client, admin, ada, disabled=True)
    kept_out = await log_in(client, ada.email)
    over = await client.get("/users/me", headers=ada.headers)
    refreshed = await client.post("/auth/refresh", json={"refresh_token": ada.refresh_token})
    enabled = await change(client, admin, ada, disabled=False)
    still_over = await client.get("/users/me", headers=ada.headers)
    back = await log_in(client, ada.email)

    assert disabled.json()["disabled"] is True
    assert disabled.headers["ETag"] == '"2"'
    assert (kept_out.status_code, over.status_code, refreshed.status_code) == (401, 401, 401)
    assert kept_out.json()["type"] == "urn:problem-type:invalid-credentials"
    assert enabled.json()["version"] == 3
    assert (still_over.status_code, back.status_code) == (401, 200)


async def test_roles_are_given_and_taken_and_hold_at_once(
    client: httpx.AsyncClient, admin: Person, ada: Person
) -> None:
    given = await change(client, admin, ada, roles=["clerk", "admin", "clerk"])
    may = await client.get("/users", headers=ada.headers)
    taken = await change(client, admin, ada, roles=["clerk"])
    may_not = await client.get("/users", headers=ada.headers)

    assert given.json()["roles"] == ["admin", "clerk"]
    assert (may.status_code, taken.json()["roles"], may_not.status_code) == (200, ["clerk"], 403)


@pytest.mark.parametrize(
    "body",
    [
        {"roles": None},
        {"roles": "admin"},
        {"roles": ["Admin"]},
        {"roles": ["owner"]},
        {"roles": ["a" * 33]},
        {"roles": [f"r{n}" for n in range(17)]},
        {"roles": ["ad min"]},
        {"disabled": None},
        {"disabled": "yes"},
        {"disabled": 1},
        {"email": "other@example.com"},
        {"email_verified": True},
        {"version": 9},
        {"password_hash": "x"},
    ],
)
async def test_what_is_no_role_or_state_changes_nothing(
    client: httpx.AsyncClient, admin: Person, ada: Person, body: dict[str, Any]
) -> None:
    answer = await client.patch(f"/users/{ada.user_id}", json=body, headers=admin.headers)
    after = (await client.get(f"/users/{ada.user_id}", headers=admin.headers)).json()

    assert answer.status_code == 422
    assert (after["version"], after["roles"], after["disabled"]) == (1, [], False)


async def test_a_change_that_was_decided_on_an_older_version_is_refused(
    client: httpx.AsyncClient, admin: Person, ada: Person
) -> None:
    path = f"/users/{ada.user_id}"
    tag = (await client.get(path, headers=admin.headers)).headers["ETag"]
    first = await client.patch(path, json={"roles": ["clerk"]}, headers={**admin.headers, "If-Match": tag})
    second = await client.patch(path, json={"disabled": True}, headers={**admin.headers, "If-Match": tag})
    weak = {**admin.headers, "If-Match": f"W/{first.headers['ETag']}"}
    third = await client.patch(path, json={"disabled": True}, headers=weak)

    assert (first.status_code, second.status_code, third.status_code) == (200, 412, 200)


async def test_the_last_administrator_stays_one(client: httpx.AsyncClient, admin: Person, ada: Person) -> None:
    refused = [
        await change(client, admin, admin, roles=[]),
        await change(client, admin, admin, disabled=True),
        await client.delete(f"/users/{admin.user_id}", headers=admin.headers),
        await client.post("/users/me/deletion", headers=admin.headers),
    ]
    await change(client, admin, ada, roles=["admin"])
    let_go = await change(client, admin, admin, roles=[])
    now_last = await change(client, ada, ada, disabled=True)

    assert [answer.status_code for answer in refused] == [409] * 4
    assert {answer.json()["type"] for answer in refused} == {"urn:problem-type:last-administrator"}
    assert let_go.status_code == 200
    assert now_last.status_code == 409


async def test_a_disabled_administrator_does_not_count(
    client: httpx.AsyncClient, admin: Person, sign_up: SignUp
) -> None:
    other = await sign_up(new_address("admin"), "admin")
    await change(client, admin, other, disabled=True)
    refused = await change(client, admin, admin, roles=[])
    await change(client, admin, other, roles=[])
    still_refused = await change(client, admin, admin, roles=[])
    await change(client, admin, other, roles=["admin"])
    await change(client, admin, other, disabled=False)
    let_go = await change(client, admin, admin, roles=[])

    assert (refused.status_code, still_refused.status_code, let_go.status_code) == (409, 409, 200)


async def test_a_link_lets_somebody_choose_a_password_once_without_mail(
    client: httpx.AsyncClient, admin: Person, ada: Person
) -> None:
    path = f"/users/{ada.user_id}/password-reset"
    void = (await client.post(path, headers=admin.headers)).json()["url"]
    made = await client.post(path, headers=admin.headers)
    url = made.json()["url"]
    bodies = [{"token": link.partition("#token=")[2], "password": ANOTHER_PASSWORD} for link in (void, url, url)]
    answers = [(await client.post("/auth/password/reset", json=body)).status_code for body in bodies]
    back = await log_in(client, ada.email, ANOTHER_PASSWORD)
    me = await client.get("/users/me", headers={"Authorization": f"Bearer {back.json()['access_token']}"})

    assert made.status_code == 200
    assert made.headers["Cache-Control"] == "no-store"
    assert url.startswith(f"{SITE}/reset-password#token=")
    assert answers == [404, 204, 404]
    assert me.json()["email_verified"] is False  # nobody answered a mail
    assert (await client.get("/users/me", headers=ada.headers)).status_code == 401


async def test_a_link_is_over_after_an_hour_and_none_is_made_for_who_is_kept_out(
    client: httpx.AsyncClient, admin: Person, ada: Person, clock_at: Callable[[float], None]
) -> None:
    made = (await client.post(f"/users/{ada.user_id}/password-reset", headers=admin.headers)).json()
    await change(client, admin, ada, disabled=True)
    refused = await client.post(f"/users/{ada.user_id}/password-reset", headers=admin.headers)
    await change(client, admin, ada, disabled=False)
    dropped = {"token": made["url"].partition("#token=")[2], "password": ANOTHER_PASSWORD}
    after_disabling = await client.post("/auth/password/reset", json=dropped)
    again = (await client.post(f"/users/{ada.user_id}/password-reset", headers=admin.headers)).json()
    clock_at(clock.now() + 3601)
    late = {"token": again["url"].partition("#token=")[2], "password": ANOTHER_PASSWORD}
    too_late = await client.post("/auth/password/reset", json=late)

    assert refused.status_code == 409
    assert (after_disabling.status_code, too_late.status_code) == (404, 404)


async def test_ending_sessions_signs_out_everywhere(client: httpx.AsyncClient, admin: Person, ada: Person) -> None:
    more = (await log_in(client, ada.email)).json()["access_token"]
    answer = await client.delete(f"/users/{ada.user_id}/sessions", headers=admin.headers)
    after = [
        (await client.get("/users/me", headers=headers)).status_code
        for headers in (ada.headers, {"Authorization": f"Bearer {more}"})
    ]

    assert (answer.status_code, after) == (204, [401, 401])
    assert (await log_in(client, ada.email)).status_code == 200


async def test_a_change_needs_a_recent_proof_and_ending_sessions_does_not(
    client: httpx.AsyncClient, client_from: ClientFrom, admin: Person, ada: Person, clock_at: Callable[[float], None]
) -> None:
    clock_at(clock.now() + 601)
    fresh = (await client.post("/auth/refresh", json={"refresh_token": admin.refresh_token})).json()["access_token"]
    headers = {"Authorization": f"Bearer {fresh}"}
    path = f"/users/{ada.user_id}"
    refused = [
        await client.patch(path, json={"disabled": True}, headers=headers),
        await client.delete(path, headers=headers),
        await client.post(f"{path}/password-reset", headers=headers),
    ]
    free = [await client.get(path, headers=headers), await client.delete(f"{path}/sessions", headers=headers)]
    await client.post("/auth/reauthenticate", json={"password": PASSWORD}, headers=headers)
    then = await client.patch(path, json={"disabled": True}, headers=headers)

    assert {answer.json()["type"] for answer in refused} == {"urn:problem-type:reauthentication-required"}
    assert [answer.status_code for answer in free] == [200, 204]
    assert then.status_code == 200


async def test_the_record_of_an_administrators_session_says_who_did_what_to_whom_from_where(
    client_from: ClientFrom, admin: Person, ada: Person, log: StringIO
) -> None:
    client = client_from("203.0.113.5")
    path = f"/users/{ada.user_id}"
    await client.get("/users", headers=admin.headers)
    await client.get("/users", params={"email": ada.email}, headers=admin.headers)
    await client.get(path, headers=admin.headers)
    await change(client, admin, ada, roles=["clerk"], disabled=True)
    await change(client, admin, ada, disabled=False)
    link = (await client.post(f"{path}/password-reset", headers=admin.headers)).json()["url"]
    await client.delete(f"{path}/sessions", headers=admin.headers)
    await client.delete(path, headers=admin.headers)

    record = events(log, "admin.")

    assert [line["event"] for line in record] == [
        "admin.users.listed",
        "admin.users.searched",
        "admin.user.read",
        "admin.user.roles_changed",
        "admin.user.disabled",
        "admin.user.enabled",
        "admin.user.reset_link_made",
        "admin.user.sessions_ended",
        "admin.user.deleted",
    ]
    who = (admin.user_id, admin.session_id, "203.0.113.5")
    assert {(line["actor_id"], line["session_id"], line["address"]) for line in record} == {who}
    assert {line["user_id"] for line in record[1:]} == {ada.user_id}
    assert (record[3]["before"], record[3]["after"]) == ([], ["clerk"])
    assert link.partition("#token=")[2] not in log.getvalue()
    assert ada.email not in log.getvalue()
