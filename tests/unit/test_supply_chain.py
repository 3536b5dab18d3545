"""What is installed is what was looked at: every requirement pinned, with its hashes, and listed with its licence."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from scripts import licences

PROJECT = Path(__file__).resolve().parents[2]
LOCKS = sorted((PROJECT / "requirements").glob("*.txt"))
DECLARED = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))


def entries(lock: Path) -> list[str]:
    """Return the requirements of a lock, each with its hashes."""
    text = re.sub(r"^\s*#.*\n", "", lock.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [entry for entry in re.split(r"\n(?=\S)", text.strip()) if entry]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_requirement_is_pinned_and_hashed(lock: Path) -> None:
    found = entries(lock)

    assert found
    for entry in found:
        assert re.match(r"[a-z0-9._-]+(\[[a-z,-]+\])?==\S+", entry), entry
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_registry_and_no_place_of_a_machine(lock: Path) -> None:
    assert not re.search(r"https?://|file:|--index-url|--find-links", lock.read_text(encoding="utf-8"))


def test_what_is_declared_is_locked() -> None:
    names = {re.split(r"[\[=]", entry)[0] for entry in entries(PROJECT / "requirements" / "production.txt")}

    for requirement in DECLARED["project"]["dependencies"]:
        assert re.split(r"[\[<>=]", requirement)[0] in names


def test_developers_run_the_versions_that_are_deployed() -> None:
    production, development = [
        dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", (PROJECT / "requirements" / name).read_text(), re.MULTILINE))
        for name in ("production.txt", "development.txt")
    ]

    assert {name: development.get(name) for name in production} == production


def test_the_sites_packages_are_locked_with_their_hashes() -> None:
    packages = json.loads((PROJECT / "web" / "package-lock.json").read_text(encoding="utf-8"))["packages"]

    assert packages
    for path, entry in packages.items():
        assert not path or entry.get("link") or entry["integrity"].startswith("sha512-"), path


def test_the_page_of_licences_lists_what_is_locked() -> None:
    assert licences.PAGE.read_text(encoding="utf-8") == licences.page()


def test_no_licence_demands_that_who_uses_this_publishes_their_own_code() -> None:
    for name, _, licence in (*licences.python_packages(), *licences.web_packages()):
        assert not re.search(r"\b(A?GPL|SSPL|BUSL)", licence.replace("LGPL", "")), (name, licence)
