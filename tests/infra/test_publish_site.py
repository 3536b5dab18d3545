"""The order and the headers in which the web app reaches its bucket, and what is invalidated."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from scripts.publish_site import PublishError, publish


class Bucket:
    """S3 and CloudFront as far as publishing uses them, and what was asked of them."""

    def __init__(self) -> None:
        self.objects: dict[str, dict[str, Any]] = {}
        self.puts: list[str] = []
        self.invalidated: list[list[str]] = []

    def head_object(self, *, Bucket: str, Key: str) -> dict[str, Any]:  # noqa: N803
        if Key not in self.objects:
            raise ClientError({"ResponseMetadata": {"HTTPStatusCode": 404}}, "HeadObject")  # type: ignore[typeddict-item]
        return self.objects[Key]

    def put_object(self, *, Bucket: str, Key: str, Body: bytes, **headers: str) -> None:  # noqa: N803
        etag = f'"{hashlib.md5(Body, usedforsecurity=False).hexdigest()}"'
        self.objects[Key] = {"ETag": etag, **headers}
        self.puts.append(Key)

    def create_invalidation(self, *, DistributionId: str, InvalidationBatch: dict[str, Any]) -> None:  # noqa: N803
        self.invalidated.append(InvalidationBatch["Paths"]["Items"])


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html>")
    (tmp_path / "about.html").write_text("<!doctype html>")
    (tmp_path / "robots.txt").write_text("User-agent: *")
    (tmp_path / "assets" / "app-1.js").write_text("1")
    (tmp_path / "assets" / "zebra-1.woff2").write_bytes(b"1")
    return tmp_path


def published(dist: Path, bucket: Bucket) -> list[str]:
    return publish(dist, bucket="site", distribution="E1", s3=bucket, cloudfront=bucket)


def test_assets_go_first_and_the_index_page_goes_last(dist: Path) -> None:
    bucket = Bucket()

    uploaded = published(dist, bucket)

    assert bucket.puts == uploaded
    assert uploaded == ["assets/app-1.js", "assets/zebra-1.woff2", "robots.txt", "about.html", "index.html"]


def test_a_hashed_asset_is_kept_for_ever_and_a_page_is_always_asked_for_again(dist: Path) -> None:
    bucket = Bucket()

    published(dist, bucket)

    assert bucket.objects["assets/app-1.js"]["CacheControl"] == "public, max-age=31536000, immutable"
    assert bucket.objects["index.html"]["CacheControl"] == "no-cache"
    assert bucket.objects["robots.txt"]["CacheControl"] == "public, max-age=3600"


@pytest.mark.parametrize(
    ("key", "content_type"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("assets/app-1.js", "text/javascript; charset=utf-8"),
        ("assets/zebra-1.woff2", "font/woff2"),
        ("robots.txt", "text/plain; charset=utf-8"),
    ],
)
def test_a_file_says_what_it_is(dist: Path, key: str, content_type: str) -> None:
    bucket = Bucket()

    published(dist, bucket)

    assert bucket.objects[key]["ContentType"] == content_type


def test_a_first_release_invalidates_nothing(dist: Path) -> None:
    bucket = Bucket()

    published(dist, bucket)

    assert bucket.invalidated == []


def test_a_new_release_leaves_the_assets_of_the_old_one_and_invalidates_only_what_it_replaced(dist: Path) -> None:
    bucket = Bucket()
    published(dist, bucket)
    (dist / "assets" / "app-1.js").rename(dist / "assets" / "app-2.js")
    (dist / "index.html").write_text("<!doctype html><title>2</title>")

    uploaded = published(dist, bucket)

    assert uploaded == ["assets/app-2.js", "index.html"]
    assert bucket.invalidated == [["/", "/index.html"]]
    assert "assets/app-1.js" in bucket.objects


def test_an_unchanged_site_is_not_published_again(dist: Path) -> None:
    bucket = Bucket()
    published(dist, bucket)

    assert published(dist, bucket) == []
    assert bucket.invalidated == []


def test_a_site_that_was_not_built_is_refused_before_anything_is_uploaded(tmp_path: Path) -> None:
    bucket = Bucket()

    with pytest.raises(PublishError, match="npm --prefix web run build"):
        published(tmp_path, bucket)
    assert bucket.puts == []
