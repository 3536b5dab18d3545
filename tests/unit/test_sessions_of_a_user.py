"""Sessions as their users manage them: the list, ending one, ending all others, proving once more who one is."""

from collections.abc import Callable
from datetime import datetime
from io import StringIO
from typing import Any

import httpx
import pytest

from app import clock
from app.errors import ServiceUnavailable
from app.security.caller import Caller
from app.services.identity import Identity
from tests.in_process import PASSWORD, SENDER, new_address
from tests.unit.conftest import ClientFrom, Person

type SetClock = Callable[[float], None]

with_mail = pytest.mark.parametrize("settings", [{"email_from": SENDER}], indirect=True)


async def log_in(client: httpx.AsyncClient, email: str, **headers: str) -> dict[str, Any]:
    answer = await client.post("/auth/login", json={"email": email, "password": PASSWORD}, headers=headers)
    assert answer.status_code == 200, answer.text
    tokens: dict[str, Any] = answer.json()
    return tokens


def bearer(tokens: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens['access_token']}"}


async def sessions(client: httpx.AsyncClient, headers: dict[str, str], query: str = "") -> dict[str, Any]:
    answer = await client.get(f"/users/me/sessions{query}", headers=headers)
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    return page


@pytest.mark.parametrize("settings", [{"session_idle_seconds": 7200, "session_max_seconds": 3600}], indirect=True)
async def test_a_session_ends_at_the_earlier_of_its_two_ends(client: httpx.AsyncClient, ada: Person) -> None:
    (session,) = (await client.get("/users/me/sessions", headers=ada.headers)).json()["items"]

    began = datetime.fromisoformat(session["created_at"]).timestamp()
    assert session["expires_at"] == clock.timestamp(int(began) + 3600)


async def test_the_list_says_where_and_since_when_and_marks_the_one_that_asks(
    client: httpx.AsyncClient, client_from: ClientFrom, ada: Person, clock_at: SetClock
) -> None:
    began = clock.seconds() + 100
    clock_at(began)
    phone = await log_in(client_from("203.0.113.9"), ada.email, **{"User-Agent": "Phone/1 " + "x" * 1000})
    clock_at(began + 60)
    await client.post("/auth/refresh", json={"refresh_token": phone["refresh_token"]})

    page = await sessions(client, bearer(phone))

    first, second = page["items"]
    assert page["next_cursor"] is None
    assert (first["id"], second["id"]) == (phone["session_id"], ada.session_id)
    assert (first["current"], second["current"]) == (True, False)
    assert first["address"] == "203.0.113.9"
    assert first["device"] == ("Phone/1 " + "x" * 1000)[:256]
    assert first["created_at"] == clock.timestamp(began)
    assert first["last_used_at"] == clock.timestamp(began + 60)
    assert first["expires_at"] == clock.timestamp(began + 60 + 30 * 86400)
    assert first.keys() == {"id", "current", "device", "address", "created_at", "last_used_at", "expires_at"}


async def test_the_list_goes_on_behind_its_cursor_which_is_nobody_elses(
    client: httpx.AsyncClient, ada: Person, bob: Person
) -> None:
    ids = [ada.session_id, *[(await log_in(client, ada.email))["session_id"] for _ in range(3)]][::-1]

    seen, query = [], "?limit=2"
    while True:
        page = await sessions(client, ada.headers, query)
        seen += [item["id"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        query = f"?limit=2&cursor={page['next_cursor']}"

    assert seen == ids
    theirs = await client.get(f"/users/me/sessions{query}", headers=bob.headers)
    assert theirs.status_code == 400


async def test_sessions_that_are_over_are_not_listed(
    client: httpx.AsyncClient, ada: Person, clock_at: SetClock
) -> None:
    clock_at(clock.seconds() + 31 * 86400)
    fresh = await log_in(client, ada.email)

    page = await sessions(client, bearer(fresh))

    assert [item["id"] for item in page["items"]] == [fresh["session_id"]]


async def test_one_session_is_ended_and_the_others_go_on(client: httpx.AsyncClient, ada: Person, log: StringIO) -> None:
    other = await log_in(client, ada.email)

    ended = await client.delete(f"/users/me/sessions/{other['session_id']}", headers=ada.headers)
    again = await client.delete(f"/users/me/sessions/{other['session_id']}", headers=ada.headers)

    assert (ended.status_code, again.status_code) == (204, 404)
    assert (await client.get("/users/me", headers=bearer(other))).status_code == 401
    assert (await client.post("/auth/refresh", json={"refresh_token": other["refresh_token"]})).status_code == 401
    assert (await client.get("/users/me", headers=ada.headers)).status_code == 200
    assert '"event":"auth.session.ended"' in log.getvalue()


async def test_another_users_session_cannot_be_ended_and_is_answered_like_none(
    client: httpx.AsyncClient, ada: Person, bob: Person
) -> None:
    theirs = await client.delete(f"/users/me/sessions/{bob.session_id}", headers=ada.headers)
    absent = await client.delete("/users/me/sessions/01990c5e-0000-7000-8000-000000000000", headers=ada.headers)
    nonsense = await client.delete("/users/me/sessions/SESSION%23", headers=ada.headers)

    assert {answer.status_code for answer in (theirs, absent, nonsense)} == {404}
    assert {**theirs.json(), "instance": ""} == {**absent.json(), "instance": ""}
    assert (await client.get("/users/me", headers=bob.headers)).status_code == 200


async def test_a_session_that_is_over_cannot_be_ended_again(
    client: httpx.AsyncClient, ada: Person, clock_at: SetClock
) -> None:
    clock_at(clock.seconds() + 31 * 86400)
    fresh = await log_in(client, ada.email)

    ended = await client.delete(f"/users/me/sessions/{ada.session_id}", headers=bearer(fresh))

    assert ended.status_code == 404


async def test_ending_all_others_ends_all_others_at_once(
    client: httpx.AsyncClient, ada: Person, bob: Person, log: StringIO
) -> None:
    others = [await log_in(client, ada.email) for _ in range(3)]

    answer = await client.delete("/users/me/sessions", headers=ada.headers)

    assert answer.status_code == 204
    for other in others:
        assert (await client.get("/users/me", headers=bearer(other))).status_code == 401
        assert (await client.post("/auth/refresh", json={"refresh_token": other["refresh_token"]})).status_code == 401
    assert [item["id"] for item in (await sessions(client, ada.headers))["items"]] == [ada.session_id]
    assert (await client.post("/auth/refresh", json={"refresh_token": ada.refresh_token})).status_code == 200
    assert (await client.get("/users/me", headers=bob.headers)).status_code == 200
    assert '"event":"auth.sessions.ended"' in log.getvalue()
    assert (await client.delete("/users/me/sessions", headers=ada.headers)).status_code == 204
    assert bearer(await log_in(client, ada.email))


async def test_sessions_end_even_where_their_items_could_not_be_removed(
    client: httpx.AsyncClient, ada: Person, monkeypatch: pytest.MonkeyPatch, log: StringIO
) -> None:
    other = await log_in(client, ada.email)

    async def away(*_: object) -> None:
        raise ServiceUnavailable

    monkeypatch.setattr("app.repositories.dynamodb.DynamoDB.delete_many", away)

    answer = await client.delete("/users/me/sessions", headers=ada.headers)

    assert answer.status_code == 204
    assert (await client.get("/users/me", headers=bearer(other))).status_code == 401
    assert (await client.post("/auth/refresh", json={"refresh_token": other["refresh_token"]})).status_code == 401
    assert [item["id"] for item in (await sessions(client, ada.headers))["items"]] == [ada.session_id]
    assert '"event":"sessions.left_behind"' in log.getvalue()


async def test_a_proof_is_good_for_ten_minutes_and_is_renewed_by_the_password(
    client: httpx.AsyncClient, ada: Person, clock_at: SetClock
) -> None:
    start, refresh_token = clock.seconds() + 1, ada.refresh_token

    async def refreshed() -> dict[str, str]:  # which proves nothing anew
        nonlocal refresh_token
        tokens = (await client.post("/auth/refresh", json={"refresh_token": refresh_token})).json()
        refresh_token = tokens["refresh_token"]
        return bearer(tokens)

    async def change_email() -> str:
        answer = await client.post("/users/me/email", json={"email": new_address("new")}, headers=await refreshed())
        return str(answer.json()["type"].rpartition(":")[2])

    clock_at(start - 1 + 600)
    before = await change_email()
    clock_at(start + 700)
    old = await change_email()
    proved = await client.post("/auth/reauthenticate", json={"password": PASSWORD}, headers=await refreshed())
    renewed = await change_email()
    clock_at(start + 700 + 601)
    later = await change_email()

    assert proved.status_code == 204
    # Without mail the change is refused as well, but only after the proof was looked at.
    assert (before, old) == ("mail-off", "reauthentication-required")
    assert (renewed, later) == ("mail-off", "reauthentication-required")


async def test_a_wrong_password_proves_nothing_ends_nothing_and_is_guessed_five_times(
    client: httpx.AsyncClient, ada: Person, log: StringIO
) -> None:
    wrong = [
        await client.post("/auth/reauthenticate", json={"password": "wrong " + PASSWORD}, headers=ada.headers)
        for _ in range(5)
    ]
    waiting = await client.post("/auth/reauthenticate", json={"password": PASSWORD}, headers=ada.headers)

    assert {answer.status_code for answer in wrong} == {401}
    assert wrong[0].json()["type"] == "urn:problem-type:invalid-credentials"
    assert waiting.status_code == 429
    assert (await client.get("/users/me", headers=ada.headers)).status_code == 200
    assert log.getvalue().count('"event":"auth.reauthentication.failed"') == 5


@pytest.mark.parametrize("forged", [{"auth_time": 9_999_999_999}, {"roles": ["admin"]}, {"user_id": "x"}])
async def test_reauthentication_takes_a_password_and_nothing_else(
    client: httpx.AsyncClient, ada: Person, forged: dict[str, Any]
) -> None:
    answer = await client.post("/auth/reauthenticate", json={"password": PASSWORD, **forged}, headers=ada.headers)

    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/users/me/sessions", None),
        ("DELETE", "/users/me/sessions", None),
        ("DELETE", "/users/me/sessions/01990c5e-0000-7000-8000-000000000000", None),
        ("PUT", "/users/me/password", {"current_password": PASSWORD, "new_password": "gliding over grey water"}),
        ("POST", "/users/me/email", {"email": "new@example.com"}),
    ],
)
async def test_what_is_at_stake_is_not_done_for_a_session_that_ended_while_the_gateway_still_believed_in_it(
    client: httpx.AsyncClient,
    ada: Person,
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    path: str,
    body: dict[str, Any] | None,
) -> None:
    remembered = Caller(ada.user_id, ada.session_id, (), clock.seconds())
    monkeypatch.setattr("app.dependencies._caller_of_gateway", lambda _: remembered)
    await client.post("/auth/logout", json={"refresh_token": ada.refresh_token})

    refused = await client.request(method, path, json=body, headers=ada.headers)
    plain = await client.get("/users/me", headers=ada.headers)

    assert refused.status_code == 401
    assert plain.status_code == 200  # what the gateway's minute means


async def test_under_uvicorn_a_live_check_is_not_made_twice(
    client: httpx.AsyncClient, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Identity, "of_caller", None)

    assert (await client.get("/users/me/sessions", headers=ada.headers)).status_code == 200


async def test_log_out_tells_the_record_who_and_from_where(client_from: ClientFrom, ada: Person, log: StringIO) -> None:
    await client_from("203.0.113.7").post("/auth/logout", json={"refresh_token": ada.refresh_token})

    (line,) = [line for line in log.getvalue().splitlines() if '"event":"auth.logout"' in line]
    assert f'"user_id":"{ada.user_id}"' in line
    assert '"address":"203.0.113.7"' in line
