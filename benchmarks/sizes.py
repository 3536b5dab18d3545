"""How large things are that travel: the function's package by its parts, and what a page loads first."""

import re
import subprocess
import zipfile
from collections import Counter

from benchmarks.environments import BUILD
from scripts import package

LARGEST = 8
WEB = package.PROJECT / "web"


def package_parts() -> tuple[int, dict[str, int]]:
    """Return the size of the zipped package in bytes, and of its largest parts; the rest is `others`."""
    archive = BUILD / "lambda.zip"
    parts: Counter[str] = Counter()
    with zipfile.ZipFile(archive) as opened:
        for entry in opened.infolist():
            parts[entry.filename.partition("/")[0]] += entry.compress_size
    largest = dict(parts.most_common(LARGEST))
    return archive.stat().st_size, {**largest, "others": sum(parts.values()) - sum(largest.values())}


def first_load() -> int | None:
    """Return the gzipped bytes of JavaScript that the site's first page loads; None where it has not been built."""
    if not (WEB / "dist" / "index.html").exists():
        return None
    done = subprocess.run(
        ["node", str(WEB / "scripts" / "check-size.mjs")], capture_output=True, text=True, check=False
    )
    said = re.search(r"First load: ([0-9.]+) KB", done.stdout + done.stderr)
    return None if said is None else round(float(said.group(1)) * 1000)
