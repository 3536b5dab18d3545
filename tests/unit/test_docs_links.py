from pathlib import Path

import pytest

from scripts.docs_links import as_page


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in (
        "README.md",
        "docs/cost.md",
        "docs/decisions/README.md",
        "docs/decisions/0001-tables.md",
        "src/app/http.py",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def page_of(root: Path, source: str, page: str, markdown: str, repo_url: str | None = None) -> tuple[str, list[str]]:
    warnings: list[str] = []
    text = as_page(markdown, source=root / source, page=page, root=root, repo_url=repo_url, warn=warnings.append)
    return text, warnings


@pytest.mark.parametrize(
    ("source", "page", "written", "shown"),
    [
        ("README.md", "index.md", "[cost](docs/cost.md#alarms)", "[cost](cost.md#alarms)"),
        ("README.md", "index.md", "![notes](docs/cost.md)", "![notes](cost.md)"),
        ("README.md", "index.md", "[why](docs/decisions)", "[why](decisions/README.md)"),
        ("README.md", "index.md", "[src/app/http.py](src/app/http.py)", "`src/app/http.py`"),
        ("docs/cost.md", "cost.md", "[start](../README.md#two-commands)", "[start](index.md#two-commands)"),
        ("docs/cost.md", "cost.md", "[`http.py`](../src/app/http.py)", "`src/app/http.py`"),
        ("docs/cost.md", "cost.md", "[HTTP](../src/app/http.py)", "HTTP (`src/app/http.py`)"),
        ("docs/decisions/0001-tables.md", "decisions/0001-tables.md", "[cost](../cost.md)", "[cost](../cost.md)"),
    ],
)
def test_a_link_leads_to_the_page_or_names_the_file(
    root: Path, source: str, page: str, written: str, shown: str
) -> None:
    assert page_of(root, source, page, written) == (shown, [])


def test_a_file_is_a_link_where_the_repository_has_an_address(root: Path) -> None:
    text, _ = page_of(root, "docs/cost.md", "cost.md", "[HTTP](../src/app/http.py)", "https://git.example.com/fulmar/")
    assert text == "[HTTP](https://git.example.com/fulmar/blob/main/src/app/http.py)"


def test_a_link_to_nothing_is_told(root: Path) -> None:
    _, warnings = page_of(root, "docs/cost.md", "cost.md", "[gone](../src/gone.py)")
    assert warnings == ["docs/cost.md links to ../src/gone.py, which does not exist."]


@pytest.mark.parametrize(
    "untouched", ["[uv](https://docs.astral.sh/uv/)", "[below](#below)", "```md\n[a](../b.py)\n```"]
)
def test_addresses_anchors_and_code_stay(root: Path, untouched: str) -> None:
    assert page_of(root, "docs/cost.md", "cost.md", untouched) == (untouched, [])


def test_a_status_at_the_start_of_a_line_does_not_begin_a_list(root: Path) -> None:
    text, _ = page_of(root, "docs/cost.md", "cost.md", "- too late, else\n  422. With a header\n- next\n  1. first")
    assert text == "- too late, else\n  422\\. With a header\n- next\n  1. first"
