"""What a mail says, without saying how it looks: rendering.py makes a text and a page of the same message."""

from dataclasses import dataclass
from typing import Final

PRODUCT: Final = "Fulmar"
"""Who signs the mails."""

MAX_SUBJECT_LENGTH: Final = 100


@dataclass(frozen=True, slots=True)
class Facts:
    """A small table of what happened: pairs of a name and a value."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A way to another page of the site."""

    label: str
    url: str

    def __post_init__(self) -> None:
        """Refuse what is no address of a page: nothing else may ever be behind a link in a mail."""
        if not self.url.startswith(("https://", "http://")) or not _is_one_line(self.url) or " " in self.url:
            raise ValueError("a link leads to an http or https address without spaces")


@dataclass(frozen=True, slots=True)
class Button(Link):
    """What the mail is for: the one thing to do. Its address is also written out."""


@dataclass(frozen=True, slots=True)
class Note:
    """What is of less weight, such as that there is nothing to do."""

    text: str


type Block = str | Facts | Button | Link | Note
"""A part of a message, in the order it is read; a plain string is a paragraph."""


@dataclass(frozen=True, slots=True)
class Message:
    """A mail without its address.

    Parameters
    ----------
    subject
        One line; the heading, too.
    preheader
        What a mailbox shows beside the subject before the mail is opened.
    blocks
        What it says, from top to bottom, with one button at most.
    site
        The origin of the site, which signs.
    """

    subject: str
    preheader: str
    blocks: tuple[Block, ...]
    site: str

    def __post_init__(self) -> None:
        """Refuse a subject that could end its header, and a second button."""
        if not self.subject or len(self.subject) > MAX_SUBJECT_LENGTH or not _is_one_line(self.subject):
            raise ValueError(f"a subject is one line of 1 to {MAX_SUBJECT_LENGTH} printable characters")
        if sum(isinstance(block, Button) for block in self.blocks) > 1:
            raise ValueError("a message has one button at most")


def _is_one_line(text: str) -> bool:
    return text.isprintable()  # no line ends, no other controls, nothing that turns the direction of writing
