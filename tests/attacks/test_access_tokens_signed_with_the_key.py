"""Access tokens under the server's own signature, with something in them that it never writes: the same 401."""

import json
import time
import uuid
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from app.security.keys import KeySet
from tests.attacks.answers import accepted, same_401
from tests.attacks.forgery import claims_of, header_of, signed
from tests.attacks.people import Person, bearer
from tests.attacks.target import Inside

type Claims = dict[str, Any]

HOUR = 3600


def _now() -> int:
    return int(time.time())


def _changed(**changes: Any) -> Callable[[Claims], Claims]:
    return lambda claims: {**claims, **changes}


def _without(name: str) -> Callable[[Claims], Claims]:
    return lambda claims: {kept: value for kept, value in claims.items() if kept != name}


CLAIMS: dict[str, Callable[[Claims], Claims]] = {
    **{
        f"{name} missing": _without(name)
        for name in ("iss", "aud", "sub", "client_id", "sid", "iat", "exp", "jti", "auth_time", "amr")
    },
    **{f"{name} null": _changed(**{name: None}) for name in ("iss", "aud", "sub", "sid", "iat", "exp", "auth_time")},
    "exp past": lambda c: {**c, "iat": _now() - 600, "exp": _now() - 1, "auth_time": _now() - 600},
    "exp equal to now": lambda c: {**c, "iat": _now() - 60, "exp": _now(), "auth_time": _now() - 60},
    "exp a string": lambda c: {**c, "exp": str(c["exp"])},
    "exp a fraction": lambda c: {**c, "exp": c["exp"] + 0.5},
    "exp infinite": _changed(exp=float("inf")),
    "exp not a number": _changed(exp=float("nan")),
    "exp true": _changed(exp=True),
    "exp of a hundred digits": _changed(exp=10**100),
    "exp negative": _changed(exp=-1),
    "iat in the future": lambda c: {**c, "iat": _now() + 60, "exp": _now() + 600},
    "nbf in the future": lambda c: {**c, "nbf": _now() + 60},
    "nbf in the past": lambda c: {**c, "nbf": _now() - 60},
    "auth_time in the future": lambda c: {**c, "auth_time": c["iat"] + 1},
    "lifetime over the maximum": lambda c: {**c, "exp": c["iat"] + 24 * HOUR},
    "lifetime none": lambda c: {**c, "exp": c["iat"]},
    "iss of another": _changed(iss="https://evil.example/api"),
    "iss with a slash more": lambda c: {**c, "iss": c["iss"] + "/"},
    "iss in upper case": lambda c: {**c, "iss": c["iss"].upper()},
    "aud of another": _changed(aud="https://evil.example/api"),
    "aud a list": lambda c: {**c, "aud": [c["aud"]]},
    "aud a list of two": lambda c: {**c, "aud": [c["aud"], "https://evil.example"]},
    "client_id of another": _changed(client_id="evil"),
    "sub no user": _changed(sub="root"),
    "sub a key": _changed(sub="USER#1"),
    "sub a list": lambda c: {**c, "sub": [c["sub"]]},
    "sub in upper case": lambda c: {**c, "sub": c["sub"].upper()},
    "sub nobody": _changed(sub=str(uuid.uuid4())),
    "sid nobody's": _changed(sid=str(uuid.uuid4())),
    "sid a key": _changed(sid="SESSION#1"),
    "roles added": _changed(roles=["admin"]),
    "scope added": _changed(scope="admin"),
    "cnf added": _changed(cnf={"jkt": "x"}),
}

TEXTS: dict[str, Callable[[Claims], str]] = {
    "claim twice": lambda c: json.dumps(c)[:-1] + f', "sub": {json.dumps(c["sub"])}}}',
    "a list": lambda c: json.dumps([c]),
    "a string": lambda c: json.dumps(json.dumps(c)),
    "a lone surrogate": lambda c: json.dumps({**c, "jti": "\ud800", "extra": 1}),
    "digits by the thousand": lambda c: json.dumps(c)[:-1] + ', "n": ' + "9" * 900 + "}",
    "nested": lambda c: json.dumps(c)[:-1] + ', "n": ' + "[" * 300 + "]" * 300 + "}",
    "nothing": lambda c: "",
}


@pytest.fixture(scope="module")
def keys(inside: Inside) -> KeySet:
    """Give the keys that the server signs with."""
    return KeySet.derived_from(inside.secret())


def test_what_we_sign_is_believed_as_it_stands(anonymous: httpx.Client, ada: Person, keys: KeySet) -> None:
    token = signed(keys, header_of(ada.access_token), claims_of(ada.access_token))

    assert accepted(anonymous.get("/users/me", headers=bearer(token))).json()["id"] == ada.id


@pytest.mark.parametrize("name", CLAIMS)
def test_other_claims_are_refused(anonymous: httpx.Client, ada: Person, keys: KeySet, name: str) -> None:
    token = signed(keys, header_of(ada.access_token), CLAIMS[name](claims_of(ada.access_token)))

    same_401(anonymous.get("/users/me", headers=bearer(token)), secrets=(token,))


@pytest.mark.parametrize("name", TEXTS)
def test_other_content_is_refused(anonymous: httpx.Client, ada: Person, keys: KeySet, name: str) -> None:
    token = signed(keys, header_of(ada.access_token), TEXTS[name](claims_of(ada.access_token)))

    same_401(anonymous.get("/users/me", headers=bearer(token)), secrets=(token,))


@pytest.mark.parametrize(
    "changes",
    [{"typ": "JWT"}, {"typ": "AT+JWT"}, {"crit": []}, {"jku": "https://evil.example"}, {"zip": "DEF"}, {"cty": "JWT"}],
    ids=repr,
)
def test_other_headers_are_refused(
    anonymous: httpx.Client, ada: Person, keys: KeySet, changes: dict[str, object]
) -> None:
    token = signed(keys, {**header_of(ada.access_token), **changes}, claims_of(ada.access_token))

    same_401(anonymous.get("/users/me", headers=bearer(token)), secrets=(token,))


def test_session_of_another_is_refused(anonymous: httpx.Client, ada: Person, mallory: Person, keys: KeySet) -> None:
    claims = {**claims_of(mallory.access_token), "sub": ada.id}

    same_401(anonymous.get("/users/me", headers=bearer(signed(keys, header_of(ada.access_token), claims))))
