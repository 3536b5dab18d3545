"""Registration where mail is on: nothing exists before its owner answered, and nobody learns who has an account."""

import re
import unicodedata
from collections.abc import Callable
from io import StringIO
from typing import Any

import boto3
import httpx
import pytest

from app import clock
from app.security import passwords
from tests.in_process import PASSWORD, SENDER, SITE, new_address
from tests.unit.conftest import ClientFrom, Mailbox

OTHER_PASSWORD = "gliding low over grey water"
SITE_HEADERS = {"Origin": SITE, "X-Requested-With": "fulmar"}

pytestmark = pytest.mark.parametrize("settings", [{"email_from": SENDER}], indirect=True)


async def register(client: httpx.AsyncClient, email: str, password: str = PASSWORD, **more: Any) -> httpx.Response:
    return await client.post("/auth/register", json={"email": email, "password": password, **more})


async def verify(client: httpx.AsyncClient, token: str, password: str = PASSWORD, **more: Any) -> httpx.Response:
    return await client.post("/auth/verify-email", json={"token": token, "password": password, **more})


async def log_in(client: httpx.AsyncClient, email: str, password: str = PASSWORD) -> httpx.Response:
    return await client.post("/auth/login", json={"email": email, "password": password})


def accounts_of(email: str) -> list[dict[str, Any]]:
    items = boto3.client("dynamodb").scan(TableName="test-users")["Items"]
    return [item for item in items if item.get("email") == {"S": email} or item["pk"] == {"S": f"EMAIL#{email}"}]


async def test_options_say_that_mail_is_on(client: httpx.AsyncClient) -> None:
    assert (await client.get("/auth/options")).json()["mail"] is True


async def test_an_account_exists_once_its_mail_was_answered_with_its_password(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    email = new_address("ada")
    registered = await register(client, email, name="Ada")
    before = accounts_of(email), (await log_in(client, email)).status_code
    (mail,) = mailbox(email)

    verified = await verify(client, mail.token)
    me = await client.get("/users/me", headers={"Authorization": f"Bearer {verified.json()['access_token']}"})

    assert (registered.status_code, registered.json()) == (202, {"next": "verify_email"})
    assert before == ([], 401)
    assert verified.status_code == 200
    assert verified.json().keys() == {"access_token", "token_type", "expires_in", "session_id", "refresh_token"}
    assert (me.json()["email"], me.json()["name"], me.json()["email_verified"]) == (email, "Ada", True)
    assert (await log_in(client, email)).status_code == 200


async def test_the_link_leads_to_the_configured_site_with_the_token_behind_the_hash(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    email = new_address("ada")

    await client.post("/auth/register", json={"email": email, "password": PASSWORD}, headers={"Host": "evil.example"})

    (mail,) = mailbox(email)
    assert f"{SITE}/verify-email#token={mail.token}" in mail.text
    assert "evil" not in mail.text
    assert PASSWORD not in mail.text


async def test_whoever_opens_the_mail_of_somebody_elses_registration_gets_no_account(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    victim = new_address("victim")
    await register(client, victim, OTHER_PASSWORD, name="Mallory")
    (mail,) = mailbox(victim)

    clicked = await verify(client, mail.token, PASSWORD)

    assert (clicked.status_code, clicked.json()["type"]) == (401, "urn:problem-type:invalid-credentials")
    assert accounts_of(victim) == []
    assert (await log_in(client, victim, OTHER_PASSWORD)).status_code == 401


async def test_of_two_pending_registrations_the_one_that_is_answered_wins(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    email = new_address("ada")
    await register(client, email, OTHER_PASSWORD)
    await register(client, email.upper(), PASSWORD)
    first, second = mailbox(email)

    mine = await verify(client, second.token, PASSWORD)
    theirs = await verify(client, first.token, OTHER_PASSWORD)

    assert (mine.status_code, theirs.status_code) == (200, 409)
    assert theirs.json()["type"] == "urn:problem-type:email-taken"
    assert (await log_in(client, email, OTHER_PASSWORD)).status_code == 401
    assert len(accounts_of(email)) == 2  # the account and its claim


async def test_a_taken_address_is_answered_like_a_free_one_with_as_much_work_and_its_owner_is_told(
    client: httpx.AsyncClient, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = new_address("ada")
    await register(client, taken)
    await verify(client, mailbox(taken)[0].token)
    hashed: list[str] = []
    original = passwords._ARGON2ID.hash

    def counted(secret: str) -> str:
        hashed.append(secret)
        return str(original(secret))

    monkeypatch.setattr(passwords._ARGON2ID, "hash", counted)

    for_free, for_taken = await register(client, new_address("bob")), await register(client, taken, OTHER_PASSWORD)

    assert (for_free.status_code, for_free.json()) == (for_taken.status_code, for_taken.json())
    assert for_free.headers.keys() == for_taken.headers.keys()
    assert len(hashed) == 2
    assert mailbox(taken)[-1].subject == "You already have an account"
    assert "#token=" not in mailbox(taken)[-1].text
    assert (await log_in(client, taken, OTHER_PASSWORD)).status_code == 401


async def test_a_token_is_good_once(client: httpx.AsyncClient, mailbox: Mailbox) -> None:
    email = new_address("ada")
    await register(client, email)
    (mail,) = mailbox(email)

    answers = [await verify(client, mail.token) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 404]
    assert answers[1].json()["type"] == "urn:problem-type:token-spent"


@pytest.mark.parametrize(("hours", "status"), [(23.9, 200), (24, 404)])
async def test_a_registration_waits_for_a_day(
    client: httpx.AsyncClient, mailbox: Mailbox, clock_at: Callable[[float], None], hours: float, status: int
) -> None:
    email = new_address("ada")
    await register(client, email)
    (mail,) = mailbox(email)

    clock_at(clock.seconds() + hours * 3600 + 1)

    assert (await verify(client, mail.token)).status_code == status


@pytest.mark.parametrize(
    "token",
    ["x", "A" * 43, "A" * 44, "A" * 256, "../../REGISTRATION", "01990c5e-0000-7000-8000-000000000000." + "A" * 43],
)
async def test_what_is_no_token_is_answered_like_one_that_is_over_and_nothing_is_hashed(
    client: httpx.AsyncClient, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords._ARGON2ID, "verify", None)

    answer = await verify(client, token)

    assert (answer.status_code, answer.json()["type"]) == (404, "urn:problem-type:token-spent")


async def test_the_password_of_a_registration_is_guessed_five_times(
    client: httpx.AsyncClient, mailbox: Mailbox, clock_at: Callable[[float], None]
) -> None:
    email = new_address("ada")
    await register(client, email)
    (mail,) = mailbox(email)
    clock_at(clock.seconds() + 1)

    guesses = [await verify(client, mail.token, f"{OTHER_PASSWORD} {n}") for n in range(5)]
    sixth = await verify(client, mail.token)

    assert {guess.status_code for guess in guesses} == {401}
    assert sixth.status_code == 429


async def test_a_stranger_uses_up_nobodys_mails(
    client: httpx.AsyncClient, client_from: ClientFrom, mailbox: Mailbox, other_network: str
) -> None:
    email = new_address("ada")
    for _ in range(7):
        await register(client_from(other_network), email, OTHER_PASSWORD)

    await register(client, email)

    assert len(mailbox(email)) == 6
    assert (await verify(client, mailbox(email)[-1].token)).status_code == 200


async def test_all_networks_together_cause_thirty_mails_an_hour(
    client_from: ClientFrom, mailbox: Mailbox, clock_at: Callable[[float], None]
) -> None:
    email = new_address("ada")
    clock_at(clock.seconds() + 1)

    for n in range(33):
        await register(client_from(f"198.51.{n}.1"), email)

    assert len(mailbox(email)) == 30


async def test_a_token_has_256_random_bits(client: httpx.AsyncClient, mailbox: Mailbox) -> None:
    tokens = []
    for _ in range(3):
        email = new_address("ada")
        await register(client, email)
        tokens.append(mailbox(email)[0].token)

    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", token) for token in tokens)
    assert len({token[:8] for token in tokens}) == 3


async def test_an_answer_that_must_not_tell_takes_its_time(
    client: httpx.AsyncClient, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr("app.mail.outbox.ANSWER_SECONDS", 1000)
    monkeypatch.setattr("app.mail.outbox.anyio.sleep", sleep)

    await register(client, new_address("ada"))
    await client.post("/auth/password/forgot", json={"email": new_address("nobody")})

    assert len(slept) == 2
    assert all(900 < seconds <= 1000 for seconds in slept)


async def test_the_password_of_a_registration_may_not_be_its_address_or_name(client: httpx.AsyncClient) -> None:
    email = new_address("ada")

    answers = [
        await register(client, email, email),
        await register(client, email, "adalovelace adalovelace", name="Ada Lovelace"),
    ]

    assert [answer.status_code for answer in answers] == [422, 422]


async def test_an_address_gets_five_mails_an_hour_from_one_network_and_no_word_about_more(
    client: httpx.AsyncClient, mailbox: Mailbox, clock_at: Callable[[float], None]
) -> None:
    email, now = new_address("ada"), clock.seconds() + 1
    clock_at(now)

    answers = [await register(client, email) for _ in range(7)]
    clock_at(now + 3600)
    await register(client, email)

    assert {answer.status_code for answer in answers} == {202}
    assert len(mailbox(email)) == 6


async def test_only_hashes_of_what_was_mailed_are_stored(client: httpx.AsyncClient, mailbox: Mailbox) -> None:
    email = new_address("ada")
    await register(client, email)
    (mail,) = mailbox(email)

    stored = str(boto3.client("dynamodb").scan(TableName="test-sessions")["Items"])

    assert email in stored
    assert mail.token not in stored
    assert PASSWORD not in stored


async def test_the_session_of_a_verification_may_live_in_the_cookie(
    client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    email = new_address("ada")
    await register(client, email)
    (mail,) = mailbox(email)

    foreign = await verify(client, mail.token, transport="cookie")
    own = await client.post(
        "/auth/verify-email",
        json={"token": mail.token, "password": PASSWORD, "transport": "cookie"},
        headers=SITE_HEADERS,
    )

    assert (foreign.status_code, own.status_code) == (403, 200)
    assert own.headers["Set-Cookie"].startswith("__Host-refresh=")
    assert "refresh_token" not in own.json()


async def test_both_normal_forms_of_the_password_confirm(client: httpx.AsyncClient, mailbox: Mailbox) -> None:
    email, password = new_address("ada"), "cr\u00e8me br\u00fbl\u00e9e \u00e0 la carte"
    await register(client, email, unicodedata.normalize("NFD", password))
    (mail,) = mailbox(email)

    assert (await verify(client, mail.token, password)).status_code == 200


async def test_a_mail_that_cannot_be_sent_breaks_nothing_and_is_logged(
    client: httpx.AsyncClient, mailbox: Mailbox, log: StringIO
) -> None:
    boto3.client("ses").delete_identity(Identity=SENDER)

    answer = await register(client, new_address("ada"))

    assert answer.status_code == 202
    assert '"event":"mail.failed"' in log.getvalue()


async def test_neither_token_nor_password_reaches_the_log(
    client: httpx.AsyncClient, mailbox: Mailbox, log: StringIO
) -> None:
    email = new_address("ada")
    await register(client, email)
    (mail,) = mailbox(email)
    await verify(client, mail.token)
    await verify(client, mail.token)

    assert "auth.registration.begun" in log.getvalue()
    assert mail.token not in log.getvalue()
    assert PASSWORD not in log.getvalue()
