"""What `python -m scripts.deploy` refuses before it does anything."""

import os
from pathlib import Path

import pytest

from scripts import deploy, package, targets


@pytest.fixture(autouse=True)
def _nobody_is_signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


def test_a_stage_that_the_configuration_does_not_have_is_refused_with_those_it_has() -> None:
    with pytest.raises(targets.DeployError, match=r"no stage 'nowhere'\. It has: dev, prod\."):
        targets.aws_target("nowhere")


def test_the_local_clouds_section_is_no_stage_on_aws() -> None:
    with pytest.raises(targets.DeployError, match="make cloud"):
        targets.aws_target("local")


def test_without_credentials_nothing_is_built_or_deployed() -> None:
    with pytest.raises(targets.DeployError, match="no AWS credentials"):
        targets.aws_target("prod")


def test_a_changed_parameter_is_a_new_release_and_an_unchanged_one_is_not() -> None:
    built = package.Package(Path(), Path(), 1, "digest")
    release = deploy._fingerprint(built, {"Stage": "dev", "LogLevel": "INFO"})

    assert deploy._fingerprint(built, {"LogLevel": "INFO", "Stage": "dev"}) == release
    assert deploy._fingerprint(built, {"Stage": "dev", "LogLevel": "ERROR"}) != release
    assert deploy._fingerprint(package.Package(Path(), Path(), 1, "other"), {"Stage": "dev"}) != release


def test_a_changed_template_is_a_new_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built = package.Package(Path(), Path(), 1, "digest")
    release = deploy._fingerprint(built, {})
    changed = tmp_path / "template.yaml"
    changed.write_bytes(deploy.TEMPLATE.read_bytes() + b"# another variable of the function")
    monkeypatch.setattr(deploy, "TEMPLATE", changed)

    assert deploy._fingerprint(built, {}) != release
