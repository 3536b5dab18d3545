"""Documents of several users, in any sequence of requests, compared with a dictionary."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from pydantic import BaseModel, Field

from app.collection import Collection
from app.collection.layout_lock import Lock
from app.collection.registry import registry
from app.ids import new_id
from app.lambda_handler import ApiHandler
from app.main import create_app
from tests.in_process import PASSWORD, forget_everything, new_address, settings_for_tests
from tests.lambda_client import Answer, LambdaClient
from tests.soak import effort

OWNERS = (0, 1)
BOUND = 5


class Paper(BaseModel):
    """Something with an index and a counter."""

    title: Annotated[str, Field(min_length=1, max_length=20)]
    tag: Literal["a", "b"] = "a"
    pages: Annotated[int, Field(ge=0, le=BOUND)] = 0


PAPERS = Collection("papers", Paper, indexes=("tag",), counters=("pages",), sync=True)


@dataclass(frozen=True)
class Stored:
    """What a document should be."""

    id: str
    title: str
    tag: str
    pages: int = 0
    version: int = 0


titles = st.text("abc ÄÖ🌊", min_size=1, max_size=5)
tags = st.sampled_from(["a", "b"])
owners = st.sampled_from(OWNERS)
picks = st.integers(0, 1000)


class Documents(RuleBasedStateMachine):
    """The collection's routes beside a dictionary for each owner."""

    handler: ApiHandler

    @initialize()
    def sign_up(self) -> None:
        """Make two users; nobody else is ever there."""
        forget_everything()
        anybody = LambdaClient(self.handler)
        self.clients: list[LambdaClient] = []
        for _ in OWNERS:
            credentials = {"email": new_address("model"), "password": PASSWORD}
            assert anybody.request("POST", "/auth/register", credentials).status == 202
            token = anybody.request("POST", "/auth/login", credentials).json()["access_token"]
            self.clients.append(anybody.signed_in(token))
        self.stored: list[dict[str, Stored]] = [{} for _ in OWNERS]
        self.gone: list[set[str]] = [set() for _ in OWNERS]

    def one_of(self, owner: int, pick: int) -> Stored | None:
        """Return one of an owner's documents."""
        there = list(self.stored[owner].values())
        return there[pick % len(there)] if there else None

    def keep(self, owner: int, answer: Answer, expected: Stored) -> None:
        """Check an answer that holds a document, and remember it."""
        body = answer.json()
        assert {name: body[name] for name in ("id", "title", "tag", "pages", "version")} == vars(expected)
        assert answer.headers["etag"] == f'"{expected.version}"'
        self.stored[owner][expected.id] = expected

    @rule(owner=owners, title=titles, tag=tags)
    def create(self, owner: int, title: str, tag: str) -> None:
        """Make one."""
        answer = self.clients[owner].request("POST", "/data/papers", {"title": title, "tag": tag})
        assert answer.status == 201
        # The first version of a document is a time, so that a tag of one that was there before never fits.
        self.keep(owner, answer, Stored(answer.json()["id"], title, tag, version=answer.json()["version"]))

    @rule(owner=owners, title=titles)
    def create_twice_under_one_key(self, owner: int, title: str) -> None:
        """Make one, and repeat the request as after a lost answer."""
        key = new_id()
        first, second = [
            self.clients[owner].request("POST", "/data/papers", {"title": title}, Idempotency_Key=key) for _ in range(2)
        ]
        assert (first.status, second.status) == (201, 201)
        assert first.json() == second.json()
        self.keep(owner, first, Stored(first.json()["id"], title, "a", version=first.json()["version"]))

    @rule(owner=owners, title=titles)
    def create_at_an_id(self, owner: int, title: str) -> None:
        """Make one under an id of one's own; a second time it is there."""
        document_id = new_id()
        path = f"/data/papers/{document_id}"
        answer = self.clients[owner].request("PUT", path, {"title": title}, If_None_Match="*")
        assert answer.status == 201
        self.keep(owner, answer, Stored(document_id, title, "a", version=answer.json()["version"]))
        assert self.clients[owner].request("PUT", path, {"title": "x"}, If_None_Match="*").status == 412

    @rule(owner=owners, pick=picks, title=titles, tag=tags, known=st.sampled_from(["none", "present", "stale"]))
    def replace(self, owner: int, pick: int, title: str, tag: str, known: str) -> None:
        """Replace one, with or without saying which version is meant. A counter stays what it is."""
        paper = self.one_of(owner, pick)
        if paper is None:
            return
        headers = {} if known == "none" else {"If_Match": f'"{paper.version + (known == "stale")}"'}
        body = {"title": title, "tag": tag}
        answer = self.clients[owner].request("PUT", f"/data/papers/{paper.id}", body, **headers)
        if known == "stale":
            assert answer.status == 412
            return
        assert answer.status == 200
        self.keep(owner, answer, replace(paper, title=title, tag=tag, version=paper.version + 1))

    @rule(owner=owners, pick=picks, tag=tags)
    def patch(self, owner: int, pick: int, tag: str) -> None:
        """Change one member."""
        paper = self.one_of(owner, pick)
        if paper is not None:
            answer = self.clients[owner].request("PATCH", f"/data/papers/{paper.id}", {"tag": tag})
            assert answer.status == 200
            self.keep(owner, answer, replace(paper, tag=tag, version=paper.version + 1))

    @rule(owner=owners, pick=picks, by=st.integers(-3, 3).filter(bool))
    def increment(self, owner: int, pick: int, by: int) -> None:
        """Count up or down, within the bounds."""
        paper = self.one_of(owner, pick)
        if paper is None:
            return
        body = {"field": "pages", "by": by}
        answer = self.clients[owner].request("POST", f"/data/papers/{paper.id}/increment", body)
        if 0 <= paper.pages + by <= BOUND:
            assert answer.status == 200, answer.text
            self.keep(owner, answer, replace(paper, pages=paper.pages + by, version=paper.version + 1))
        else:
            assert answer.status == 409

    @rule(owner=owners, pick=picks, stale=st.booleans())
    def delete(self, owner: int, pick: int, stale: bool) -> None:
        """Delete one, unless another version is meant."""
        paper = self.one_of(owner, pick)
        if paper is None:
            return
        etag = f'"{paper.version + stale}"'
        answer = self.clients[owner].request("DELETE", f"/data/papers/{paper.id}", If_Match=etag)
        assert answer.status == (412 if stale else 204)
        if not stale:
            del self.stored[owner][paper.id]
            self.gone[owner].add(paper.id)

    @rule(owner=owners, pick=picks, title=titles, breaks=st.booleans())
    def transaction(self, owner: int, pick: int, title: str, breaks: bool) -> None:
        """Make one and change another, both or neither."""
        paper = self.one_of(owner, pick)
        if paper is None:
            return
        version = paper.version + breaks
        patch = {"op": "patch", "collection": "papers", "id": paper.id, "version": version, "document": {"tag": "b"}}
        create = {"op": "create", "collection": "papers", "document": {"title": title}}
        answer = self.clients[owner].request("POST", "/data/transactions", {"operations": [create, patch]})
        if breaks:
            assert answer.status == 412, answer.text
            return
        assert answer.status == 200, answer.text
        made, changed = answer.json()["results"]
        self.stored[owner][made["id"]] = Stored(made["id"], title, "a", version=made["version"])
        assert changed["version"] == paper.version + 1
        self.stored[owner][paper.id] = replace(paper, tag="b", version=paper.version + 1)

    @rule(owner=owners, pick=picks)
    def read(self, owner: int, pick: int) -> None:
        """Read one, and once more by its version; for the other user it is not there."""
        paper = self.one_of(owner, pick)
        if paper is None:
            return
        path = f"/data/papers/{paper.id}"
        self.keep(owner, self.clients[owner].request("GET", path), paper)
        assert self.clients[owner].request("GET", path, If_None_Match=f'"{paper.version}"').status == 304
        stranger = self.clients[1 - owner]
        for method, body in (("GET", None), ("PATCH", {"tag": "b"}), ("DELETE", None)):
            assert stranger.request(method, path, body).status == 404

    @precondition(lambda self: any(self.gone))
    @rule(owner=owners, pick=picks)
    def what_is_gone_stays_gone(self, owner: int, pick: int) -> None:
        """Nothing brings back what was deleted, by whatever version it is asked for."""
        gone = sorted(self.gone[owner])
        if gone:
            path = f"/data/papers/{gone[pick % len(gone)]}"
            assert self.clients[owner].request("GET", path).status == 404
            assert self.clients[owner].request("PATCH", path, {"tag": "a"}, If_Match='"1"').status in {404, 412}

    @rule(owner=owners, limit=st.integers(1, 4), sort=st.sampled_from(["id", "-id"]), tag=st.none() | tags)
    def list_page_by_page(self, owner: int, limit: int, sort: str, tag: str | None) -> None:
        """Go through a list to its end."""
        query = f"sort={sort}&limit={limit}" + (f"&tag={tag}" if tag else "")
        found = list(self.pages(owner, f"/data/papers?{query}"))
        expected = [paper for paper in self.stored[owner].values() if tag in (None, paper.tag)]
        assert found == [vars(paper) for paper in sorted(expected, key=lambda one: one.id, reverse=sort == "-id")]

    def pages(self, owner: int, path: str) -> Iterator[dict[str, Any]]:
        """Yield every item of a list."""
        cursor: str | None = ""
        while cursor is not None:
            page = self.clients[owner].request("GET", path + (f"&cursor={cursor}" if cursor else "")).json()
            for item in page["items"]:
                yield {name: item[name] for name in ("id", "title", "tag", "pages", "version")}
            cursor = page["next_cursor"]

    @rule(owner=owners)
    def follow_the_changes(self, owner: int) -> None:
        """Read all changes there are: together they are what is there, and what is gone."""
        latest: dict[str, dict[str, Any]] = {}
        query = ""
        while True:
            page = self.clients[owner].request("GET", f"/data/papers/changes?limit=100{query}").json()
            for change in page["changes"]:
                if change["version"] >= latest.get(change["id"], change)["version"]:
                    latest[change["id"]] = change
            if not page["has_more"]:
                break
            query = f"&since={page['next_cursor']}"
        there = {change["id"]: change["version"] for change in latest.values() if change["op"] != "deleted"}
        assert there == {paper.id: paper.version for paper in self.stored[owner].values()}
        assert {change["id"] for change in latest.values() if change["op"] == "deleted"} == self.gone[owner]


@pytest.mark.usefixtures("aws", "cheap_hashing")
def test_documents_are_what_a_dictionary_would_hold() -> None:
    handler = ApiHandler(create_app(settings_for_tests(in_lambda=True), registry(PAPERS), Lock({})))
    try:
        machine = type("DocumentsOfOneHandler", (Documents,), {"handler": handler})
        run_state_machine_as_test(machine, settings=effort(16, stateful_step_count=25))
    finally:
        handler.close()
