"""A request's address is the peer's, unless a proxy that is trusted names another."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from irontrack.infra.client_address import TrustedProxies, network_of
from irontrack.infra.middleware import RequestMiddleware
from irontrack.settings import UNIX

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

CLIENT = "203.0.113.7"
CLIENT_6 = "2001:db8::7"
PROXY = "10.0.0.1"
STRANGER = "198.51.100.9"
UNIX_PEER = None

TRUSTED = TrustedProxies(("10.0.0.0/8", "192.0.2.1", "fd00::/8"))
UNIX_TRUSTED = TrustedProxies((UNIX, "10.0.0.0/8"))
NOBODY = TrustedProxies(())

FORWARDED = b"x-forwarded-for"
addresses = st.ip_addresses().map(str)
spoofs = st.lists(st.binary(max_size=80) | addresses.map(str.encode), max_size=30).map(b",".join)


def request(peer: str | None, *forwarded: str | bytes) -> Scope:
    """An HTTP request of a peer, None being a Unix socket's, with a header for each value."""
    values = [value if isinstance(value, bytes) else value.encode() for value in forwarded]
    headers = [(b"host", b"localhost"), *((FORWARDED, value) for value in values), (b"accept", b"*/*")]
    client = None if peer is None else (peer, 50_000)
    return {"type": "http", "method": "GET", "path": "/", "client": client, "headers": headers}


@pytest.mark.parametrize("peer", [STRANGER, "2001:db8::9", "192.0.2.2"])
def test_what_an_untrusted_peer_forwards_is_ignored(peer: str) -> None:
    for trusted in (TRUSTED, UNIX_TRUSTED, NOBODY):
        assert trusted.client_address(request(peer, CLIENT)) == peer
        assert trusted.client_address(request(peer)) == peer


@pytest.mark.parametrize("peer", [PROXY, "192.0.2.1", "fd00::1", "::ffff:10.0.0.1"])
def test_a_trusted_peer_names_the_client(peer: str) -> None:
    assert TRUSTED.client_address(request(peer, CLIENT)) == CLIENT
    assert TRUSTED.client_address(request(peer, CLIENT_6)) == CLIENT_6


@pytest.mark.parametrize("trusted", [TRUSTED, UNIX_TRUSTED])
def test_a_trusted_peer_that_names_nobody_is_the_client(trusted: TrustedProxies) -> None:
    assert trusted.client_address(request(PROXY)) == PROXY


def test_of_what_was_forwarded_the_first_untrusted_from_the_right_is_the_client() -> None:
    assert TRUSTED.client_address(request(PROXY, f"192.0.2.66, {CLIENT}")) == CLIENT
    assert TRUSTED.client_address(request(PROXY, f"192.0.2.66, {CLIENT}, 10.9.9.9, 192.0.2.1")) == CLIENT


def test_where_all_are_trusted_the_first_of_them_is_the_client() -> None:
    assert TRUSTED.client_address(request(PROXY, "10.0.0.3, 10.0.0.2")) == "10.0.0.3"


def test_several_headers_count_as_one() -> None:
    assert TRUSTED.client_address(request(PROXY, "192.0.2.66", f"{CLIENT},10.0.0.3", "10.0.0.2")) == CLIENT
    assert TRUSTED.client_address(request(PROXY, CLIENT, STRANGER)) == STRANGER


@pytest.mark.parametrize(
    "entry",
    [
        *(
            "",
            " ",
            "unknown",
            "_hidden",
            "localhost",
            "1.2.3",
            "1.2.3.4.5",
            "256.1.1.1",
            "01.2.3.4",
            "1.2.3.4/8",
        ),
        *(
            "1.2.3.4:",
            "1.2.3.4:x",
            "1.2.3.4:123456",
            "[2001:db8::7",
            "2001:db8::7]",
            "[2001:db8::7]:",
            "[]:1",
        ),
        *(
            "2001:db8::7%eth0",
            "[fe80::1%25eth0]",
            "for=1.2.3.4",
            "1.2.3.4 5.6.7.8",
            "0x7f.1",
            "\N{ARABIC-INDIC DIGIT ONE}.2.3.4",
            "1" * 99,
        ),
    ],
)
def test_a_malformed_entry_ends_the_reading_at_the_last_good_one(entry: str) -> None:
    assert TRUSTED.client_address(request(PROXY, f"{CLIENT}, {entry}")) == PROXY
    assert TRUSTED.client_address(request(PROXY, f"{CLIENT}, {entry}, 10.0.0.2")) == "10.0.0.2"
    assert UNIX_TRUSTED.client_address(request(UNIX_PEER, f"{CLIENT}, {entry}")) is None


@pytest.mark.parametrize(
    ("entry", "address"),
    [
        ("203.0.113.7:567", CLIENT),
        ("[2001:db8::7]:567", CLIENT_6),
        ("[2001:db8::7]", CLIENT_6),
        ("\t203.0.113.7 ", CLIENT),
        ("2001:0DB8:0:0::0007", CLIENT_6),
        ("::ffff:203.0.113.7", CLIENT),
        ("[::ffff:cb00:7107]:567", CLIENT),
    ],
)
def test_an_address_is_taken_in_any_form_and_given_in_the_normal_one(entry: str, address: str) -> None:
    assert TRUSTED.client_address(request(PROXY, entry)) == address
    assert TRUSTED.client_address(request(PROXY, f"{STRANGER}, {entry}, 10.0.0.2:80")) == address


@pytest.mark.parametrize(
    ("peer", "address"),
    [("::ffff:203.0.113.7", CLIENT), ("2001:DB8:0::7", CLIENT_6), ("fe80::1%eth0", "fe80::1")],
)
def test_a_peer_is_given_in_the_normal_form_too(peer: str, address: str) -> None:
    assert NOBODY.client_address(request(peer)) == address


def test_a_network_of_mapped_addresses_is_one_of_ipv4() -> None:
    trusted = TrustedProxies(("::ffff:10.0.0.0/104",))
    assert trusted.client_address(request(PROXY, CLIENT)) == CLIENT
    assert trusted.client_address(request("11.0.0.1", CLIENT)) == "11.0.0.1"


def test_at_a_unix_socket_the_header_counts_only_where_unix_is_trusted() -> None:
    assert UNIX_TRUSTED.client_address(request(UNIX_PEER, f"{STRANGER}, {CLIENT}, 10.0.0.2")) == CLIENT
    assert UNIX_TRUSTED.client_address(request(UNIX_PEER)) is None
    assert TRUSTED.client_address(request(UNIX_PEER, CLIENT)) is None
    assert NOBODY.client_address(request(UNIX_PEER, CLIENT)) is None


@pytest.mark.parametrize("client", [("", 0), ("", None), None])
def test_no_client_and_an_empty_host_are_both_a_unix_sockets(client: Any) -> None:
    scope = request(UNIX_PEER, CLIENT)
    scope["client"] = client
    assert UNIX_TRUSTED.client_address(scope) == CLIENT
    assert NOBODY.client_address(scope) is None
    del scope["client"]
    assert UNIX_TRUSTED.client_address(scope) == CLIENT


def test_a_peer_whose_host_is_no_address_is_nobody() -> None:
    assert UNIX_TRUSTED.client_address(request("testclient", CLIENT)) is None


def test_no_more_than_twenty_entries_are_read() -> None:
    hops = [f"10.0.1.{number}" for number in range(1, 21)]
    assert TRUSTED.client_address(request(PROXY, ",".join([CLIENT, *hops[1:]]))) == CLIENT
    assert TRUSTED.client_address(request(PROXY, ",".join([CLIENT, *hops]))) == hops[0]
    assert TRUSTED.client_address(request(PROXY, CLIENT, *hops)) == hops[0]


@pytest.mark.parametrize("entry", ["10.0.0.0/33", "proxy.example", "10.0.0.1/8", ""])
def test_what_is_no_address_or_network_cannot_be_trusted(entry: str) -> None:
    with pytest.raises(ValueError, match=r"does not appear to be|has host bits"):
        TrustedProxies((entry,))


@given(addresses, st.lists(spoofs, max_size=4))
@example("10.0.0.1", [b"203.0.113.7"])
def test_without_trusted_proxies_it_is_always_the_peer(peer: str, forwarded: list[bytes]) -> None:
    expected = ip_address(peer)
    mapped = getattr(expected, "ipv4_mapped", None)
    assert NOBODY.client_address(request(peer, *forwarded)) == str(mapped or expected)


@given(st.none() | st.text(max_size=60) | addresses, st.lists(spoofs, max_size=4))
def test_whatever_is_sent_the_answer_is_an_address_or_none(peer: str | None, forwarded: list[bytes]) -> None:
    everybody = TrustedProxies((UNIX, "0.0.0.0/0", "::/0"))
    for trusted in (NOBODY, TRUSTED, UNIX_TRUSTED, everybody):
        address = trusted.client_address(request(peer, *forwarded))
        assert address is None or str(ip_address(address)) == address


@given(spoofs, addresses)
def test_what_a_client_writes_before_its_proxy_does_changes_nothing(spoof: bytes, client: str) -> None:
    alone = TRUSTED.client_address(request(PROXY, client))
    trusts_client = TRUSTED.client_address(request(client, STRANGER)) == STRANGER
    assert trusts_client or TRUSTED.client_address(request(PROXY, spoof + b"," + client.encode())) == alone


def test_throttles_count_an_ipv4_address_and_an_ipv6_network() -> None:
    assert network_of(CLIENT) == CLIENT
    assert network_of("::ffff:203.0.113.7") == CLIENT
    assert network_of("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::/64"
    assert network_of("2001:db8:1:2::") == network_of("2001:db8:1:2:ffff::1") != network_of("2001:db8:1:3::")


def test_the_network_of_what_is_no_address_is_an_error() -> None:
    with pytest.raises(ValueError, match="is no network address"):
        network_of("unix")


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("peer", "address"), [(STRANGER, STRANGER), (PROXY, CLIENT), (UNIX_PEER, None)], ids=str
)
async def test_the_address_is_in_the_state_of_a_request_and_in_its_record(
    peer: str | None, address: str | None
) -> None:
    seen: list[str | None] = []

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        seen.append(scope["state"]["client_address"])

    with capture_logs() as logs:
        await RequestMiddleware(app, TRUSTED)(request(peer, CLIENT), _nothing, _nowhere)
    assert seen == [address]
    assert [record["client"] for record in logs] == [address]


@pytest.mark.anyio
async def test_the_middleware_trusts_nobody_unless_told() -> None:
    async def app(_scope: Scope, _receive: Receive, _send: Send) -> None: ...

    scope = request(PROXY, CLIENT)
    await RequestMiddleware(app)(scope, _nothing, _nowhere)
    assert scope["state"]["client_address"] == PROXY


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def _nothing() -> Message:
    return {"type": "http.disconnect"}


async def _nowhere(_message: Message) -> None: ...
