"""Base64url without padding (RFC 4648 §5), as tokens and cursors are written."""

import base64


def encode(content: bytes) -> str:
    """Write bytes as text that a URL takes unescaped."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def decode(text: str) -> bytes:
    """Read what `encode` wrote; `ValueError` for anything else, a second spelling of the same bytes included."""
    try:
        content = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise ValueError("not base64url") from error
    if encode(content) != text:
        raise ValueError("not the canonical spelling")
    return content
