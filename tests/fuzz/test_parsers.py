"""What reads texts of strangers: each either understands or refuses in its one way. Odd texts of old come first."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import strict_json
from app.email_address import canonical_email
from app.entity_tags import tags_of
from app.errors import AppError, MalformedRequest, Unauthenticated
from app.ids import is_id
from app.main import create_app
from app.runtime import Runtime
from app.security.cursors import Cursors
from app.security.one_time_tokens import hash_of, user_and_hash
from app.security.refresh_tokens import RefreshTokens
from tests.in_process import settings_for_tests
from tests.soak import effort

CORPUS = Path(__file__).parent / "corpus"

type Parser = Callable[[str], object]

# Each with the only thing that it may raise.
REFUSALS: dict[str, tuple[type[Exception], ...]] = {
    "json": (AppError,),
    "email": (ValueError,),
    "etag": (),
    "id": (),
    "one_time_token": (),
    "cursor": (MalformedRequest,),
    "refresh_token": (),
    "access_token": (Unauthenticated,),
}
# What looks much like the real thing gets further than what does not.
ALPHABETS = {
    "json": '{}[]",:\\u0123456789abcdeftrulsn.-+eE \n\x00\ud800',
    "email": "ab.@-_'\"=? \u0130\u03c2\u200bxn--é中",
    "etag": 'W/"0123456789*, \\',
    "cursor": "ABCabc012-_.=",
    "refresh_token": "v1.0123456789abcdef-ABC_",
    "access_token": "eyJhbGciOiJFUzI1NiJ9.-_=",
    "id": "0123456789abcdefABCDEF-",
    "one_time_token": "0123456789abcdef-.AB_",
}


@pytest.fixture(scope="module")
def parsers(aws: None) -> Iterator[dict[str, Parser]]:
    """Return the parsers by name; those that need keys have the ones of an application."""
    runtime: Runtime = create_app(settings_for_tests()).state.runtime
    cursors, refresh_tokens = Cursors(runtime.keys), RefreshTokens(runtime.keys)
    with asyncio.Runner() as runner:
        yield {
            "json": lambda text: strict_json.loads(text.encode("utf-8", "surrogatepass")),
            "email": canonical_email,
            "etag": tags_of,
            "id": is_id,
            "one_time_token": lambda text: user_and_hash(text) or hash_of(text),
            "cursor": lambda text: runner.run(cursors.read(text, binding=["notes"])),
            "refresh_token": lambda text: runner.run(refresh_tokens.read(text)),
            "access_token": lambda text: runner.run(runtime.identity._tokens.verify(text)),
        }


def understood(parsers: dict[str, Parser], name: str, text: str) -> bool:
    """Have a parser read a text; anything but its one refusal fails the test."""
    try:
        result = parsers[name](text)
    except REFUSALS[name]:
        return False
    return bool(result)


@pytest.mark.parametrize("name", REFUSALS)
def test_odd_texts_of_old_are_refused(parsers: dict[str, Parser], name: str) -> None:
    texts = [path.read_bytes().decode("utf-8", "surrogatepass") for path in sorted((CORPUS / name).iterdir())]

    assert texts
    assert [text for text in texts if understood(parsers, name, text)] == []


@pytest.mark.parametrize("name", REFUSALS)
@given(data=st.data())
@effort(150)
def test_any_text_is_understood_or_refused(parsers: dict[str, Parser], name: str, data: st.DataObject) -> None:
    near = st.text(ALPHABETS[name], max_size=120)
    understood(parsers, name, data.draw(near | st.text(max_size=60) | near.map(lambda text: text * 40)))


@pytest.mark.parametrize("name", ["cursor", "access_token"])
@given(data=st.data(), character=st.sampled_from("ABCabc019-_.~é"))
@effort(200)
def test_a_text_of_ours_with_one_other_character_is_nobodys(
    parsers: dict[str, Parser], tokens: dict[str, str], name: str, data: st.DataObject, character: str
) -> None:
    text = tokens[name]
    at = data.draw(st.integers(0, len(text) - 1))
    if text[at] != character:
        assert not understood(parsers, name, text[:at] + character + text[at + 1 :])


@pytest.fixture(scope="module")
def tokens(aws: None) -> dict[str, str]:
    """Return texts that are understood."""
    runtime: Runtime = create_app(settings_for_tests()).state.runtime
    user, session = "0192f0c0-0000-7000-8000-000000000001", "0192f0c0-0000-7000-8000-000000000002"
    with asyncio.Runner() as runner:
        access_tokens = runtime.identity._tokens
        return {
            "cursor": runner.run(Cursors(runtime.keys).write("a position", binding=["notes"])),
            "access_token": runner.run(access_tokens.issue(user, session, 1)),
        }


def test_texts_of_ours_are_understood(parsers: dict[str, Parser], tokens: dict[str, str]) -> None:
    for name, text in tokens.items():
        assert understood(parsers, name, text)
