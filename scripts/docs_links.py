"""How the repository's Markdown becomes a page of the site: what GitHub reads otherwise than Python-Markdown does."""

import os
import re
from collections.abc import Callable
from pathlib import Path

FENCE = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)#\s:]+)(#[^)\s]*)?\)")
# A sentence that goes on with a status: Python-Markdown takes `  422. With …` within a list for a list of its own.
CONTINUED_NUMBER = re.compile(r"^( +\d{3,})\. ", re.MULTILINE)


def as_page(
    markdown: str, *, source: Path, page: str, root: Path, repo_url: str | None, warn: Callable[[str], None]
) -> str:
    """Return the text of `source` as the page at `page` below root/docs.

    A link to another page stays one, README.md being the first page. Any other file becomes a link below `repo_url`,
    or its name in code where there is none. `warn` hears of each file that does not exist.
    """

    def link(found: re.Match[str]) -> str:
        image, text, target, anchor = found.group(1), found.group(2), found.group(3), found.group(4) or ""
        path = Path(os.path.normpath(source.parent / target))
        if not path.exists():
            warn(f"{source.relative_to(root)} links to {target}, which does not exist.")
        docs = root / "docs"
        if path.is_relative_to(docs) and (path / "README.md").exists():
            path /= "README.md"
        if path == root / "README.md" or (path.is_relative_to(docs) and path.suffix):
            inside = "index.md" if path == root / "README.md" else path.relative_to(docs).as_posix()
            return f"{image}[{text}]({os.path.relpath(inside, Path(page).parent)}{anchor})"
        name = path.relative_to(root).as_posix()
        if repo_url:
            return f"[{text}]({repo_url.rstrip('/')}/blob/main/{name}{anchor})"
        return f"`{name}`" if name.endswith(text.replace("`", "")) else f"{text} (`{name}`)"

    def prose(text: str) -> str:
        return LINK.sub(link, CONTINUED_NUMBER.sub(r"\1\\. ", text))

    return "".join(part if part.startswith("```") else prose(part) for part in FENCE.split(markdown))
