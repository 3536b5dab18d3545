"""Writes docs/licences.md: what the application and the site are made of, and under which licences.

python -m scripts.licences            # writes it
python -m scripts.licences --check    # fails where it does not match what is locked
"""

import argparse
import json
import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
PAGE = PROJECT / "docs" / "licences.md"
LOCK = PROJECT / "requirements" / "production.txt"
WEB_LOCK = PROJECT / "web" / "package-lock.json"

HEAD = """\
# Licences

What runs in production, and under which licence; what developers use beside it is in requirements/development.txt and
web/package.json. Made by `python -m scripts.licences` from the locks and what the packages say of themselves.
"""


def python_packages() -> list[tuple[str, str, str]]:
    """Return name, version and licence of what the function runs on."""
    pinned = re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    return [(name, version, _licence_of(name)) for name, version in pinned]


def _licence_of(name: str) -> str:
    try:
        said = metadata(name)
    except PackageNotFoundError:  # for another system, such as Windows
        return "not installed here"
    expression = said.get("License-Expression")
    if expression:
        return str(expression)
    classifiers = [str(line).rpartition(" :: ")[2] for line in said.get_all("Classifier") or [] if "License ::" in line]
    return ", ".join(classifiers) or str(said.get("License") or "not said").splitlines()[0]


def web_packages() -> list[tuple[str, str, str]]:
    """Return name, version and licence of what the site ships."""
    packages = json.loads(WEB_LOCK.read_text(encoding="utf-8"))["packages"]
    return [
        (path.rpartition("node_modules/")[2], entry["version"], entry.get("license", "not said"))
        for path, entry in sorted(packages.items())
        if path and not entry.get("dev") and not entry.get("optional") and not entry.get("peer")
    ]


def page() -> str:
    """Return the page."""
    parts = [HEAD]
    for title, packages in (("The application", python_packages()), ("The site", web_packages())):
        rows = [f"| {name} | {version} | {licence} |" for name, version, licence in packages]
        parts.append("\n".join((f"## {title}\n", "| package | version | licence |", "|---|---|---|", *rows, "")))
    return "\n".join(parts)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.licences", description="Write docs/licences.md.")
    parser.add_argument("--check", action="store_true", help="fail where it does not match what is locked")
    if parser.parse_args().check:
        if PAGE.read_text(encoding="utf-8") == page():
            return 0
        print(f"{PAGE.name} does not match the locks any more. Run `python -m scripts.licences`.", file=sys.stderr)
        return 1
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
