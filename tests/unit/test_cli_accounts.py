"""`python -m app.cli users …`, `sessions end` and `create-admin`: what they do, ask, say and print for scripts."""

import asyncio
import json
from typing import Any

import boto3
import httpx
import pytest

from app.runtime import Runtime
from tests.in_process import PASSWORD, SITE, new_address
from tests.unit.conftest import Person, SignUp
from tests.unit.operator_commands import environment as environment
from tests.unit.operator_commands import invoke


@pytest.fixture(autouse=True)
def settings_of_tests(environment: None) -> None:
    """Let the settings name the tables."""


async def run(*words: str, answer: str | None = None) -> tuple[int, str, str]:
    """Run a command beside the event loop of the test, since it has its own."""
    return await asyncio.to_thread(invoke, *words, answer=answer)


async def told(*words: str, answer: str | None = None) -> dict[str, Any]:
    """Run a command that has to end well, and return what it prints for scripts."""
    status, output, error = await run(*words, "--json", answer=answer)
    assert status == 0, error
    facts: dict[str, Any] = json.loads(output)
    return facts


async def is_signed_in(client: httpx.AsyncClient, person: Person) -> bool:
    answer = await client.get("/users/me", headers=person.headers)
    return answer.status_code == 200


async def sign_in(client: httpx.AsyncClient, email: str, password: str = PASSWORD) -> int:
    return (await client.post("/auth/login", json={"email": email, "password": password})).status_code


async def test_accounts_are_listed_newest_first_page_by_page(ada: Person, bob: Person) -> None:
    first = await told("users", "list", "--limit", "1")
    second = await told("users", "list", "--limit", "1", "--cursor", first["next_cursor"])
    lines = (await run("users", "list", "--limit", "1", "--all"))[1].splitlines()

    assert [it["email"] for it in first["items"] + second["items"]] == [bob.email, ada.email]
    assert second["next_cursor"] is None
    assert [line.split("\t")[0] for line in lines] == ["id", bob.user_id, ada.user_id]


async def test_a_page_says_that_there_is_another(ada: Person, bob: Person) -> None:
    status, _, error = await run("users", "list", "--limit", "1")

    assert status == 0
    assert "There are more: --cursor " in error


@pytest.mark.parametrize("by", ["email", "user_id"])
async def test_an_account_is_shown_by_address_and_by_id(client: httpx.AsyncClient, ada: Person, by: str) -> None:
    await sign_in(client, ada.email)
    shown = await told("users", "show", getattr(ada, by))
    spoken = (await run("users", "show", getattr(ada, by)))[1]

    assert shown == {
        "id": ada.user_id,
        "email": ada.email,
        "email_verified": False,
        "name": None,
        "roles": [],
        "disabled": False,
        "version": 1,
        "sessions": 2,
        "created_at": shown["created_at"],
        "updated_at": shown["updated_at"],
    }
    assert "sessions\t2" in spoken
    assert "argon2" not in spoken


async def test_an_address_is_found_however_it_is_written(ada: Person) -> None:
    local, _, domain = ada.email.partition("@")

    assert (await told("users", "show", f"{local}@{domain.upper()}"))["id"] == ada.user_id


@pytest.mark.parametrize("who", ["nobody@example.com", "0199f000-0000-7000-8000-000000000001", "nobody"])
@pytest.mark.parametrize("words", [["users", "show"], ["users", "enable"], ["sessions", "end"], ["users", "delete"]])
async def test_somebody_who_is_not_there_is_named(runtime: Runtime, words: list[str], who: str) -> None:
    status, output, error = await run(*words, who)

    assert (status, output) == (1, "")
    assert "There is no such user" in error or who in error


async def test_who_is_disabled_is_signed_out_until_enabled_again(client: httpx.AsyncClient, ada: Person) -> None:
    unasked = await run("users", "disable", ada.email)
    refused = await run("users", "disable", ada.email, answer="n\n")
    still_in = await is_signed_in(client, ada)
    disabled = await run("users", "disable", ada.email, answer="y\n")
    again = await run("users", "disable", ada.email)
    kept_out = await is_signed_in(client, ada), await sign_in(client, ada.email)
    enabled = await told("users", "enable", ada.email)

    assert (unasked[0], refused[0], still_in) == (1, 1, True)
    assert "give --yes" in unasked[2]
    assert disabled[:2] == (0, f"{ada.email} is disabled, and signed out everywhere.\n")
    assert "already" in again[1]
    assert kept_out == (False, 401)
    assert enabled["disabled"] is False
    assert await sign_in(client, ada.email) == 200


async def test_roles_are_given_and_taken(ada: Person) -> None:
    await run("users", "role", ada.email, "editor")
    given = await told("users", "role", ada.email, "admin", "--add")
    again = await run("users", "role", ada.email, "admin")
    taken = await told("users", "role", ada.email, "editor", "--remove")

    assert given["roles"] == ["admin", "editor"]
    assert "Nothing to do" in again[1]
    assert taken["roles"] == ["admin"]


@pytest.mark.parametrize("role", ["Admin", "owner", "public", "-", "a b", ""])
async def test_a_word_that_is_no_role_is_refused(ada: Person, role: str) -> None:
    status, _, error = await run("users", "role", "--", ada.email, role)

    assert status == 1
    assert "is not a role" in error


@pytest.mark.parametrize(
    "words", [["role", "{}", "admin", "--remove"], ["disable", "{}", "--yes"], ["delete", "{}", "--yes"]]
)
async def test_the_last_administrator_stays(runtime: Runtime, words: list[str]) -> None:
    email = new_address("admin")
    await run("create-admin", email, "--password-stdin", answer=f"{PASSWORD}\n")
    status, output, error = await run("users", *(word.format(email) for word in words))

    assert (status, output) == (1, "")
    assert "This is the last administrator. Give somebody else the role first." in error
    assert (await told("users", "show", email))["roles"] == ["admin"]


async def test_a_deleted_account_is_gone_once_that_is_agreed(client: httpx.AsyncClient, ada: Person) -> None:
    unasked = await run("users", "delete", ada.email)
    deleted = await run("users", "delete", ada.email, "--yes")

    assert unasked[0] == 1
    assert deleted[:2] == (0, f"{ada.email} is deleted.\n")
    assert not await is_signed_in(client, ada)
    assert (await run("users", "show", ada.email))[0] == 1


async def test_a_reset_link_lets_somebody_choose_a_password_once(client: httpx.AsyncClient, ada: Person) -> None:
    link = (await told("users", "reset-link", ada.email))["reset_link"]
    spoken = await run("users", "reset-link", ada.email)
    newest = spoken[1].strip()
    body = {"token": newest.partition("#token=")[2], "password": "another horse of another colour"}
    answers = [(await client.post("/auth/password/reset", json=body)).status_code for _ in range(2)]

    assert link.startswith(f"{SITE}/reset-password#token=")
    assert newest.startswith(f"{SITE}/reset-password#token=")
    assert ada.email in spoken[2]
    assert answers[0] == 204
    assert answers[1] != 204
    assert await sign_in(client, ada.email, body["password"]) == 200


async def test_ending_sessions_signs_out_everywhere(client: httpx.AsyncClient, ada: Person) -> None:
    refused = await run("sessions", "end", ada.email)
    before = await is_signed_in(client, ada)
    ended = await told("sessions", "end", ada.email, "--yes")

    assert (refused[0], before) == (1, True)
    assert ended["sessions_ended"] == 1
    assert not await is_signed_in(client, ada)


async def test_an_administrator_is_made_with_a_verified_address(client: httpx.AsyncClient, runtime: Runtime) -> None:
    email = new_address("admin")
    made = await told("create-admin", email.upper().replace("EXAMPLE", "Example"), "--reset-link")
    listed = await told("users", "list")

    assert made["roles"] == ["admin"]
    assert made["email_verified"] is True
    assert "#token=" in made["reset_link"]
    assert [it["id"] for it in listed["items"]] == [made["id"]]
    assert await sign_in(client, made["email"]) == 401


async def test_a_password_is_asked_for_twice_and_never_shown(
    client: httpx.AsyncClient, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    email = new_address("admin")
    monkeypatch.setattr("app.cli.admin_creation.somebody_types", lambda: True)
    typed = f"{PASSWORD}\nsomething else\n{PASSWORD}\n{PASSWORD}\n"
    status, output, error = await run("create-admin", email, answer=typed)

    assert status == 0, error
    assert PASSWORD not in output + error
    assert await sign_in(client, email) == 200


@pytest.mark.parametrize(
    ("words", "answer", "said"),
    [
        (["--password-stdin"], "short\n", "A password has at least 15 characters."),
        (["--password-stdin"], "", "There is no password on standard input."),
        ([], None, "Give --password-stdin or --reset-link."),
        (["--password-stdin", "--reset-link"], "x\n", "not both"),
    ],
)
async def test_without_a_good_password_nothing_is_made(
    runtime: Runtime, words: list[str], answer: str | None, said: str
) -> None:
    status, output, error = await run("create-admin", new_address("admin"), *words, answer=answer)

    assert (status, output) == (1, "")
    assert said in error
    assert (await told("users", "list"))["items"] == []


async def test_an_account_that_somebody_registered_gets_the_role_only_when_that_is_agreed(ada: Person) -> None:
    unasked = await run("create-admin", ada.email)
    with_password = await run("create-admin", ada.email, "--password-stdin", answer=f"{PASSWORD}\n")
    before = await told("users", "show", ada.email)
    agreed = await told("create-admin", ada.email, "--yes")
    again = await run("create-admin", ada.email)

    assert (unasked[0], with_password[0], before["roles"]) == (1, 1, [])
    assert "its address is NOT verified" in unasked[2]
    assert "whose password stays" in with_password[2]
    assert agreed["roles"] == ["admin"]
    assert again[0] == 0
    assert "already" in again[1]


async def test_a_disabled_account_is_not_made_an_administrator(ada: Person) -> None:
    await run("users", "disable", ada.email, "--yes")

    assert "Enable it first" in (await run("create-admin", ada.email, "--yes"))[2]


async def test_what_people_call_themselves_cannot_control_the_terminal(sign_up: SignUp) -> None:
    person = await sign_up(new_address("eve"))
    boto3.client("dynamodb").update_item(
        TableName="test-users",
        Key={"pk": {"S": f"USER#{person.user_id}"}, "sk": {"S": "ACCOUNT"}},
        UpdateExpression="SET #name = :name",
        ExpressionAttributeNames={"#name": "name"},
        ExpressionAttributeValues={":name": {"S": "Eve\x1b[2J\n[red]"}},
    )

    assert "Eve�[2J�[red]" in (await run("users", "show", person.email))[1]


async def test_tables_that_are_not_there_are_explained(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APP_USERS_TABLE", "nowhere")
    status, output, error = await run("users", "list")

    assert (status, output) == (1, "")
    assert "`python -m app.cli doctor` says which" in error
