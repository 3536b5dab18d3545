"""Good requests, changed in a few places at random: whatever comes is refused or answered, and the server goes on."""

import httpx
from hypothesis import given
from hypothesis import strategies as st

from tests.attacks.answers import accepted, tells_nothing
from tests.attacks.people import Person
from tests.attacks.raw import exchanged, request
from tests.attacks.target import Target
from tests.soak import effort

BODY = b'{"title": "Buy milk", "tags": ["home"]}'
JSON = ("Content-Type: application/json", f"Content-Length: {len(BODY)}")
LINES = ("POST {prefix}/data/notes HTTP/1.1", "GET {prefix}/data/notes?limit=2&sort=due HTTP/1.1")
# What parsers of HTTP, of addresses and of JSON have taken in different ways.
TOKENS = (
    *(
        b"\r\n",
        b"\n",
        b"\r",
        b"\r\n\r\n",
        b"\x00",
        b"\xff",
        b"\x0b",
        b" ",
        b"\t",
        b":",
        b",",
        b";",
        b"%00",
        b"%",
        b"/",
        b"\\",
    ),
    *(
        b"..",
        b"?",
        b"#",
        b"&",
        b"=",
        b"chunked",
        b"0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"Content-Length: 5\r\n",
    ),
    *(
        b"Content-Length: 18446744073709551616\r\n",
        b"Expect: 100-continue\r\n",
        b"Host: evil.example\r\n",
        b"HTTP/1.1",
        b"A" * 300,
    ),
    *(
        b"Content-Encoding: gzip\r\n",
        b"Authorization: Bearer x\r\n",
        b'"',
        b"{",
        b"[" * 200,
        b"1e999",
        b"\\ud800",
        b"null",
    ),
)


@st.composite
def mutations(draw: st.DrawFn) -> list[tuple[float, int, bytes]]:
    """Return up to four places, as parts of the whole, how many bytes to take there, and what to put there."""
    where, taken = st.floats(0, 1, exclude_max=True), st.integers(0, 8)
    return draw(
        st.lists(st.tuples(where, taken, st.sampled_from(TOKENS) | st.binary(max_size=4)), min_size=1, max_size=4)
    )


def mutated(content: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    """Make the changes one after the other."""
    for where, taken, put in changes:
        at = int(where * len(content))
        content = content[:at] + put + content[at + taken :]
    return content


@given(line=st.sampled_from(LINES), changes=mutations())
@effort(250)
def test_a_changed_request_is_answered_or_refused(
    target: Target, anonymous: httpx.Client, ada: Person, line: str, changes: list[tuple[float, int, bytes]]
) -> None:
    headers = (f"Authorization: Bearer {ada.access_token}", *(JSON if line.startswith("POST") else ()))
    content = request(target, line, *headers, body=BODY if line.startswith("POST") else b"")

    answers = exchanged(target, mutated(content, changes), ends=True)

    for answer in answers:
        assert answer.status_code < 500 or answer.status_code in (501, 505), answer.text[:600]
        tells_nothing(answer)
    accepted(anonymous.get("/health"))
