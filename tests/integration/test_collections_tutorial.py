"""docs/collections.md: its tutorial is done word for word in a copy of the project, and what it repeats is still so.

How the page marks what a reader does, for this test:

- `<!-- file: PATH -->` before a code block: the block is the whole of a new file.
- `<!-- edit: PATH -->` before a `diff` block: what its lines without `+` say is in the file exactly once, and becomes
  what its lines without `-` say. `@@` parts one place from the next.
- `<!-- from: PATH -->` before a block of the reference: that file has these lines.
- `console` blocks are typed, and a `json` block is the answer to the last call before it. Of ids, versions and times
  only the kind counts; a text that ends with `…` begins so. `NAME=value…` stands for the newest `id` or `access_token`.
"""

import asyncio
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from string import Template
from typing import Any

import boto3
import httpx
import pytest
from moto import mock_aws

from app.collection import Collection, registry
from app.main import create_app
from scripts.seed import DEMO
from scripts.tables import create_tables
from tests.in_process import SECRET_ID, SITE, TABLES, settings_for_tests

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "collections.md"
HEADING = "## From nothing to a typed page in ten minutes\n"
GENERATED = re.compile(r"src/app/collections/layout\.lock\.json|web/openapi\.json|web/src/api/.*")

BLOCK = re.compile(
    r"(?:^<!-- (?P<kind>file|edit|from): (?P<path>\S+) -->\n)?^```(?P<language>\w+)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
DIFFERS_EACH_TIME = {"id", "owner_id", "author_id", "version", "created_at", "updated_at", "instance"}
TESTS = ".venv/bin/python -m pytest "
KEPT = {"TOKEN": "access_token", "ID": "id"}


@dataclass(frozen=True)
class Block:
    """A code block: its mark, where it has one, its language and its text."""

    kind: str | None
    path: str | None
    language: str
    text: str


def blocks_of(text: str) -> list[Block]:
    """Return the code blocks of a text in Markdown, in their order."""
    return [Block(*match.group("kind", "path", "language", "text")) for match in BLOCK.finditer(text)]


def tutorial() -> list[Block]:
    """Return the blocks of the tutorial."""
    _, _, part = PAGE.read_text("utf-8").partition(HEADING)
    part, _, _ = part.partition("\n## ")
    return blocks_of(part)


def commands(block: Block) -> list[str]:
    """Return what is typed in a console block, a line that goes on with `\\` as one."""
    return [line.removeprefix("$ ") for line in block.text.replace("\\\n", " ").splitlines()]


def apply(block: Block, project: Path) -> None:
    """Do what a marked block says."""
    assert block.path is not None
    target = project / block.path
    if block.kind == "file":
        assert not target.exists(), f"{block.path} is there already"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(block.text, "utf-8")
        return
    for hunk in block.text.split("@@\n"):
        lines = hunk.splitlines(keepends=True)
        before = "".join(line[1:] for line in lines if line[0] != "+")
        after = "".join(line[1:] for line in lines if line[0] != "-")
        content = target.read_text("utf-8")
        assert content.count(before) == 1, f"{block.path} has this not exactly once:\n{before}"
        target.write_text(content.replace(before, after), "utf-8")


@dataclass(frozen=True)
class Project:
    """A copy of the project, and the texts of its files before and after the collection was declared in it."""

    path: Path
    before: dict[str, str]
    after: dict[str, str]

    def run(self, *command: str, given: str | None = None) -> str:
        """Run a command in it, which has to succeed; return what it writes."""
        environment = {**os.environ, "PYTHONPATH": f"{self.path / 'src'}{os.pathsep}{self.path}"}
        done = subprocess.run(command, cwd=self.path, env=environment, input=given, capture_output=True, text=True)
        assert done.returncode == 0, f"{shlex.join(command)}\n{done.stdout}{done.stderr}"
        return done.stdout

    def python(self, module: str, *arguments: str, given: str | None = None) -> str:
        """Run a module of it."""
        return self.run(sys.executable, "-m", module, *arguments, given=given)


def texts(project: Path) -> dict[str, str]:
    """Return all files that are text, but for what tools leave behind."""
    found: dict[str, str] = {}
    for folder, folders, names in os.walk(project):
        folders[:] = [name for name in folders if name not in {"node_modules", "__pycache__", ".git"}]
        for name in names:
            path = Path(folder, name)
            found[str(path.relative_to(project))] = path.read_text("utf-8", errors="replace")
    return found


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Copy the project as it stands, and do the tutorial in it."""
    path = tmp_path_factory.mktemp("tutorial")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, path / name)
    (path / "web" / "node_modules").symlink_to(ROOT / "web" / "node_modules")
    blocks = [block for block in tutorial() if block.kind]
    before = texts(path)
    for block in blocks:
        if str(block.path).startswith("src/"):
            apply(block, path)
    declared = Project(path, before, {})
    declared.python("scripts.layout")
    declared.python("scripts.openapi")
    declared.run("npm", "--prefix", "web", "run", "--silent", "generate")
    declared.after.update(texts(path))
    for block in blocks:
        if not str(block.path).startswith("src/"):
            apply(block, path)
    yield declared
    shutil.rmtree(path)


def test_the_reference_quotes_what_is_there() -> None:
    quoted = [block for block in blocks_of(PAGE.read_text("utf-8")) if block.kind == "from"]

    assert len(quoted) == 2
    for block in quoted:
        assert block.text in (ROOT / str(block.path)).read_text("utf-8")


def test_the_reference_has_every_option_of_a_declaration() -> None:
    _, _, part = PAGE.read_text("utf-8").partition("### What a declaration may say\n")
    part, _, _ = part.partition("\n### ")

    options = [field.name for field in fields(Collection) if field.init]

    assert re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE) == options


def test_the_declaration_in_the_readme_works() -> None:
    (block,) = [block for block in blocks_of((ROOT / "README.md").read_text("utf-8")) if block.language == "python"]
    module: dict[str, Any] = {}

    exec(block.text, module)  # what a reader is asked to copy

    assert registry(module["TASKS"])["tasks"].ordered


def test_the_commands_of_the_tutorial_are_verbs_of_the_makefile_and_calls() -> None:
    typed = [command for block in tutorial() if block.language == "console" for command in commands(block)]
    verbs = re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)

    assert [command for command in typed if command.startswith("make ")] == [
        *("make dev", "make layout", "make openapi", "make check", "make cloud")
    ]
    assert {"dev", "layout", "openapi", "check", "cloud"} <= set(verbs)
    assert all(re.match(rf"make |curl -s |[A-Z]+=|{re.escape(TESTS)}", command) for command in typed)


def test_a_collection_is_one_new_file_and_two_lines_beside_what_is_generated(project: Project) -> None:
    changed = {name for name in project.before | project.after if project.before.get(name) != project.after.get(name)}
    by_hand = {name for name in changed if not GENERATED.fullmatch(name)}
    registry = "src/app/collections/__init__.py"

    assert by_hand == {"src/app/collections/bookmarks.py", registry}
    assert {"src/app/collections/layout.lock.json", "web/openapi.json", "web/src/api/sdk.gen.ts"} <= changed
    old, new = (files[registry].splitlines() for files in (project.before, project.after))
    assert len(new) - len(old) == 1
    assert len(set(new) - set(old)) == 2


def test_nothing_is_left_to_record_or_to_generate(project: Project) -> None:
    project.python("scripts.layout", "--check")
    project.python("scripts.openapi", "--check")


def test_the_declaration_is_formatted_and_linted(project: Project) -> None:
    for command in (["format", "--check"], ["check"]):
        project.python("ruff", *command, "src/app/collections")


def test_every_answer_is_the_one_that_is_shown(project: Project) -> None:
    typed = [block for block in tutorial() if block.language in ("console", "json")]
    written = project.python("tests.integration.test_collections_tutorial", given=json.dumps(calls(typed)))
    answers = json.loads(written.splitlines()[-1])

    shown = [json.loads(block.text) for block in typed if block.language == "json"]
    assert len(shown) == 5
    for expected, answer in zip(shown, answers, strict=True):
        assert_like(answer, expected)


def test_every_operation_is_answered_as_the_declaration_says(project: Project) -> None:
    project.python("pytest", "-q", "tests/unit/test_openapi.py", "-k", "bookmarks or row")


def test_the_test_of_the_tutorial_is_as_the_projects_own_and_passes(project: Project) -> None:
    (command,) = [command for block in tutorial() for command in commands(block) if command.startswith(TESTS)]
    path = command.removeprefix(TESTS)

    project.python("ruff", "format", "--check", path)
    project.python("ruff", "check", path)
    project.python("pytest", "-q", path)


def test_the_projects_own_tests_of_collections_take_one_more(project: Project) -> None:
    project.python("pytest", "-q", "tests/unit/test_cli_seed.py", "tests/unit/test_collections.py")


def test_the_page_is_formatted_and_its_types_hold(project: Project) -> None:
    project.run("npm", "--prefix", "web", "run", "--silent", "check")


def test_the_type_checker_finds_a_field_that_the_api_does_not_have(project: Project) -> None:
    form = project.path / "web" / "src" / "features" / "bookmarks" / "BookmarkForm.tsx"
    right = form.read_text("utf-8")
    form.write_text(right.replace("create.mutate({ body: {", "create.mutate({ body: { colour: 'red',"), "utf-8")
    try:
        with pytest.raises(AssertionError, match="'colour' does not exist in type 'BookmarkCreate'"):
            project.run("npm", "--prefix", "web", "exec", "--", "tsc", "--project", "web")
    finally:
        form.write_text(right, "utf-8")


def assert_like(answer: Any, expected: Any, place: str = "") -> None:
    """Compare an answer with the one that is shown, as far as it is the same each time."""
    if isinstance(expected, dict):
        assert answer.keys() == expected.keys(), place
        for name, value in expected.items():
            if name in DIFFERS_EACH_TIME:
                assert type(answer[name]) is type(value), f"{place}/{name}"
            else:
                assert_like(answer[name], value, f"{place}/{name}")
    elif isinstance(expected, list):
        assert len(answer) == len(expected), place
        for number, (one, other) in enumerate(zip(answer, expected, strict=True)):
            assert_like(one, other, f"{place}/{number}")
    elif isinstance(expected, str) and expected.endswith("…"):
        assert answer.startswith(expected.removesuffix("…")), place
    else:
        assert answer == expected, place


type Step = dict[str, Any]


def calls(typed: list[Block]) -> list[Step]:
    """Return what is typed as steps: a call, a variable that is set, or an answer that is shown."""
    steps: list[Step] = []
    for block in typed:
        if block.language == "json":
            steps.append({"shown": True})
            continue
        for command in commands(block):
            if command.startswith("curl "):
                steps.append({"call": shlex.split(command)[1:]})
            elif not command.startswith(("make ", TESTS)):
                steps.append({"set": command.split("=", 1)})
    return steps


async def answers_to(steps: list[Step]) -> list[Any]:
    """Do the steps against the application of this project, and return the answers that are shown."""
    answer: Any = None
    shown: list[Any] = []
    variables: dict[str, str] = {}
    newest: dict[str, str] = {}
    transport = httpx.ASGITransport(create_app(settings_for_tests()))
    async with httpx.AsyncClient(transport=transport, base_url=SITE) as client:
        await client.post("/auth/register", json={"email": DEMO.email, "password": DEMO.password})
        for step in steps:
            match step:
                case {"call": words}:
                    request = curl([Template(word).substitute(variables) for word in words], variables["API"])
                    answer = (await client.send(request)).json()
                    newest |= {name: answer[member] for name, member in KEPT.items() if member in answer}
                case {"set": [name, value]}:
                    variables[name] = newest[name] if value.endswith("…") else value
                case _:
                    shown.append(answer)
    return shown


def curl(words: list[str], api: str) -> httpx.Request:
    """Return the request that curl would send; its `Content-Type` is the one that is typed."""
    method, url, body = "GET", "", None
    headers: dict[str, str] = {}
    rest = iter(words)
    for word in rest:
        match word:
            case "-s":
                pass
            case "-X":
                method = next(rest)
            case "-H":
                name, _, value = next(rest).partition(": ")
                headers[name] = value
            case "-d":
                body = next(rest)
                method = "POST" if method == "GET" else method
            case _:
                assert word.startswith(api), f"curl {word} is more than this test knows"
                url = SITE + word.removeprefix(api)
    return httpx.Request(method, url, headers=headers, content=body)


def main() -> None:
    """Answer the steps of standard input, in a project where the tutorial was done."""
    with pytest.MonkeyPatch.context() as monkeypatch, mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
            monkeypatch.setenv(name, "testing")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
        monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
        create_tables(boto3.client("dynamodb"), TABLES)
        boto3.client("secretsmanager").create_secret(Name=SECRET_ID, SecretString="s" * 64)
        answers = asyncio.run(answers_to(json.load(sys.stdin)))
    sys.stdout.write(f"\n{json.dumps(answers)}\n")  # behind the log


if __name__ == "__main__":
    main()
