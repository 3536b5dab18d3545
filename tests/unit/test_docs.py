"""The pages in Markdown: their code is code, and what they lead to, name or tell to type is there. So are hooks.

That docs/collections.md's tutorial works is the business of tests/integration/test_collections_tutorial.py.
"""

import ast
import json
import re
import subprocess
import sys
import textwrap
import tomllib
from collections.abc import Callable
from itertools import takewhile
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import typer.main
import yaml
from typer.core import TyperGroup

from app import cli
from app.collection import Collection, registry
from app.collections import COLLECTIONS
from tests.unit.docs_blocks import (
    PAGES,
    ROOT,
    Block,
    Mention,
    anchors,
    blocks,
    code_in_sentences,
    commands,
    links,
    typed,
)

NODE_MODULES = ROOT / "web" / "node_modules"
PATH = re.compile(r"(?:src|infra|web|tests|docs|scripts|benchmarks|requirements|\.github)/[\w./@*-]*")
MADE = {
    "build/": "by `make`",
    "web/dist/": "by `make test`",
    "src/app/collections/tasks.py": "by the reader of the README",
    "src/features/things/": "by the reader of web/README.md; stands for any feature",
}
"""Paths that are not in the repository, and how they come to be; those of the tutorial are marked on its page."""

PARSE_TYPESCRIPT = """
import { readFileSync } from 'node:fs';
import { parseSync } from 'vite';
const blocks = JSON.parse(readFileSync(0, 'utf-8'));
const errors = blocks.map(({ name, text }) => parseSync(name, text).errors.map(({ message }) => message));
console.log(JSON.stringify(errors));
"""


# What pytest-playwright calls `page` is a page in a browser, so here one of the documentation is `doc`.


def pages_with(*languages: str) -> list[str]:
    return [page for page in PAGES if blocks(page, *languages)]


def blocks_that_stand_alone() -> list[Block]:
    """Return the blocks in Python that import all that they use: the application, Pydantic, the standard library."""
    found = []
    for block in (block for page in PAGES for block in blocks(page, "python")):
        try:
            tree = ast.parse(block.text)
        except SyntaxError:  # a part of a function, or what test_python_is_python tells of
            continue
        modules = [node.module or "" for node in tree.body if isinstance(node, ast.ImportFrom)]
        modules += [name.name for node in tree.body if isinstance(node, ast.Import) for name in node.names]
        known = {"app", "pydantic", *sys.stdlib_module_names}
        if modules and all(module.partition(".")[0] in known for module in modules):
            found.append(block)
    return found


def marked_as_new(page: str) -> set[str]:
    """Return the files that a page has its reader make."""
    return set(re.findall(r"^<!-- file: (\S+) -->$", (ROOT / page).read_text("utf-8"), re.MULTILINE))


@pytest.fixture(scope="module")
def made() -> set[str]:
    return set(MADE).union(*(marked_as_new(page) for page in PAGES))


@pytest.fixture(scope="module")
def verbs() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


@pytest.fixture(scope="module")
def operators() -> list[list[str]]:
    """Return the commands of an operator, as the words of each."""
    root = typer.main.get_command(cli.app)
    assert isinstance(root, TyperGroup)
    return [
        [name, *inner]
        for name, command in root.commands.items()
        for inner in ([[word] for word in command.commands] if isinstance(command, TyperGroup) else [[]])
    ]


@pytest.mark.parametrize("doc", pages_with("python"))
def test_python_is_python(doc: str) -> None:
    wrong = []
    for block in blocks(doc, "python"):
        # A part of a function may return.
        body = textwrap.indent(textwrap.dedent(block.text), "    ")
        try:
            compile(f"def part():\n{body}", str(block), "exec", dont_inherit=True)
        except SyntaxError as error:
            wrong.append(f"{block}: {error}")

    assert not wrong


@pytest.mark.parametrize("block", blocks_that_stand_alone(), ids=str)
def test_python_that_stands_alone_runs_beside_the_application(block: Block) -> None:
    namespace: dict[str, object] = {"__name__": "page"}

    exec(compile(block.text, str(block), "exec", dont_inherit=True), namespace)

    declared = [value for value in namespace.values() if isinstance(value, Collection)]
    assert registry(*COLLECTIONS.values(), *declared).keys() >= {collection.name for collection in declared}


@pytest.mark.parametrize("doc", pages_with("json", "yaml", "yml", "toml"))
def test_data_can_be_read(doc: str) -> None:
    readers: dict[str, Callable[[str], object]] = {
        "json": json.loads,
        "yaml": yaml.safe_load,
        "yml": yaml.safe_load,
        "toml": tomllib.loads,
    }
    wrong = []
    for block in blocks(doc, *readers):
        try:
            readers[block.language](block.text)
        except (ValueError, yaml.YAMLError) as error:
            wrong.append(f"{block}: {error}")

    assert not wrong


@pytest.mark.parametrize("doc", [page for page in PAGES if typed(page)])
def test_what_is_typed_is_bash(doc: str) -> None:
    wrong = []
    for block in typed(doc):
        result = subprocess.run(["bash", "-n"], input=block.text, capture_output=True, text=True)
        if result.returncode:
            wrong.append(f"{block}: {result.stderr}")

    assert not wrong


@pytest.fixture(scope="module")
def typescript_errors() -> dict[Block, list[str]]:
    """Return what the parser of the site's build says of each block, asked once for all pages."""
    found = [block for page in PAGES for block in blocks(page, "ts", "tsx")]
    result = subprocess.run(
        ["node", "--input-type=module", "--eval", PARSE_TYPESCRIPT],
        cwd=ROOT / "web",
        input=json.dumps([{"name": f"block.{block.language}", "text": block.text} for block in found]),
        capture_output=True,
        check=True,
        text=True,
    )
    return dict(zip(found, json.loads(result.stdout), strict=True))


@pytest.mark.skipif(not NODE_MODULES.is_dir(), reason="web/node_modules is not set up; `make test` does it")
@pytest.mark.parametrize("doc", pages_with("ts", "tsx"))
def test_typescript_is_typescript(doc: str, typescript_errors: dict[Block, list[str]]) -> None:
    assert not [f"{block}: {errors}" for block, errors in typescript_errors.items() if errors and block.page == doc]


@pytest.mark.parametrize("doc", PAGES)
def test_verbs_are_in_the_makefile(doc: str, verbs: set[str]) -> None:
    named = [(mention, verb) for mention in commands(doc) for verb in verbs_in(mention)]

    assert not [f"{mention}: no verb {verb}" for mention, verb in named if verb not in verbs]


def verbs_in(mention: Mention) -> list[str]:
    return re.findall(r"(?:^|\s)make ([a-z][a-z-]*)", mention.text)


@pytest.mark.parametrize("doc", PAGES)
def test_modules_that_are_run_are_there(doc: str) -> None:
    wrong = []
    for mention in commands(doc):
        for module in re.findall(r"python -m ((?:app|scripts|benchmarks|tests)\b[\w.]*)", mention.text):
            path = (ROOT / "src" if module.startswith("app") else ROOT).joinpath(*module.split("."))
            if not (path.with_suffix(".py").is_file() or (path / "__main__.py").is_file()):
                wrong.append(str(mention))

    assert not wrong


@pytest.mark.parametrize("doc", PAGES)
def test_commands_of_operators_are_there(doc: str, operators: list[list[str]]) -> None:
    wrong = []
    for mention in commands(doc):
        for rest in re.findall(r"python -m app\.cli +([^\n]*)", mention.text):
            words = list(takewhile(re.compile("[a-z][a-z-]*").fullmatch, rest.split()))
            # What follows the words of a command is its arguments; a group may be named as a whole.
            if not any(all(word == own for word, own in zip(words, known, strict=False)) for known in operators):
                wrong.append(str(mention))

    assert not wrong


@pytest.mark.parametrize("doc", PAGES)
def test_links_lead_somewhere(doc: str) -> None:
    wrong = []
    for link in links(doc):
        target = urlsplit(link.text)
        if target.scheme:
            continue
        path = (ROOT / doc).parent / unquote(target.path) if target.path else ROOT / doc
        inside = path.resolve().is_relative_to(ROOT) and path.exists()
        if not inside or (target.fragment and path.suffix == ".md" and not has_anchor(path, target.fragment)):
            wrong.append(str(link))

    assert not wrong


def has_anchor(path: Path, name: str) -> bool:
    return unquote(name) in anchors(path.resolve().relative_to(ROOT).as_posix())


@pytest.mark.parametrize("doc", PAGES)
def test_paths_in_sentences_are_there(doc: str, made: set[str]) -> None:
    wrong = []
    for mention in code_in_sentences(doc):
        for word in mention.text.split():
            if PATH.fullmatch(word) and word not in made and not is_there(word, doc):
                wrong.append(f"{mention.page}:{mention.line}: {word}")

    assert not wrong


def is_there(name: str, page: str) -> bool:
    """Return whether a path is there, seen from the root or from the page; with `*`, whether anything fits."""
    places = (ROOT, (ROOT / page).parent)
    return any(any(place.glob(name)) if "*" in name else (place / name).exists() for place in places)


def test_hooks_call_what_is_there() -> None:
    scripts = json.loads((ROOT / "web" / "package.json").read_text("utf-8"))["scripts"]
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))

    hooks = [hook for repository in config["repos"] for hook in repository["hooks"]]

    assert {repository["repo"] for repository in config["repos"]} == {"local"}
    for hook in hooks:
        assert hook["language"] == "system"
        match hook["entry"].split():
            case [".venv/bin/python", "-m", module, *_]:
                assert ROOT.joinpath(*module.split(".")).with_suffix(".py").is_file()
            case ["npm", "--prefix", "web", "run", "--silent", script]:
                assert script in scripts
            case [program, *_]:
                name = Path(program).relative_to(".venv/bin").name
                assert Path(sys.executable).with_name(name).is_file()


def test_what_pages_are_built_of_is_listed() -> None:
    text = (ROOT / "web" / "README.md").read_text("utf-8")
    components = [path.stem for path in sorted((ROOT / "web" / "src" / "shared" / "ui").glob("*.tsx"))]

    assert components
    assert [name for name in components if f"`{name}`" not in text] == []
