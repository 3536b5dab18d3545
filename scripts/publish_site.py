"""Publishes the built web app (`web/dist`) to its bucket without breaking a page that somebody has open.

New assets go first and `index.html`, which names them, goes last; assets of earlier releases stay. Only what
differs is uploaded, and only what was there before is invalidated at the edge.
"""

import argparse
import hashlib
import mimetypes
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

DIST = Path(__file__).resolve().parent.parent / "web" / "dist"

# A hash of the content is in the name, so the content behind a name never changes.
HASHED = "public, max-age=31536000, immutable"
# Icons, robots.txt and the like keep their names.
NAMED = "public, max-age=3600"
# Every visit asks whether there is a newer one; the answer is mostly 304.
PAGE = "no-cache"

# Not the machine's own table: what a browser is told must not depend on who published.
_TYPES = mimetypes.MimeTypes(filenames=())
for _type, _extension in (
    ("text/javascript", ".js"),
    ("text/javascript", ".mjs"),
    ("application/json", ".map"),
    ("application/manifest+json", ".webmanifest"),
    ("application/wasm", ".wasm"),
    ("font/woff2", ".woff2"),
    ("font/woff", ".woff"),
    ("image/avif", ".avif"),
    ("image/svg+xml", ".svg"),
    ("image/webp", ".webp"),
    ("image/x-icon", ".ico"),
):
    _TYPES.add_type(_type, _extension)


class PublishError(Exception):
    """The site cannot be published. The message is for people."""


@dataclass(frozen=True)
class SiteFile:
    """One file of the site: its key in the bucket, and how a browser is told to treat it."""

    key: str
    path: Path
    content_type: str
    cache_control: str


def site_files(dist: Path) -> list[SiteFile]:
    """List what to upload, in the order in which an open page survives every moment in between.

    Raises
    ------
    PublishError
        `dist` holds no `index.html`, so the web app has not been built.
    """
    if not (dist / "index.html").is_file():
        raise PublishError(f"{dist} holds no index.html. Build the web app: npm --prefix web run build")
    files = [_site_file(dist, path) for path in sorted(dist.rglob("*")) if path.is_file()]
    return sorted(files, key=lambda file: (HASHED, NAMED, PAGE).index(file.cache_control))


def _site_file(dist: Path, path: Path) -> SiteFile:
    key = path.relative_to(dist).as_posix()
    content_type = _TYPES.guess_type(path.name)[0] or "application/octet-stream"
    if content_type.startswith("text/") or content_type in {"application/json", "image/svg+xml"}:
        content_type += "; charset=utf-8"
    cache_control = HASHED if key.startswith("assets/") else PAGE if path.suffix == ".html" else NAMED
    return SiteFile(key, path, content_type, cache_control)


def publish(dist: Path, *, bucket: str, distribution: str, s3: Any, cloudfront: Any) -> list[str]:
    """Upload what differs and invalidate what was replaced; return the keys uploaded, in order."""
    uploaded, replaced = [], []
    for file in site_files(dist):
        content = file.path.read_bytes()
        there = _head(s3, bucket, file.key)
        # Under SSE-S3 the ETag of an object put in one piece is the MD5 of its content.
        etag = f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'
        if there == (etag, file.content_type, file.cache_control):
            continue
        s3.put_object(
            Bucket=bucket,
            Key=file.key,
            Body=content,
            ContentType=file.content_type,
            CacheControl=file.cache_control,
        )
        uploaded.append(file.key)
        if there is not None:
            replaced.append(file.key)
    if replaced:
        _invalidate(cloudfront, distribution, replaced)
    return uploaded


def _head(s3: Any, bucket: str, key: str) -> tuple[str, str, str] | None:
    try:
        found = s3.head_object(Bucket=bucket, Key=key)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
            return None
        raise
    return found["ETag"], found.get("ContentType", ""), found.get("CacheControl", "")


def _invalidate(cloudfront: Any, distribution: str, keys: list[str]) -> None:
    # The distribution looks for a page under the path that was asked for and under the one it became.
    paths = sorted({f"/{key}" for key in keys} | ({"/"} if "index.html" in keys else set()))
    cloudfront.create_invalidation(
        DistributionId=distribution,
        InvalidationBatch={
            "Paths": {"Quantity": len(paths), "Items": paths},
            "CallerReference": f"publish-{time.time_ns()}",
        },
    )


def main() -> int:
    parser = argparse.ArgumentParser(description="Publish web/dist to the site's bucket.")
    parser.add_argument("--bucket", required=True, help="output SiteBucket of the stack")
    parser.add_argument("--distribution", required=True, help="output DistributionId of the stack")
    parser.add_argument("--dist", type=Path, default=DIST)
    arguments = parser.parse_args()
    try:
        uploaded = publish(
            arguments.dist,
            bucket=arguments.bucket,
            distribution=arguments.distribution,
            s3=boto3.client("s3"),
            cloudfront=boto3.client("cloudfront"),
        )
    except (PublishError, BotoCoreError, ClientError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Published {len(uploaded)} changed files." if uploaded else "Nothing changed.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
