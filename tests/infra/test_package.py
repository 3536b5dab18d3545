"""What `python -m scripts.package` builds: enough to run, and no more than that."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from scripts import package

ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "AWS_REGION": "us-east-1",
    "APP_STAGE": "test",
    "APP_USERS_TABLE": "users",
    "APP_SESSIONS_TABLE": "sessions",
    "APP_DATA_TABLE": "data",
    "APP_SECRET_ID": "secret",
    "APP_SITE_ORIGIN": "https://site.example.com",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> package.Package:
    return package.build("host", tmp_path_factory.mktemp("build"))


def run(built: package.Package, program: str) -> str:
    """Run a program that sees the package and the standard library and nothing else."""
    started = f"import sys; sys.path.insert(0, {str(built.folder)!r})\n{program}"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", started],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_package_answers_a_request_with_nothing_else_installed(built: package.Package) -> None:
    program = """
from app.lambda_handler import api_handler
event = {
    "resource": "/{proxy+}", "path": "/health", "httpMethod": "GET", "headers": {"host": "x.example.com"},
    "multiValueHeaders": {"host": ["x.example.com"]}, "queryStringParameters": None,
    "multiValueQueryStringParameters": None, "body": None, "isBase64Encoded": False,
    "requestContext": {"requestId": "test", "stage": "api", "identity": {"sourceIp": "192.0.2.1"}},
}
print("status", api_handler(event, None)["statusCode"])
"""
    assert "status 200" in run(built, program)


def test_the_package_hashes_passwords_and_signs_tokens(built: package.Package) -> None:
    program = """
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from jose import jwt
from passlib.hash import argon2

hashed = argon2.using(memory_cost=1024, time_cost=1).hash("passphrase")
assert argon2.verify("passphrase", hashed)
key = generate_private_key(SECP256R1())
private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
print(jwt.decode(jwt.encode({"sub": "somebody"}, private, "ES256"), public, ["ES256"])["sub"])
"""
    assert run(built, program).strip() == "somebody"


def test_the_package_has_a_client_for_every_service_in_use_and_no_other(built: package.Package) -> None:
    program = f"""
import boto3
for service in {package.AWS_SERVICES!r}:
    boto3.client(service, region_name="us-east-1")
print(*boto3.session.Session().get_available_services())
"""
    assert run(built, program).split() == sorted(package.AWS_SERVICES)


def test_the_package_holds_no_server_no_second_cryptography_and_no_tests(built: package.Package) -> None:
    names = zipfile.ZipFile(built.archive).namelist()
    top = {name.partition("/")[0] for name in names}

    assert top.isdisjoint({"uvicorn", "click", "h11", "ecdsa", "rsa", "pyasn1", "pytest", "moto", "httpx", "bin"})
    assert not [name for name in names if "/tests/" in name or name.endswith(".pyi")]
    assert {"app", "fastapi", "mangum", "boto3", "jose", "passlib", "argon2"} <= top


def test_every_module_is_compiled_in_a_form_that_is_never_checked_again(built: package.Package) -> None:
    modules = list(built.folder.rglob("*.py"))

    assert modules
    for module in modules:
        (compiled,) = module.parent.glob(f"__pycache__/{module.stem}.cpython-313.pyc")
        # PEP 552: bit 0 says that a hash stands there, bit 1 that it is to be checked.
        assert int.from_bytes(compiled.read_bytes()[4:8], "little") == 0b01


def test_the_package_says_nothing_about_the_machine_it_was_built_on(built: package.Package) -> None:
    with zipfile.ZipFile(built.archive) as archive:
        for entry in archive.infolist():
            assert entry.date_time == package.ZIP_EPOCH
            assert str(built.folder).encode() not in archive.read(entry), entry.filename


def test_the_same_source_gives_the_same_package(built: package.Package, tmp_path: Path) -> None:
    assert package.build("host", tmp_path).digest == built.digest


def test_the_package_is_within_its_budget(built: package.Package) -> None:
    assert built.size <= 15_000_000
