"""One release after the other on a deployed stack: what is replaced, what stays, and what never comes that far."""

import shutil
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from scripts import deploy, package, versions
from scripts.targets import DeployError, Target, local_target
from tests.e2e.stack import DeployedStack, deployed_stack
from tests.in_process import PASSWORD

# Few enough that a handful of requests is too many.
LIMITS = {"AuthRateLimit": "2", "AuthBurstLimit": "4"}
PATIENCE = 40


@pytest.fixture(scope="module")
def released() -> Iterator[DeployedStack]:
    """Deploy a stack of its own, because what other tests look at should not change under them."""
    with deployed_stack(AuthRateLimit=LIMITS["AuthRateLimit"], AuthBurstLimit=LIMITS["AuthBurstLimit"]) as stack:
        yield stack


@pytest.fixture
def api(released: DeployedStack) -> Iterator[httpx.Client]:
    transport = httpx.HTTPTransport(retries=2)
    with httpx.Client(base_url=released.api_url, timeout=30, trust_env=False, transport=transport) as client:
        yield client


@pytest.fixture
def target(released: DeployedStack) -> Target:
    return local_target(released.cloud)


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the application's code, which deployments take from now on."""
    copied = tmp_path / "src"
    shutil.copytree(package.SOURCE, copied, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(package, "SOURCE", copied)
    return copied


def changed(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def waiting(call: Callable[[], httpx.Response]) -> httpx.Response:
    """Make a call until the gateway lets it through, as clients do that are told to wait."""
    response = call()
    for _ in range(PATIENCE):
        if response.status_code != 429:
            break
        time.sleep(float(response.headers["Retry-After"]))
        response = call()
    return response


def signed_in(api: httpx.Client) -> dict[str, str]:
    """Register somebody, sign in and return the answer."""
    credentials = {"email": f"{uuid.uuid4().hex}@example.com", "password": PASSWORD}
    assert waiting(lambda: api.post("/auth/register", json=credentials)).status_code == 202
    answer: dict[str, str] = waiting(lambda: api.post("/auth/login", json=credentials)).raise_for_status().json()
    return answer


def deploy_again(target: Target) -> deploy.Stack:
    """Deploy what the code is now, with the same parameters."""
    return deploy.deploy(target, report=lambda _: None, parameters=LIMITS)


def test_more_sign_ins_than_the_gateway_lets_through_are_the_templates_own_429(api: httpx.Client) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: api.get("/auth/options"), range(40)))

    refused = [answer for answer in answers if answer.status_code == 429]
    assert {answer.status_code for answer in answers} == {200, 429}
    for answer in refused:
        assert answer.headers["content-type"].partition(";")[0] == "application/problem+json"
        assert answer.json() == {
            "type": "urn:problem-type:rate-limited",
            "title": "Too many requests",
            "status": 429,
            "detail": "Wait a moment, then try again.",
            "instance": answer.json()["instance"],
        }
        assert answer.headers["retry-after"] == "1"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["access-control-allow-origin"] == "*"
    # The rest of the API is not throttled by who signs in.
    assert {api.get("/health").status_code for _ in range(12)} == {200}


def test_a_release_replaces_the_code_and_loses_neither_documents_nor_sessions(
    released: DeployedStack, api: httpx.Client, target: Target, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = signed_in(api)
    headers = {"Authorization": f"Bearer {session['access_token']}"}
    written = api.post("/data/notes", json={"title": "Terns"}, headers=headers).raise_for_status()
    path = f"/data/notes/{written.json()['id']}"
    assert api.post("/data/notes", json={"title": "Gulls", "mood": "calm"}, headers=headers).status_code == 422

    changed(source / "app" / "collections" / "notes.py", "    due: date", '    mood: str = "unknown"\n    due: date')
    stack = deploy_again(target)

    assert stack.outputs == released.outputs
    after = api.get(path, headers=headers)
    assert after.json() == {**written.json(), "mood": "unknown"}
    assert after.headers["etag"] == written.headers["etag"]
    assert api.post("/data/notes", json={"title": "Gulls", "mood": "calm"}, headers=headers).status_code == 201
    again = waiting(lambda: api.post("/auth/refresh", json={"refresh_token": session["refresh_token"]}))
    assert again.status_code == 200
    assert again.json()["session_id"] == session["session_id"]

    # The version before has done its duty.
    monkeypatch.setattr(versions, "KEPT", 1)
    assert versions.prune_all(released.cloud.client("lambda"), released.outputs) == len(versions.FUNCTIONS)
    assert api.get(path, headers=headers).json() == after.json()


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("lambda_handler.py", '"""The entry', 'raise RuntimeError("does not start")\n"""The entry'),
        ("routers/health.py", 'return Health(status="ok")', 'raise RuntimeError("does not answer")'),
    ],
    ids=["does not start", "does not answer"],
)
def test_a_release_that_is_broken_is_not_deployed_and_the_one_before_goes_on_answering(
    released: DeployedStack, api: httpx.Client, target: Target, source: Path, file: str, old: str, new: str
) -> None:
    before = code_of(released)
    changed(source / "app" / file, old, new)

    with pytest.raises(package.PackageError, match="does not start, so nothing was deployed"):
        deploy_again(target)

    assert code_of(released) == before
    assert api.get("/health").json() == {"status": "ok"}


def test_a_deployment_that_fails_half_way_is_taken_back_and_the_release_before_goes_on_answering(
    released: DeployedStack,
    api: httpx.Client,
    target: Target,
    source: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    headers = {"Authorization": f"Bearer {signed_in(api)['access_token']}"}
    written = api.post("/data/notes", json={"title": "Terns"}, headers=headers).raise_for_status()
    before = code_of(released)
    infra = shutil.copytree(deploy.TEMPLATE.parent, tmp_path / "infra")
    (tmp_path / "build").symlink_to(package.BUILD)
    # Of a kind that this cloud does not make. It waits for the alias, so that the new code is there when it fails.
    changed(
        infra / "template.yaml",
        "\nOutputs:",
        """
  Impossible:
    Type: AWS::Budgets::Budget
    DependsOn: ApiFunctionAliaslive
    Properties:
      Budget: { BudgetType: COST, TimeUnit: MONTHLY }

Outputs:""",
    )
    monkeypatch.setattr(deploy, "TEMPLATE", infra / "template.yaml")
    changed(source / "app" / "collections" / "notes.py", "    due: date", '    colour: str = "grey"\n    due: date')

    with pytest.raises(DeployError, match="sam deploy failed"):
        deploy_again(target)

    assert code_of(released) == before
    assert api.get(f"/data/notes/{written.json()['id']}", headers=headers).json() == written.json()
    assert api.post("/data/notes", json={"title": "G", "colour": "red"}, headers=headers).status_code == 422


def code_of(released: DeployedStack) -> list[str]:
    """Return the SHA-256 of the code that calls of each function go to."""
    functions = released.cloud.client("lambda")
    live = [
        functions.get_function(FunctionName=released.outputs[name], Qualifier="live") for name in versions.FUNCTIONS
    ]
    return [function["Configuration"]["CodeSha256"] for function in live]
