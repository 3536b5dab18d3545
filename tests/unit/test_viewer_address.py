"""Whose address a request comes from: the viewer's if the distribution vouches for it, else the peer's."""

import json
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.datastructures import Headers

from app.dependencies import CallingDevice
from app.lambda_handler import ApiHandler
from app.settings import Settings, SettingsError
from app.viewer_address import ORIGIN_SECRET_HEADER, VIEWER_ADDRESS_HEADER, address_of, network_of
from tests.in_process import SITE, settings_for_tests

SECRET = "A1b2C3d4" * 8
PEER = "192.0.2.1"
VIEWER = "203.0.113.7"

type Pairs = Sequence[tuple[str, str]]

VOUCHED: Pairs = [("X-Fulmar-Origin-Secret", SECRET), ("X-Fulmar-Viewer-Address", VIEWER)]
FORWARDING: Pairs = [
    ("X-Forwarded-For", VIEWER),
    ("X-Real-IP", VIEWER),
    ("Forwarded", f"for={VIEWER}"),
    ("CF-Connecting-IP", VIEWER),
    ("True-Client-IP", VIEWER),
    ("CloudFront-Viewer-Address", f"{VIEWER}:4711"),
]
# What does not prove that the distribution was there, or leaves open whom it saw.
FORGED: dict[str, Pairs] = {
    "nothing": [],
    "no secret": VOUCHED[1:],
    "no address": VOUCHED[:1],
    "another secret": [("X-Fulmar-Origin-Secret", SECRET[::-1]), VOUCHED[1]],
    "a part of the secret": [("X-Fulmar-Origin-Secret", SECRET[:-1]), VOUCHED[1]],
    "more than the secret": [("X-Fulmar-Origin-Secret", SECRET + "x"), VOUCHED[1]],
    "the secret in another case": [("X-Fulmar-Origin-Secret", SECRET.swapcase()), VOUCHED[1]],
    "an empty secret": [("X-Fulmar-Origin-Secret", ""), VOUCHED[1]],
    "a secret beyond ASCII": [("X-Fulmar-Origin-Secret", "\xe9" * 64), VOUCHED[1]],
    "two secrets": [("X-Fulmar-Origin-Secret", "guess"), *VOUCHED],
    "the secret twice": [VOUCHED[0], *VOUCHED],
    "two addresses": [*VOUCHED, ("X-Fulmar-Viewer-Address", "198.51.100.9")],
    "the address twice": [*VOUCHED, VOUCHED[1]],
    "everybody else's headers": [*FORWARDING],
    "everybody else's headers beside the secret": [VOUCHED[0], *FORWARDING],
}
JUNK = (
    "",
    " ",
    "x" * 10_000,
    "localhost",
    "unknown",
    "203.0.113.7:443",
    "203.0.113.7, 198.51.100.9",
    "203.0.113.7/24",
    "203.0.113.007",
    "203.0.113.256",
    "203.0.113",
    "3405803783",
    " 203.0.113.7",
    "203.0.113.7\r\nx: y",
    "[2001:db8::1]",
    "[2001:db8::1]:443",
    "2001:db8::1/64",
    "2001:db8:::1",
    "fe80::1%eth0",
    "::ffff:203.0.113.7%1",
)


def headers(pairs: Pairs) -> Headers:
    return Headers(raw=[(name.lower().encode(), value.encode("latin-1", "replace")) for name, value in pairs])


# --- The rule ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "believed"),
    [
        (VIEWER, VIEWER),
        ("2001:DB8:0:0::7", "2001:db8::7"),
        ("::1", "::1"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("::FFFF:CB00:7107", "203.0.113.7"),
    ],
)
def test_an_address_beside_the_secret_is_believed_in_its_canonical_text(sent: str, believed: str) -> None:
    assert address_of(headers([VOUCHED[0], ("X-Fulmar-Viewer-Address", sent)]), PEER, SECRET) == believed


@pytest.mark.parametrize("pairs", FORGED.values(), ids=list(FORGED))
def test_without_proof_of_the_way_the_peer_is_the_caller(pairs: Pairs) -> None:
    assert address_of(headers(pairs), PEER, SECRET) == PEER


@pytest.mark.parametrize("junk", JUNK)
def test_what_is_no_address_is_not_believed_from_anybody(junk: str) -> None:
    assert address_of(headers([VOUCHED[0], ("X-Fulmar-Viewer-Address", junk)]), PEER, SECRET) == PEER


@pytest.mark.parametrize("given", ["", "None", SECRET])
def test_where_no_secret_is_set_nobody_knows_it(given: str) -> None:
    pairs = [("X-Fulmar-Origin-Secret", given), VOUCHED[1]]

    assert address_of(headers(pairs), PEER, None) == PEER
    assert address_of(headers(pairs), PEER, "") == PEER


@pytest.mark.parametrize("more", FORWARDING)
def test_other_forwarding_headers_change_nothing(more: tuple[str, str]) -> None:
    other = (more[0], more[1].replace(VIEWER, "198.51.100.9"))

    assert address_of(headers([other]), PEER, SECRET) == PEER
    assert address_of(headers([*VOUCHED, other]), PEER, SECRET) == VIEWER


@pytest.mark.parametrize(
    ("peer", "caller"),
    [
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:DB8::1", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("", ""),
        ("testclient", "testclient"),
    ],
)
def test_a_peer_has_one_spelling_too(peer: str, caller: str) -> None:
    assert address_of(headers([]), peer, SECRET) == caller


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.0", "192.0.2.0/24"),
        ("192.0.2.255", "192.0.2.0/24"),
        ("192.0.3.0", "192.0.3.0/24"),
        ("0.0.0.1", "0.0.0.0/24"),
        ("255.255.255.255", "255.255.255.0/24"),
        ("::ffff:192.0.2.7", "192.0.2.0/24"),
        ("::ffff:192.0.2.7%eth0", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::", "2001:db8:1:3::/64"),
        ("::1", "::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "unknown"),
        ("testclient", "unknown"),
        ("unknown", "unknown"),
        ("192.0.2.7:443", "unknown"),
        ("192.0.2.0/24", "unknown"),
        ("[2001:db8::1]", "unknown"),
        ("1.2.3", "unknown"),
        ("7", "unknown"),
    ],
)
def test_a_network_is_a_24_of_ipv4_and_a_64_of_ipv6(address: str, network: str) -> None:
    assert network_of(address) == network


# --- The setting -------------------------------------------------------------------------------------------------


def settings_with(secret: str) -> Settings:
    return Settings.from_environment({"APP_ORIGIN_SECRET": secret})


@pytest.mark.parametrize("secret", ["x" * 32, SECRET])
def test_a_long_secret_is_taken_and_shown_nowhere(secret: str) -> None:
    settings = settings_with(secret)

    assert settings.origin_secret == secret
    assert secret not in repr(settings)
    assert secret not in str(settings)


@pytest.mark.parametrize(
    "secret",
    [
        "x" * 31,
        "x" * 32 + "\n",
        " " * 40,
        "\xe9" * 40,
        "{{resolve:secretsmanager:arn:aws:secretsmanager:eu-central-1:123456789012:secret:x:SecretString}}",
    ],
)
def test_a_secret_that_anybody_could_guess_or_nobody_could_send_stops_the_start(secret: str) -> None:
    with pytest.raises(SettingsError, match="APP_ORIGIN_SECRET: String should") as raised:
        settings_with(secret)

    assert secret not in str(raised.value)


def test_without_a_distribution_no_secret_is_needed() -> None:
    assert Settings.from_environment({}).origin_secret is None
    assert settings_with("").origin_secret is None


# --- The whole application ---------------------------------------------------------------------------------------


@pytest.fixture
def settings(request: pytest.FixtureRequest) -> Settings:
    """Return the settings behind a distribution; a test may name another secret, or None."""
    return settings_for_tests(in_lambda=True, origin_secret=getattr(request, "param", SECRET))


@pytest.fixture
def app(app: FastAPI) -> FastAPI:
    """Return the application with a route that says where it believes to be called from."""

    @app.get("/whence")
    def whence(device: CallingDevice) -> dict[str, str]:
        return {"address": device.address}

    return app


@pytest.fixture
def handler(app: FastAPI) -> Iterator[ApiHandler]:
    handler = ApiHandler(app)
    yield handler
    handler.close()


def logged_addresses(log: StringIO) -> list[object]:
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    return [line["address"] for line in lines if line["event"] == "request"]


def nothing_of_it_is_in(log: StringIO) -> bool:
    written = log.getvalue().lower()
    return not any(each in written for each in (SECRET.lower(), ORIGIN_SECRET_HEADER, VIEWER_ADDRESS_HEADER))


async def call(app: FastAPI, pairs: Pairs, path: str = "/whence", peer: str | None = PEER) -> httpx.Response:
    client = (peer, 4711) if peer else None
    transport = httpx.ASGITransport(app, client=client)  # type: ignore[arg-type]  # uvicorn has none on a socket file
    encoded = [(name.encode(), value.encode("latin-1")) for name, value in pairs]
    async with httpx.AsyncClient(transport=transport, base_url=SITE) as client_of_peer:
        return await client_of_peer.get(path, headers=encoded)


def event(pairs: Pairs, source: object = PEER) -> dict[str, Any]:
    """Return an event as API Gateway makes it; `headers` has the last of each name."""
    many: dict[str, list[str]] = {}
    for name, value in pairs:
        many.setdefault(name, []).append(value)
    return {
        "resource": "/{proxy+}",
        "path": "/whence",
        "httpMethod": "GET",
        "headers": {name: values[-1] for name, values in many.items()},
        "multiValueHeaders": many,
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "requestContext": {"requestId": "test", "stage": "api", "identity": {"sourceIp": source}},
        "body": None,
        "isBase64Encoded": False,
    }


async def test_device_and_log_name_the_viewer_that_the_distribution_saw(app: FastAPI, log: StringIO) -> None:
    answer = await call(app, VOUCHED)

    assert answer.json() == {"address": VIEWER}
    assert logged_addresses(log) == [VIEWER]


@pytest.mark.parametrize("pairs", FORGED.values(), ids=list(FORGED))
async def test_device_and_log_name_the_peer_of_a_forged_request(app: FastAPI, log: StringIO, pairs: Pairs) -> None:
    answer = await call(app, pairs)

    assert answer.json() == {"address": PEER}
    assert logged_addresses(log) == [PEER]


@pytest.mark.parametrize("settings", [None], indirect=True)
async def test_an_application_without_a_secret_believes_nobody(app: FastAPI, log: StringIO) -> None:
    answer = await call(app, VOUCHED)

    assert answer.json() == {"address": PEER}
    assert logged_addresses(log) == [PEER]


async def test_a_caller_without_any_address_is_answered(app: FastAPI, log: StringIO) -> None:
    answer = await call(app, FORWARDING, peer=None)

    assert answer.json() == {"address": ""}
    assert logged_addresses(log) == [None]


def test_the_handler_names_the_viewer_that_the_distribution_saw(handler: ApiHandler, log: StringIO) -> None:
    answer = handler(event(VOUCHED), None)

    assert json.loads(answer["body"]) == {"address": VIEWER}
    assert logged_addresses(log) == [VIEWER]


@pytest.mark.parametrize("pairs", FORGED.values(), ids=list(FORGED))
def test_the_handler_names_the_gateways_peer_of_a_forged_request(
    handler: ApiHandler, log: StringIO, pairs: Pairs
) -> None:
    answer = handler(event(pairs), None)

    assert json.loads(answer["body"]) == {"address": PEER}
    assert logged_addresses(log) == [PEER]


def test_headers_that_differ_in_case_alone_count_as_given_twice(handler: ApiHandler) -> None:
    twice = [*VOUCHED, ("x-fulmar-viewer-address", "198.51.100.9")]

    assert json.loads(handler(event(twice), None)["body"]) == {"address": PEER}


@pytest.mark.parametrize(
    ("source", "address"), [(None, ""), ("", ""), (7, "7"), ([], ""), ("test-invoke", "test-invoke")]
)
def test_a_source_that_is_no_address_does_no_harm(handler: ApiHandler, source: object, address: str) -> None:
    answer = handler(event([], source), None)

    assert (answer["statusCode"], json.loads(answer["body"])) == (200, {"address": address})


def test_one_requests_address_is_not_the_next_ones(handler: ApiHandler) -> None:
    answers = [handler(each, None)["body"] for each in (event(VOUCHED), event([]), event([], "198.51.100.9"))]

    assert [json.loads(answer)["address"] for answer in answers] == [VIEWER, PEER, "198.51.100.9"]


@pytest.mark.parametrize("path", ["/whence", "/nothing", "/users/me", "/broken"])
async def test_no_log_line_holds_what_the_distribution_sends(app: FastAPI, log: StringIO, path: str) -> None:
    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError

    await call(app, VOUCHED, path)

    assert logged_addresses(log) == [VIEWER]
    assert nothing_of_it_is_in(log)
