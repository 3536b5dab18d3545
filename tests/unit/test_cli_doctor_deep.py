"""`python -m app.cli doctor --deep`: each contradiction in the tables is told, with an id and what to do about it."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import CliRunner

from app import cli, clock
from app.repositories.operator_items import OperatorItems
from tests.unit.operator_commands import Answers, Troubles, refusal
from tests.unit.operator_commands import answers as answers
from tests.unit.operator_commands import environment as environment
from tests.unit.operator_commands import examine as examine_here
from tests.unit.small_deployment import Contents, change, copy, everything, table
from tests.unit.small_deployment import contents as contents

TABLE_ORDER = ("users", "sessions", "data")
NOBODY = "01990c5e-0000-7000-8000-00000000000e"


async def examine(*options: str) -> tuple[int, Troubles]:
    """Run the examination beside the event loop of the test, since it has its own."""
    return await asyncio.to_thread(examine_here, *options)


async def test_a_deployment_in_which_everything_agrees_says_how_much_was_read(contents: Contents) -> None:
    status, troubles = await examine("--deep")
    said = (await asyncio.to_thread(CliRunner().invoke, cli.app, ["doctor", "--deep"])).stdout

    assert (status, troubles) == (0, {})
    for name, items in zip(TABLE_ORDER, everything(), strict=True):
        assert items
        assert f"good         {name} items: {len(items)} read" in said


type Break = Callable[[Contents], object]
PURGE = {"pk": "PURGE", "email": "x@example.com", "steps": 0}
CONTRADICTIONS: dict[str, tuple[Break, str, str, str]] = {
    "claim missing": (lambda it: table("users").delete_item(Key=it.claim), "users", "has no claim", "Write it"),
    "claim of another": (
        lambda it: change("users", it.claim, "user_id", NOBODY),
        "users",
        f"is claimed by {NOBODY}",
        "who reads its mail",
    ),
    "claim left over": (
        lambda it: copy("users", it.claim, pk="EMAIL#old@example.com"),
        "users",
        "no account of theirs has",
        "Delete the item",
    ),
    "account unlisted": (
        lambda it: change("users", it.account, "accounts_pk", None),
        "users",
        "the list of accounts",
        "Set its `accounts_pk`",
    ),
    "account damaged": (
        lambda it: change("users", it.account, "email", None),
        "users",
        "it lacks 'email'",
        "from a backup",
    ),
    "administrator uncounted": (
        lambda it: change("users", it.account, "roles", ["admin"]),
        "users",
        "says 1, and there are 2",
        "Set the number",
    ),
    "session of nobody": (
        lambda it: copy("sessions", it.session, pk=f"USER#{NOBODY}", user_id=NOBODY),
        "sessions",
        "is of nobody",
        "Delete",
    ),
    "session to come": (
        lambda it: change("sessions", it.session, "generation", 7),
        "sessions",
        "has not reached",
        "restore both",
    ),
    "session without end": (lambda it: change("sessions", it.session, "ttl", None), "sessions", "has no end", "`ttl`"),
    "session that outlives": (
        lambda it: change("sessions", it.session, "expires_at", clock.seconds()),
        "sessions",
        "outlives its end",
        "signs in again",
    ),
    "session rotated uncounted": (
        lambda it: change("sessions", it.session, "given_at", 1),
        "sessions",
        "given out before it was made",
        "signs in again",
    ),
    "token of somebody disabled": (
        lambda it: change("users", it.account, "disabled", True),
        "sessions",
        "who is disabled",
        "Delete",
    ),
    "marker alone": (
        lambda it: table("data").delete_item(Key=it.note_key),
        "sessions",
        "nor its tombstone",
        "restored",
    ),
    "document of nobody": (
        lambda it: copy("data", it.note_key, pk=f"notes#{NOBODY}", owner_id=NOBODY),
        "data",
        "who has no account",
        "delete the item",
    ),
    "document out of place": (
        lambda it: copy("data", it.note_key, pk=f"notes#{NOBODY}"),
        "data",
        "where nobody looks for it",
        "import it again",
    ),
    "content unlike its index": (
        lambda it: change("data", it.note_key, "gsi1_sk", "x"),
        "data",
        "gsi1_sk",
        "reindex notes",
    ),
    "document unlike its model": (
        lambda it: change("data", it.note_key, "data", {"body": "a secret"}),
        "data",
        "does not fit its model (title: missing)",
        "`upgrade`",
    ),
    "document damaged": (
        lambda it: change("data", it.note_key, "version", None),
        "data",
        "it lacks 'version'",
        "from a backup",
    ),
    "tombstone still listed": (
        lambda it: change("data", it.note_key, "deleted_at", "2026"),
        "data",
        "is still listed: gsi1_pk",
        "Remove these attributes",
    ),
    "purge of a living user": (
        lambda it: table("data").put_item(Item={**PURGE, "sk": it.ada.user_id, "sweep_at": clock.seconds()}),
        "data",
        "of somebody who has an account",
        "at once",
    ),
    "purge forgotten": (
        lambda it: table("data").put_item(Item={**PURGE, "sk": NOBODY, "sweep_at": clock.seconds() - 3 * 86400}),
        "data",
        "done days ago",
        "events function",
    ),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
async def test_a_contradiction_is_told_with_what_to_do_and_nothing_is_changed(contents: Contents, name: str) -> None:
    break_it, where, words, remedy = CONTRADICTIONS[name]
    break_it(contents)
    before = everything()

    status, troubles = await examine("--deep")

    assert status == 1
    assert any(words in found and remedy in what for found, what in troubles[f"{where} items"]), troubles
    assert troubles[f"{where} items"][-1][0].startswith(f"{len(before[TABLE_ORDER.index(where)])} read")
    told = json.dumps(troubles)
    assert not any(secret in told for secret in (contents.ada.email, "old@example.com", "a secret"))
    assert everything() == before


async def test_of_somebody_who_is_being_purged_nothing_is_missed(contents: Contents) -> None:
    for key in (contents.account, contents.claim):
        table("users").delete_item(Key=key)
    table("data").put_item(Item={**PURGE, "sk": contents.ada.user_id, "sweep_at": clock.seconds()})

    assert await examine("--deep") == (0, {})


async def test_what_is_over_counts_as_absent(contents: Contents) -> None:
    copy("sessions", contents.session, pk=f"USER#{NOBODY}", user_id=NOBODY, ttl=clock.seconds() - 1)

    assert await examine("--deep") == (0, {})


async def test_pages_are_read_to_the_last(contents: Contents, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.repositories.operator_items.PAGE_ITEMS", 1)
    copy("sessions", contents.session, pk=f"USER#{NOBODY}", user_id=NOBODY)
    troubles = (await examine("--deep"))[1]

    assert "is of nobody" in troubles["sessions items"][0][0]
    assert troubles["sessions items"][-1][0].startswith(f"{len(everything()[1])} read")


async def test_what_seemed_wrong_while_others_wrote_is_not_told(
    contents: Contents, monkeypatch: pytest.MonkeyPatch
) -> None:
    really, looked = OperatorItems.beside, list[int]()

    async def not_there_yet(items: OperatorItems, keys: Any) -> Any:
        looked.append(len(keys))
        return {} if len(looked) == 1 else await really(items, keys)

    monkeypatch.setattr(OperatorItems, "beside", not_there_yet)

    assert await examine("--deep") == (0, {})
    assert len(looked) > 4  # one for each table, one for administrators, and those that look again


async def test_so_many_are_listed_and_the_rest_is_counted(contents: Contents, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.doctor_consistency.LISTED", 2)
    for number in range(5):
        copy("users", contents.claim, pk=f"EMAIL#{number}@example.com")
    found = [it[0] for it in (await examine("--deep"))[1]["users items"]]

    assert len(found) == 3
    assert "Another 3 seemed wrong" in found[-1]


@pytest.mark.parametrize("operation", ["Scan", "BatchGetItem"])
async def test_a_permission_that_is_missing_is_named(contents: Contents, answers: Answers, operation: str) -> None:
    answers[operation] = refusal("AccessDeniedException", operation)
    troubles = (await examine("--deep"))[1]

    assert operation in troubles["users items"][0][1]


async def test_only_deep_reads_items(contents: Contents, answers: Answers) -> None:
    answers["Scan"] = AssertionError("no item was to be read")

    assert await examine() == (0, {})


async def test_where_a_table_is_missing_its_items_are_not_looked_for(
    contents: Contents, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APP_USERS_TABLE", "nowhere")

    assert (await examine("--deep"))[1].keys() == {"users table"}
