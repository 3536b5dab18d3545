"""What the pages in Markdown hold, for test_docs.py: blocks of code, code within sentences, links and headings.

Read by markdown-it, which comes with Rich.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in ("*.md", "docs/**/*.md", "web/*.md", ".github/**/*.md")
    for path in ROOT.glob(pattern)
)

NOT_IN_A_SLUG = re.compile(r"[^\w\- ]")
ANCHOR_IN_HTML = re.compile(r"""\b(?:id|name)=["']([^"']+)["']""")


@dataclass(frozen=True)
class Block:
    """A fenced block of code; its first line is the one after the fence."""

    page: str
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        """Return where it is, for the message of a test that fails."""
        return f"{self.page}:{self.line}"


@dataclass(frozen=True)
class Mention:
    """Code within a sentence, or the target of a link, and about where."""

    page: str
    line: int
    text: str

    def __str__(self) -> str:
        """Return where it is and what, for the message of a test that fails."""
        return f"{self.page}:{self.line}: {self.text}"


@cache
def _tokens(page: str) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse((ROOT / page).read_text("utf-8"))


def blocks(page: str, *languages: str) -> list[Block]:
    """Return the page's blocks in one of the languages."""
    found = []
    for token in _tokens(page):
        language, *_ = token.info.split() or [""]
        if token.type == "fence" and token.map and language in languages:
            found.append(Block(page, token.map[0] + 2, language, token.content))
    return found


def _inline(page: str) -> Iterator[tuple[int, Token]]:
    """Yield what is in sentences, headings and cells, each with the first line of its paragraph or row."""
    line = 1
    for token in _tokens(page):
        if token.map:
            line = token.map[0] + 1
        for child in token.children or ():
            if child.type in ("softbreak", "hardbreak"):
                line += 1
            yield line, child


def code_in_sentences(page: str) -> list[Mention]:
    """Return what is between backticks."""
    return [Mention(page, line, token.content) for line, token in _inline(page) if token.type == "code_inline"]


def links(page: str) -> list[Mention]:
    """Return the targets of links and images."""
    found = []
    for line, token in _inline(page):
        target = token.attrGet("href") or token.attrGet("src")
        if target is not None:
            found.append(Mention(page, line, str(target)))
    return found


@cache
def anchors(page: str) -> frozenset[str]:
    """Return what `#…` may name on a page: its headings as GitHub makes slugs of them, and ids in HTML."""
    found: set[str] = set()
    seen: Counter[str] = Counter()
    tokens = _tokens(page)
    for before, token in pairwise(tokens):
        if before.type == "heading_open":
            text = "".join(child.content for child in token.children or () if child.type in ("text", "code_inline"))
            slug = NOT_IN_A_SLUG.sub("", text.lower()).replace(" ", "-")
            found.add(f"{slug}-{seen[slug]}" if seen[slug] else slug)
            seen[slug] += 1
    html = (part.content for token in tokens for part in (token, *(token.children or ())) if "html" in part.type)
    return frozenset(found | {name for part in html for name in ANCHOR_IN_HTML.findall(part)})


def typed(page: str) -> list[Block]:
    """Return what a reader types of the page's blocks for a shell: of a console, what follows `$ `."""
    found = []
    for block in blocks(page, "bash", "sh", "console"):
        if block.language != "console":
            found.append(block)
            continue
        goes_on = False
        for number, text in enumerate(block.text.splitlines()):
            if goes_on:
                last = found.pop()
                found.append(Block(page, last.line, "bash", f"{last.text}{text}\n"))
            elif text.startswith("$ "):
                found.append(Block(page, block.line + number, "bash", f"{text[2:]}\n"))
            goes_on = text.endswith("\\") and (goes_on or text.startswith("$ "))
    return found


def commands(page: str) -> list[Mention]:
    """Return what may hold a command: what is typed, without comments, and code within sentences."""
    lines = [Mention(page, block.line, re.sub(r"(^|\s)#.*", "", block.text)) for block in typed(page)]
    return lines + code_in_sentences(page)
