"""Cookies are closed to scripts and other sites, and over TLS to other hosts and plain connections."""

from __future__ import annotations

import pytest

from irontrack.infra.cookies import ACCESS, REFRESH, Cookie, full_name, read_cookies


@pytest.mark.parametrize("name", [ACCESS, REFRESH])
def test_over_tls_a_cookie_is_secure_and_bound_to_its_host(name: str) -> None:
    assert Cookie(name, "abc", 600).header(secure=True) == (
        f"__Host-{name}=abc; Max-Age=600; Path=/; HttpOnly; SameSite=Lax; Secure"
    )


@pytest.mark.parametrize("name", [ACCESS, REFRESH])
def test_on_plain_http_both_drop(name: str) -> None:
    assert Cookie(name, "abc", 600).header(secure=False) == (
        f"{name}=abc; Max-Age=600; Path=/; HttpOnly; SameSite=Lax"
    )


def test_for_a_frontend_on_another_site_a_cookie_is_kept_apart_for_that_site() -> None:
    assert Cookie(ACCESS, "abc", 600).header(secure=True, cross_site=True) == (
        "__Host-irontrack-access=abc; Max-Age=600; Path=/; HttpOnly; SameSite=None; Secure; Partitioned"
    )


@pytest.mark.parametrize("cross_site", [False, True])
def test_a_cookie_is_removed_by_an_age_of_zero_and_the_same_attributes(*, cross_site: bool) -> None:
    kept, removed = (
        Cookie(ACCESS, value, age).header(secure=True, cross_site=cross_site)
        for value, age in (("abc", 600), ("", 0))
    )
    assert removed == kept.replace("=abc; Max-Age=600;", "=; Max-Age=0;")


def test_a_cookie_is_read_under_the_name_it_was_set_by() -> None:
    for secure in (True, False):
        assert (
            Cookie(ACCESS, "abc", 1).header(secure=secure).startswith(full_name(ACCESS, secure=secure) + "=")
        )


def test_the_two_tokens_of_a_sign_in_have_cookies_of_their_own() -> None:
    assert (ACCESS, REFRESH) == ("irontrack-access", "irontrack-refresh")


TOKEN = "eyJ.abc.def"
HOST_ACCESS = "__Host-irontrack-access"


@pytest.mark.parametrize(
    "header",
    [
        f"{HOST_ACCESS}={TOKEN}",
        f"theme=dark; {HOST_ACCESS}={TOKEN}; a=b",
        f"theme=dark;{HOST_ACCESS}={TOKEN}",
        f"\t{HOST_ACCESS}={TOKEN} ",
    ],
)
def test_a_cookie_is_read(header: str) -> None:
    assert read_cookies([(b"cookie", header.encode())], HOST_ACCESS) == {HOST_ACCESS: TOKEN}


def test_cookies_are_read_from_several_headers() -> None:
    headers = [(b"cookie", b"a=1"), (b"accept", b"a=3"), (b"cookie", b"b=2")]
    assert read_cookies(headers, "a", "b", "c") == {"a": "1", "b": "2"}


@pytest.mark.parametrize(
    "header",
    [
        f"\xa0{HOST_ACCESS}={TOKEN}",
        f"\x85{HOST_ACCESS}={TOKEN}",
        f"\x1f{HOST_ACCESS}={TOKEN}",
        f"{HOST_ACCESS}\xa0={TOKEN}",
        f"irontrack-access={TOKEN}",
        f"={HOST_ACCESS}={TOKEN}",
        f"{HOST_ACCESS.lower()}={TOKEN}",
        f"{HOST_ACCESS}=junk; {HOST_ACCESS}={TOKEN}",
        f"{HOST_ACCESS}=",
        HOST_ACCESS,
        "",
        ";;=;",
    ],
)
def test_what_is_not_exactly_the_cookie_is_not_taken_for_it(header: str) -> None:
    assert read_cookies([(b"cookie", header.encode("latin-1"))], HOST_ACCESS) == {}


def test_of_a_cookie_and_one_that_looks_like_it_the_first_counts() -> None:
    header = f"{HOST_ACCESS}={TOKEN}; \xa0{HOST_ACCESS}=stolen"
    assert read_cookies([(b"cookie", header.encode("latin-1"))], HOST_ACCESS) == {HOST_ACCESS: TOKEN}
