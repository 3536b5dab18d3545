"""What a new password may be, as the person who chooses it sees it."""

import secrets
import string
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import ValidationFailed
from app.places import FieldError
from app.security.password_rules import PasswordRules

SOURCE = Path(__file__).resolve().parents[2] / "src"
EMAIL = "ada.lovelace@example.com"
NAME = "Ada Lovelace"


def error_of(
    password: str, *, min_length: int = 15, email: str = EMAIL, name: str | None = NAME, pointer: str = "/password"
) -> FieldError | None:
    """Return what Ada is told of a password; None if she may have it."""
    try:
        PasswordRules(min_length).check(password, email=email, name=name, pointer=pointer)
    except ValidationFailed as refused:
        (error,) = refused.errors
        return error
    return None


def code_of(password: str, *, min_length: int = 15, email: str = EMAIL, name: str | None = NAME) -> str | None:
    error = error_of(password, min_length=min_length, email=email, name=name)
    return error["code"] if error else None


PREDICTABLE = [
    # common words, repeated and with what people add to them
    "passwordpassword",
    "Password1234567!",
    "Passworddddddddd",
    "iloveyouiloveyou",
    "letmeinletmeinletmein",
    "horse horse horse horse",
    "password" * 32,
    "monkeydragonbaseball",
    "PASSWORD MONKEY DRAGON",
    "password19840523",
    "monster84905985",
    "Summer2026!Summer2026!",
    # the product
    "fulmarfulmarfulmar",
    "Fulmar-2026-Fulmar!",
    "fulmar-demo-password",
    "welcome to fulmar",
    "fu1marfu1marfu1mar",
    # the person
    EMAIL,
    EMAIL.upper(),
    f"{EMAIL}2026",
    "adalovelaceadalovelace",
    "Lovelace, Ada 1815",
    "example.com example.com",
    "l0ve1ace-l0ve1ace",
    # sequences, of digits, letters and keys, and repetitions
    "123456789012345",
    "1234567890123456",
    "098765432109876",
    "121212121212121",
    "2580258025802580",
    "1984052319840523",
    "abcdefghijklmnopqrstuvwxyz",
    "zyxwvutsrqponmlk",
    "qwertyuiopasdfgh",
    "qwertyuiopasdfghjkl",
    "poiuytrewqlkjhgf",
    "qwertzuiopqwertz",
    "kdjfkdjfkdjfkdjf",
    "aaaaaaaaaaaa123",
    # in disguise
    "P@ssw0rd12345!!",
    "pa55word-pa55word",
    "p.a.s.s.w.o.r.d.2026!!",
    "$unshine-$unshine",
    "\uff50\uff41\uff53\uff53\uff57\uff4f\uff52\uff44password",  # full-width letters
    "p\u00aassword password",  # a character whose compatibility form is "a"
]

COMMON = [
    "111111111111111",
    "1q2w3e4r5t6y7u8i9o0p",
    "1Q2W-3E4R-5T6Y-7U8I-9O0P",
    "p-a-s-s-w-o-r-d-1-2-3",
    "!QAZ@WSX#EDC$RFV",  # 1qaz2wsx3edc4rfv with the shift key
    "!@#$%^&*()_+!@#",
]

ACCEPTED = [
    # words
    "correct horse battery staple",
    "wrong correct horse battery staple",
    "a long enough passphrase",
    "another password altogether",
    "gliding low over grey water",
    "the quick brown fox",
    "cr\u00e8me br\u00fbl\u00e9e \u00e0 la carte",
    "\u043a\u043e\u0442 \u0438\u0434\u0451\u0442 \u043f\u043e \u043a\u0440\u044b\u0448\u0435",
    # what is known, among enough that is not
    "my password is a secret to everyone",
    "Ada Lovelace wrote the first program",
    "a fulmar glides over Iceland",
    "passwordxkvqmw",
    "fulmar-zkqvmx-2026",
    # no rule asks for kinds of characters
    "thimblecatapultorchard",
    "THIMBLECATAPULTORCHARD",
    "847193046582917",
    "x" * 15,
    "x" * 256,
    " " * 15,
    "\u00e9" * 15,
    "!" * 15,
    "nul \0 and \n are characters",
    # tokens
    "9f86d081884c7d659a2f",
    "Zk3vQ9_xW-7tYbR2mLpA",
    "j7R!k&2p^Xv9@Lq",
    "%^&<~]{;:?_'\"`|\\",
    "#l~o<v]e{;:?_'|\\",  # four letters of a listed word among symbols
]


@pytest.mark.parametrize("password", PREDICTABLE)
def test_what_is_made_of_known_pieces_is_predictable(password: str) -> None:
    assert code_of(password) == "password-too-predictable"


@pytest.mark.parametrize("password", COMMON)
def test_a_listed_password_is_too_common_in_any_disguise(password: str) -> None:
    assert code_of(password) == "password-too-common"


@pytest.mark.parametrize("password", ACCEPTED)
def test_what_nobody_would_guess_is_accepted(password: str) -> None:
    assert code_of(password, min_length=14) is None


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("password", "password-too-common"),
        ("PassWord", "password-too-common"),
        ("password1", "password-too-common"),
        ("p@$$w0rd", "password-too-common"),
        ("12345678", "password-too-common"),
        ("iloveyou", "password-too-common"),
        ("qwertyuiop", "password-too-common"),
        ("trustno1", "password-too-common"),
        ("aaaaaaaa", "password-too-common"),
        ("fulmar01", "password-too-predictable"),
        ("lovelace", "password-too-predictable"),
        ("$unshine", "password-too-common"),
        ("19840523", "password-too-predictable"),
        ("20270523", "password-too-predictable"),
        ("kettle-obo", None),
        ("vqmzkwpt", None),
        ("84739206", None),
    ],
)
def test_short_passwords_are_held_to_the_same_rules(password: str, code: str | None) -> None:
    assert code_of(password, min_length=8) == code


@pytest.mark.parametrize("character", string.ascii_letters + string.punctuation)
def test_one_letter_or_symbol_over_and_over_is_nobodys_first_guess(character: str) -> None:
    assert {code_of(character * length) for length in (15, 16, 20, 256)} == {None}


@pytest.mark.parametrize("digit", string.digits)
def test_one_digit_over_and_over_is(digit: str) -> None:
    assert code_of(digit * 15) in {"password-too-common", "password-too-predictable"}


@pytest.mark.parametrize(
    ("min_length", "length", "code"),
    [
        (15, 0, "string-too-short"),
        (15, 14, "string-too-short"),
        (15, 15, None),
        (8, 7, "string-too-short"),
        (8, 8, None),
        (15, 256, None),
        (15, 257, "string-too-long"),
        (15, 1_000_000, "string-too-long"),
    ],
)
@pytest.mark.parametrize("character", ["\u03c9", "\u00e9", "\u6f22", "\U0001f426"])
def test_length_is_counted_in_code_points(character: str, min_length: int, length: int, code: str | None) -> None:
    assert code_of(character * length, min_length=min_length) == code


def test_length_is_counted_after_normalisation() -> None:
    decomposed = unicodedata.normalize("NFD", "\u00e9")

    assert code_of(decomposed * 14) == "string-too-short"
    assert code_of(decomposed * 256) is None


def test_nothing_is_trimmed() -> None:
    assert code_of(" kettle-orchard ") is None
    assert code_of("kettle-orchard") == "string-too-short"


def test_the_length_messages_say_the_bounds() -> None:
    short, long = error_of("x" * 14), error_of("x" * 257)

    assert short is not None
    assert long is not None
    assert short["message"] == "A password has at least 15 characters"
    assert long["message"] == "A password has at most 256 characters"


def test_the_error_stands_where_the_password_stood() -> None:
    usual, other = error_of("passwordpassword"), error_of("passwordpassword", pointer="/new_password")

    assert usual is not None
    assert other is not None
    assert (usual["where"], usual["pointer"]) == ("body", "/password")
    assert (other["where"], other["pointer"]) == ("body", "/new_password")


@pytest.mark.parametrize("password", [*PREDICTABLE, *COMMON, "swordfish", "x" * 257])
def test_no_message_holds_the_password(password: str) -> None:
    error = error_of(password)

    assert error is not None
    assert password.casefold() not in str(error).casefold()


@pytest.mark.parametrize(
    ("email", "name", "password"),
    [
        ("grace@hopper.example", None, "hopperhopperhopper"),
        ("grace@hopper.example", None, "grace@hopper 2026"),
        ("g@example.com", "Grace Brewster Hopper", "hoppergrace 1906!"),
        ("g@example.com", "Grace Brewster Hopper", "GraceBrewsterHopper"),
        ("oat@a.io", "Ada Oat", "oatada 1815 oatada!"),
        ("li.na.wu@a.io", None, "linawulinawulinawu"),
        ("k.v.q.m.z.x.j.w.b@hf.io", None, "k.v.q.m.z.x.j.w.b@hf.io"),
        ("g@example.com", "Li Na Wu", "linawulinawulinawu"),
        ("g@example.com", "Zo\u00eb Kr\u00fcger", "kr\u00fcgerkr\u00fcgerzo\u00eb"),
        ("g@example.com", "\u5c71\u7530\u592a\u90ce", "\u5c71\u7530\u592a\u90ce\u5c71\u7530\u592a\u90ce 20261231"),
    ],
)
def test_words_of_the_context_count_for_the_person_they_belong_to_only(
    email: str, name: str | None, password: str
) -> None:
    password = password.ljust(15, "!")

    assert code_of(password, email=email, name=name) == "password-too-predictable"
    assert code_of(password + " ash", email="nobody@example.org", name=None) is None


def test_a_part_of_fewer_than_four_letters_is_no_word_of_its_own() -> None:
    assert code_of("ada-vimcb", min_length=8, email="ada@a.io", name="Ada") is None


@pytest.mark.parametrize(
    "password",
    [
        "\ud800" * 20,
        "\0" * 15,
        "\U0001f426" * 256,
        "a\u0300\u0301\u0302\u0303" * 50,
        "\ufdfa" * 256,  # NFKC makes eighteen characters of each
        "ab" * 127 + "ba",
        "1!" * 128,
        "p@ssw0rd" * 32,
        "a1b2@$!+" * 32,
        "(" * 256,
        ".*" * 128,
    ],
)
def test_hostile_passwords_are_answered_like_any_other(password: str) -> None:
    hostile = "aaaa aaaaa aaaaaa aaaaaaa aaaaaaaa aaaaaaaaa \U0001f426 \0 ("

    assert code_of(password, email="a" * 64 + "@a.aa.aaa.aaaa.example", name=hostile) in {
        None,
        "password-too-predictable",
    }


def test_a_name_without_letters_leaves_the_other_rules_as_they_are() -> None:
    assert code_of("correct horse battery staple", email="@", name="\U0001f426") is None
    assert code_of("passwordpassword", email="", name="") == "password-too-predictable"


ALPHABETS = {
    "hexadecimal": "0123456789abcdef",
    "base64url": string.ascii_letters + string.digits + "-_",
    "letters and digits": string.ascii_letters + string.digits,
    "everything": string.ascii_letters + string.digits + string.punctuation,
}


@pytest.mark.parametrize("alphabet", ALPHABETS.values(), ids=ALPHABETS)
def test_random_tokens_are_accepted(alphabet: str) -> None:
    # The generator of `secrets`, because hypothesis looks for simple examples, and "00000000000000000000" is one.
    @given(length=st.integers(20, 256))
    def accepted(length: int) -> None:
        assert code_of("".join(secrets.choice(alphabet) for _ in range(length))) is None

    accepted()


def test_the_list_is_read_when_it_is_first_needed_and_not_on_import() -> None:
    program = f"""
import sys
sys.path.insert(0, {str(SOURCE)!r})
opened = []
sys.addaudithook(lambda event, arguments: event == "open" and opened.append(str(arguments[0])))
from app.security.password_rules import PasswordRules
rules = PasswordRules(15)
print(any("common_passwords" in path for path in opened))
rules.check("correct horse battery staple", email="ada@example.com", name=None)
print(any("common_passwords" in path for path in opened))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["False", "True"]
