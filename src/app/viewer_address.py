"""The address that a request comes from.

Behind CloudFront the peer is an edge server, so the distribution writes the viewer's address into a header of ours
(infra/functions/viewer-address.js). Anybody can send that header to the gateway itself, so it is believed only beside
the secret that the distribution adds on its way to the gateway. `X-Forwarded-For` and its kin are never read.
"""

from hmac import compare_digest
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

from starlette.datastructures import Headers

VIEWER_ADDRESS_HEADER: Final = "x-fulmar-viewer-address"
ORIGIN_SECRET_HEADER: Final = "x-fulmar-origin-secret"  # noqa: S105

UNKNOWN_NETWORK: Final = "unknown"

_NETWORK_BITS: Final = {4: 24, 6: 64}


def address_of(headers: Headers, peer: str, origin_secret: str | None) -> str:
    """Return the viewer's address if the distribution vouches for it, else the peer's.

    An address is returned in its canonical text. A peer that is none, such as a test's client, is returned as it is.
    """
    viewer = _vouched_for(headers, origin_secret) if origin_secret else None
    found = viewer or _parsed(peer)
    return str(found) if found else peer


def network_of(address: str) -> str:
    """Return the network that counts as one caller: IPv4 /24, IPv6 /64, as in `192.0.2.0/24`; else `unknown`."""
    parsed = _parsed(address)
    if parsed is None:
        return UNKNOWN_NETWORK
    return str(ip_network(f"{parsed}/{_NETWORK_BITS[parsed.version]}", strict=False))


def _vouched_for(headers: Headers, origin_secret: str) -> IPv4Address | IPv6Address | None:
    secrets, viewers = headers.getlist(ORIGIN_SECRET_HEADER), headers.getlist(VIEWER_ADDRESS_HEADER)
    if len(secrets) != 1 or not compare_digest(secrets[0].encode(), origin_secret.encode()):
        return None
    if len(viewers) != 1 or "%" in viewers[0]:  # a zone has a meaning on its own machine only (RFC 4007 §6)
        return None
    return _parsed(viewers[0])


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    """Read an address without its zone; an IPv4 address mapped into IPv6 is that IPv4 address (RFC 4291 §2.5.5.2)."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv4Address):
        return address
    return address.ipv4_mapped or IPv6Address(int(address))
