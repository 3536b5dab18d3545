"""Where handlers run: Fulmar in the package that is deployed, the others with the same packages around them."""

import compileall
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts import package

HERE = Path(__file__).resolve().parent
BUILD = package.BUILD / "bench"
REQUIREMENTS = package.PROJECT / "requirements" / "benchmarks.txt"


@dataclass(frozen=True)
class Environment:
    """An interpreter that sees these folders and nothing else of this machine."""

    folders: tuple[Path, ...]

    def command(self, *arguments: str) -> list[str]:
        """Return how to start it: without site-packages, as Lambda starts its own."""
        return [getattr(sys, "_base_executable", sys.executable), "-S", *arguments]

    def variables(self, more: Mapping[str, str]) -> dict[str, str]:
        """Return its environment variables."""
        return {
            "PYTHONPATH": os.pathsep.join(str(folder) for folder in self.folders),
            "PATH": os.environ["PATH"],
            # Byte code is there already, and what would be written beside it is measured by nobody.
            "PYTHONDONTWRITEBYTECODE": "1",
            # Sets have the same order each time, so that two runs do the same.
            "PYTHONHASHSEED": "0",
            **more,
        }


def build() -> Environment:
    """Build the package as it is deployed, for this machine, and what the other handlers need, unless it is there."""
    fingerprint, made_from = BUILD / "fingerprint", _fingerprint()
    others, handlers = BUILD / "others", BUILD / "handlers"
    if not fingerprint.exists() or fingerprint.read_text(encoding="ascii") != made_from:
        fingerprint.unlink(missing_ok=True)
        package.build("host", BUILD)
        _install(others)
        shutil.rmtree(handlers, ignore_errors=True)
        shutil.copytree(HERE / "handlers", handlers / "handlers", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(HERE / "worker.py", handlers / "worker.py")
        for folder in (others, handlers):
            compileall.compile_dir(folder, quiet=2)
        fingerprint.write_text(made_from, encoding="ascii")
    return Environment((handlers, BUILD / "lambda", others))


def _install(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(
        [
            *(package.find_uv(), "pip", "install", "--quiet", "--target", str(folder), "--python", sys.executable),
            *("--no-deps", "--require-hashes", "--no-compile-bytecode", "--requirements", str(REQUIREMENTS)),
        ],
        check=True,
    )


def _fingerprint() -> str:
    """Tell apart all that the environment is made from."""
    made_from = hashlib.sha256()
    sources = sorted(path for folder in (package.SOURCE, HERE / "handlers") for path in folder.rglob("*.py"))
    for path in (*sources, HERE / "worker.py", package.REQUIREMENTS, REQUIREMENTS, Path(package.__file__)):
        made_from.update(path.read_bytes())
    return made_from.hexdigest()
