"""Whose request it is, as a network address: the peer's, or the one that a trusted proxy names.

Anybody can send `X-Forwarded-For`, so it is read from its right end, where the nearest proxy wrote, and only
as far as those who wrote are trusted.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from itertools import islice
from typing import TYPE_CHECKING, Final

from irontrack.settings import UNIX

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import Scope

    type Address = IPv4Address | IPv6Address
    type Network = IPv4Network | IPv6Network

_HEADER: Final = b"x-forwarded-for"
_MOST_ENTRIES: Final = 20
# `1.2.3.4:567`, `[2001:db8::1]:567`, `[2001:db8::1]` or the address alone; 45 characters are the longest.
_ENTRY: Final = re.compile(
    rb"([0-9.]{7,15}):[0-9]{1,5}|\[([0-9A-Fa-f:.]{2,45})\](?::[0-9]{1,5})?|([0-9A-Fa-f:.]{2,45})"
)
_MAPPED_BITS: Final = 96
_SUBSCRIBERS_BITS: Final = 64


class TrustedProxies:
    """The proxies whose `X-Forwarded-For` is believed.

    Args:
        entries: Addresses, networks, and `unix` for whoever connects to the Unix socket.

    Raises:
        ValueError: An entry is neither.
    """

    def __init__(self, entries: tuple[str, ...]) -> None:
        self._trusts_unix = UNIX in entries
        self._networks = tuple(_network(entry) for entry in entries if entry != UNIX)

    def client_address(self, scope: Scope) -> str | None:
        """Return the address of whoever made an HTTP request, in its normal form.

        Of what was forwarded it is the first one from the right that is not trusted. Where that cannot be
        read, and after 20 addresses, it is the last that could.

        Returns:
            None if the peer is at a Unix socket and names nobody, or nobody who is to be believed. IPv6
            addresses are without a zone; those that stand for one of IPv4 are that.
        """
        peer = scope.get("client")
        host = peer[0] if peer else ""
        client = _address(host)  # hypercorn gives no client for a Unix socket, others an empty host
        if self._trusts(client) if host else self._trusts_unix:
            for entry in islice(_forwarded(scope), _MOST_ENTRIES):
                hop = _forwarded_address(entry)
                client = hop or client
                if not self._trusts(hop):
                    break
        return None if client is None else str(client)

    def _trusts(self, address: Address | None) -> bool:
        return address is not None and any(address in network for network in self._networks)


TRUST_NOBODY: Final = TrustedProxies(())


def network_of(address: str) -> str:
    """Return what one subscriber has: an IPv4 address itself, of an IPv6 address its network of 64 bits.

    Raises:
        ValueError: It is no address.
    """
    parsed = _address(address)
    if parsed is None:
        message = f"{address!r} is no network address"
        raise ValueError(message)
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    return str(IPv6Network((parsed, _SUBSCRIBERS_BITS), strict=False))


def _forwarded(scope: Scope) -> Iterator[bytes]:
    """Yield the entries of all such headers from right to left, as if they were one."""
    for name, value in reversed(scope["headers"]):
        if name == _HEADER:
            yield from reversed(value.rsplit(b",", _MOST_ENTRIES))


def _forwarded_address(entry: bytes) -> Address | None:
    found = _ENTRY.fullmatch(entry.strip(b" \t"))
    return _address(found[found.lastindex or 0].decode("ascii")) if found else None


@lru_cache(maxsize=1024)  # clients come again
def _address(text: str) -> Address | None:
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address


def _network(text: str) -> Network:
    network = ip_network(text)
    mapped = network.network_address.ipv4_mapped if isinstance(network, IPv6Network) else None
    if mapped is None or network.prefixlen < _MAPPED_BITS:
        return network
    return IPv4Network((mapped, network.prefixlen - _MAPPED_BITS))
