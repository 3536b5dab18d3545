"""Where handlers run: Fulmar in the package that is deployed, the others with the same packages around them."""

import compileall
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
            **more,
        }


def build() -> Environment:
    """Build the package as it is deployed, for this machine, and what the other handlers need."""
    built = package.build("host", BUILD)
    others = BUILD / "others"
    shutil.rmtree(others, ignore_errors=True)
    subprocess.run(
        [
            *(package.find_uv(), "pip", "install", "--quiet", "--target", str(others), "--python", sys.executable),
            *("--no-deps", "--require-hashes", "--no-compile-bytecode", "--requirements", str(REQUIREMENTS)),
        ],
        check=True,
    )
    handlers = BUILD / "handlers"
    shutil.rmtree(handlers, ignore_errors=True)
    shutil.copytree(HERE / "handlers", handlers / "handlers", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(HERE / "worker.py", handlers / "worker.py")
    for folder in (others, handlers):
        compileall.compile_dir(folder, quiet=2)
    return Environment((handlers, built.folder, others))
