"""The two parts of a mail, made of one message: plain text, and a page that mail programs show as it is meant.

The page is a table with its styles in the elements, which is what Outlook understands; frame.html holds what is around
the blocks, with the rules for narrow and for dark screens. Outlook on phones and on the web knows none for dark ones,
but marks what it darkens with data-ogsb and data-ogsc. The page refers to nothing that would have to be fetched.
"""

import html
import textwrap
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from string import Template
from typing import Final

from app.mail.message import PRODUCT, Block, Button, Facts, Link, Message, Note

LANGUAGE: Final = "en"
TEXT_WIDTH: Final = 72
"""Characters of a line of text; a link may be longer, since a broken one leads nowhere."""

_FONT: Final = "font-family: -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif;"
# Keeps a mailbox from showing the beginning of the mail behind the preheader.
_PADDING: Final = "&#847;&zwnj;&nbsp;" * 60

_PARAGRAPH: Final = Template(
    '<p class="ink" style="margin: 0 0 16px; $font font-size: 16px; line-height: 26px; color: #12211f;">$text</p>'
)
_NOTE: Final = Template(
    '<p class="slate" style="margin: 20px 0 0; $font font-size: 14px; line-height: 22px; color: #4c5f64;">$text</p>'
)
_FACTS: Final = Template(
    '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin: 0 0 20px;">\n'
    "$rows\n</table>"
)
_ROW: Final = Template(
    '<tr><td class="ink line" align="left" style="padding: 10px 0; border-bottom: 1px solid #d3dcde; $font '
    'font-size: 16px; line-height: 24px; color: #12211f; word-break: break-word; overflow-wrap: anywhere;">'
    '<span class="slate" style="font-size: 14px; color: #4c5f64;">$name</span><br>$value</td></tr>'
)
# In Outlook the cell is the button, elsewhere the link is, all of it to be pressed.
_BUTTON: Final = Template(
    '<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin: 24px 0;"><tr>'
    '<td class="button" align="center" bgcolor="#0d5561" style="background-color: #0d5561; border-radius: 10px; '
    'mso-padding-alt: 14px 28px;"><a class="on-sea" href="$url" style="display: inline-block; padding: 14px 28px; '
    '$font font-size: 16px; line-height: 20px; font-weight: bold; color: #ffffff; text-decoration: none;">$label</a>'
    "</td></tr></table>\n"
    '<p class="slate" style="margin: 0; $font font-size: 14px; line-height: 22px; color: #4c5f64;">'
    "If the button does nothing, open this address:<br>"
    '<a class="sea" href="$url" style="color: #0d5561; text-decoration: underline; word-break: break-all;">$url</a></p>'
)
_LINK: Final = Template(
    '<p style="margin: 20px 0 0; $font font-size: 16px; line-height: 26px;">'
    '<a class="sea" href="$url" style="color: #0d5561; text-decoration: underline;">$label</a></p>'
)


class _Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def as_text(message: Message) -> str:
    """Return the plain text of a message. Every address stands on a line of its own."""
    parts = [message.subject, *(_text(block) for block in message.blocks), f"-- \n{PRODUCT}\n{message.site}"]
    return "\n\n".join(parts) + "\n"


def as_html(message: Message) -> str:
    """Return the page of a message. Whatever its values hold, they are text there and never markup."""
    return _fill(
        _frame(),
        lang=LANGUAGE,
        subject=message.subject,
        preheader=message.preheader,
        padding=_Markup(_PADDING),
        blocks=_joined(map(_html, message.blocks)),
        product=PRODUCT,
        site=message.site,
    )


def _text(block: Block) -> str:
    match block:
        case Facts(rows):
            width = max(len(name) for name, _ in rows) + 3
            return "\n".join(_wrapped(f"{name + ':':<{width}}{value}", indent=width) for name, value in rows)
        case Link(label, url):  # buttons as well
            return f"{label}{'' if label.endswith('?') else ':'}\n{url}"
        case Note(text):
            return _wrapped(text)
        case str():
            return _wrapped(block)


def _wrapped(text: str, indent: int = 0) -> str:
    return textwrap.fill(
        text, TEXT_WIDTH, subsequent_indent=" " * indent, break_long_words=False, break_on_hyphens=False
    )


def _html(block: Block) -> _Markup:
    match block:
        case Facts(rows):
            return _fill(_FACTS, rows=_joined(_fill(_ROW, name=name, value=value) for name, value in rows))
        case Button(label, url):
            return _fill(_BUTTON, label=label, url=url)
        case Link(label, url):
            return _fill(_LINK, label=label, url=url)
        case Note(text):
            return _fill(_NOTE, text=text)
        case str():
            return _fill(_PARAGRAPH, text=block)


def _fill(template: Template, **values: str) -> _Markup:
    escaped = {name: value if isinstance(value, _Markup) else html.escape(value) for name, value in values.items()}
    return _Markup(template.substitute(escaped, font=_FONT))


def _joined(parts: Iterable[_Markup]) -> _Markup:
    return _Markup("\n".join(parts))


@cache
def _frame() -> Template:
    return Template(Path(__file__).with_name("frame.html").read_text("utf-8"))
