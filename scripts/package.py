"""Builds what runs in Lambda: `build/lambda/` and, from it, `build/lambda.zip`.

No container is needed, because every dependency has a wheel for the function's platform. The same source
gives the same archive, byte for byte, so that an unchanged application is not published again.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

PROJECT = Path(__file__).resolve().parent.parent
SOURCE = PROJECT / "src"
REQUIREMENTS = PROJECT / "requirements" / "production.txt"
BUILD = PROJECT / "build"

PYTHON = "3.13"
MAX_ARCHIVE_BYTES = 15_000_000

Target = Literal["arm64", "x86_64", "host"]
# Lambda's python3.13 is Amazon Linux 2023, whose C library is glibc 2.34. The local cloud runs functions on
# this machine's own interpreter.
PLATFORMS: dict[Target, list[str]] = {
    "arm64": ["--python-platform", "aarch64-manylinux_2_34"],
    "x86_64": ["--python-platform", "x86_64-manylinux_2_34"],
    "host": ["--python", sys.executable],
}

# Installed because a requirement names them, never imported in Lambda. Without cryptography jose would fall
# back to ecdsa and rsa, which it must not do; cffi is for building only, its backend is a module apart.
UNUSED = ("uvicorn", "websockets", "click", "h11", "ecdsa", "rsa", "pyasn1", "cffi", "pycparser", "bin")
# Parts of packages that nothing here reads: dateutil's own copy of the time zones, word lists, plugins of mypy and of
# pytest, another event loop.
NEVER_READ = (
    "dateutil/zoneinfo/dateutil-zoneinfo.tar.gz",
    "passlib/_data",
    "passlib/ext",
    "pydantic/mypy.py",
    "anyio/pytest_plugin.py",
    "anyio/_backends/_trio.py",
)
# FastAPI asks of every annotation whether it is a model of Pydantic 1, and imports all of it for that: 370 KB, and
# a tenth of a cold start. None is, so what it asks for is all that there has to be.
PYDANTIC_V1 = '''"""In the place of Pydantic 1, of which nothing in this package makes use."""


class BaseModel:
    """What no class here derives from."""
'''
# The services the application calls; botocore carries the descriptions of more than four hundred.
AWS_SERVICES = ("dynamodb", "secretsmanager", "ssm", "sesv2", "scheduler", "lambda", "apigatewaymanagementapi")
# An archive has no use for the time or the owner of a file.
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


# What the two functions do first, with settings that name nothing that exists.
STARTS = "import app.lambda_handler, app.events.function; app.lambda_handler.api_handler.warm_up()"
START_ENVIRONMENT = {
    "AWS_LAMBDA_FUNCTION_NAME": "start",
    "AWS_REGION": "us-east-1",
    "APP_STAGE": "build",
    "APP_USERS_TABLE": "users",
    "APP_SESSIONS_TABLE": "sessions",
    "APP_DATA_TABLE": "data",
    "APP_SECRET_ID": "secret",
    "APP_SITE_ORIGIN": "https://site.example",
    "APP_REALTIME_ENDPOINT": "https://gateway.example/live",
    "APP_EVENTS_FUNCTION_ARN": "arn:aws:lambda:us-east-1:000000000000:function:events",
    "APP_SCHEDULE_GROUP": "alarms",
    "APP_SCHEDULE_ROLE_ARN": "arn:aws:iam::000000000000:role/alarms",
}


class PackageError(Exception):
    """The package cannot be built. The message is for people."""


@dataclass(frozen=True)
class Package:
    """A built package: the folder as Lambda unpacks it, the archive, its size in bytes and its SHA-256."""

    folder: Path
    archive: Path
    size: int
    digest: str


def build(target: Target, into: Path = BUILD) -> Package:
    """Build the package for a processor, or for this machine, in `into`.

    Raises
    ------
    PackageError
        A dependency has no wheel for the target, the application does not start, or the archive is over its budget
        (15 MB).
    """
    folder, archive = into / "lambda", into / "lambda.zip"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    _install(target, folder)
    _trim(folder)
    shutil.copytree(SOURCE / "app", folder / "app", ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
    _start(target, folder)
    _compile(folder)
    _zip(folder, archive)
    size = archive.stat().st_size
    if size > MAX_ARCHIVE_BYTES:
        raise PackageError(f"{archive} has {size / 1e6:.1f} MB, over the {MAX_ARCHIVE_BYTES / 1e6:g} MB allowed.")
    return Package(folder, archive, size, hashlib.sha256(archive.read_bytes()).hexdigest())


def _start(target: Target, folder: Path) -> None:
    """Start both functions as Lambda would, so that a release that cannot start is never deployed.

    A package for another processor is tried with this machine's own dependencies.
    """
    paths = [folder] if target == "host" else [SOURCE, *map(Path, sys.path)]
    done = subprocess.run(
        [sys.executable, "-S", "-B", "-c", STARTS],
        env={"PYTHONPATH": os.pathsep.join(map(str, paths)), **START_ENVIRONMENT},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise PackageError(f"The application does not start, so nothing was deployed.\n{done.stderr.strip()}")


def _install(target: Target, folder: Path) -> None:
    command = [
        *(find_uv(), "pip", "install", "--quiet", "--target", str(folder), "--python-version", PYTHON),
        *PLATFORMS[target],
        *("--only-binary", ":all:", "--require-hashes", "--link-mode", "copy", "--no-compile-bytecode"),
        *("--requirements", str(REQUIREMENTS)),
    ]
    try:
        subprocess.run(command, check=True, cwd=PROJECT)
    except subprocess.CalledProcessError as error:
        raise PackageError(f"uv could not install the production packages for {target}.") from error


def find_uv() -> str:
    """Find the uv that works: a version manager may leave a command of that name that does not."""
    for candidate in (shutil.which("uv"), str(PROJECT / ".uv" / "bin" / "uv")):
        if candidate and Path(candidate).exists():
            answer = subprocess.run([candidate, "--version"], capture_output=True, check=False, cwd=PROJECT)
            if answer.returncode == 0:
                return candidate
    raise PackageError("uv is missing. `make setup` brings it.")


def _trim(folder: Path) -> None:
    for name in UNUSED:
        shutil.rmtree(folder / name, ignore_errors=True)
        for metadata in folder.glob(f"{name}-*.dist-info"):
            shutil.rmtree(metadata)
    for path in [*folder.rglob("*.pyi"), *folder.rglob("py.typed"), *folder.glob("*.dist-info/RECORD")]:
        path.unlink()
    for tests in [path for path in folder.rglob("tests") if path.is_dir()]:
        shutil.rmtree(tests)
    for name in NEVER_READ:
        path = folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    v1 = folder / "pydantic" / "v1"
    shutil.rmtree(v1)
    v1.mkdir()
    (v1 / "__init__.py").write_text(PYDANTIC_V1, encoding="utf-8")
    data = folder / "botocore" / "data"
    for service in [path for path in data.iterdir() if path.is_dir() and path.name not in AWS_SERVICES]:
        shutil.rmtree(service)
    for examples in data.rglob("examples-1.json"):
        examples.unlink()


def _compile(folder: Path) -> None:
    # Checked by nobody, named after the place in Lambda, and one after the other: the files then depend on the source
    # alone. Workers in parallel write the same code with other references now and then.
    command = [
        *(sys.executable, "-m", "compileall", "-q", "-f", "-j", "1"),
        *("-s", str(folder), "-p", "/var/task", "--invalidation-mode", "unchecked-hash", str(folder)),
    ]
    if subprocess.run(command, check=False).returncode:
        raise PackageError("A module of the package does not compile.")


def _zip(folder: Path, archive: Path) -> None:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        for path in _files(folder):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), ZIP_EPOCH)
            entry.external_attr = (0o755 if path.suffix == ".so" else 0o644) << 16
            package.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED, 9)


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.rglob("*") if path.is_file())


def main() -> int:
    parser = argparse.ArgumentParser(description="Build the Lambda package in build/.")
    parser.add_argument("--target", choices=get_args(Target), default="arm64")
    arguments = parser.parse_args()
    try:
        package = build(arguments.target)
    except PackageError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{package.archive.relative_to(PROJECT)}  {package.size / 1e6:.1f} MB  sha256 {package.digest[:16]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
