"""What the documentation's site needs beside docs/: a hook of MkDocs, named in mkdocs.yml.

The first page is README.md, the API reference is made from web/openapi.json, and links to files that are no page lead
into the repository, or are plain names while mkdocs.yml has no `repo_url`.
"""

import json
import logging
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File  # type: ignore[import-not-found]  # in .venv-docs

from scripts.api_reference import SOURCE, pages
from scripts.docs_links import as_page
from scripts.docs_mermaid import mermaid

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
MERMAID = "javascripts/mermaid.min.js"
LOG = logging.getLogger("mkdocs.hooks.fulmar")

# MkDocs gives no types where nothing of it is installed.
type Config = Any
type Page = Any


def on_config(config: Config) -> Config:
    """Put a folder's pages into the navigation where it names the folder; one without pages is left out."""
    config.nav = [entry for each in config.nav for entry in _expanded(each)]
    return config


def _expanded(entry: dict[str, str]) -> list[dict[str, Any]]:
    ((title, target),) = entry.items()
    if target == "api/":
        return [{title: [f"api/{name}" for name in pages(_document())]}]
    if not target.endswith("/"):
        return [entry]
    found = sorted(path.relative_to(DOCS).as_posix() for path in (DOCS / target).glob("*.md"))
    # A folder's first page is its list, whatever the others are called.
    found.sort(key=lambda name: not name.endswith(("/index.md", "/README.md")))
    return [{title: found}] if found else []


def on_files(files: Any, config: Config) -> Any:
    """Add what is made: the first page, the reference, and the script that draws the diagrams."""
    made: dict[str, str | bytes] = {"index.md": (ROOT / "README.md").read_text(encoding="utf-8"), MERMAID: mermaid()}
    made |= {f"api/{name}": text for name, text in pages(_document()).items()}
    for name, content in made.items():
        files.append(File.generated(config, name, content=content))
    return files


def on_page_markdown(markdown: str, page: Page, config: Config, **_: Any) -> str:
    """Turn what is written for the repository into what the site shows; the reference is written for the site."""
    uri = page.file.src_uri
    if uri.startswith("api/"):
        return markdown
    source = ROOT / "README.md" if uri == "index.md" else DOCS / uri
    return as_page(markdown, source=source, page=uri, root=ROOT, repo_url=config.repo_url, warn=LOG.warning)


def on_post_page(output: str, **_: Any) -> str:
    """Spare pages without a diagram the 3.5 MB that draw them."""
    if 'class="mermaid"' in output:
        return output
    return re.sub(rf'<script src="[^"]*{re.escape(MERMAID)}"></script>', "", output)


def _document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(SOURCE.read_text(encoding="utf-8"))
    return document
