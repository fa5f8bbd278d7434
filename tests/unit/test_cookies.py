"""Cookies are closed to scripts and other sites, and over TLS to other hosts and plain connections."""

from __future__ import annotations

from irontrack.infra.cookies import ACCESS, Cookie, full_name


def test_over_tls_a_cookie_is_secure_and_bound_to_its_host() -> None:
    assert Cookie(ACCESS, "abc", 600).header(secure=True) == (
        "__Host-irontrack-access=abc; Max-Age=600; Path=/; HttpOnly; SameSite=Lax; Secure"
    )


def test_on_plain_http_both_drop() -> None:
    assert Cookie(ACCESS, "abc", 600).header(secure=False) == (
        "irontrack-access=abc; Max-Age=600; Path=/; HttpOnly; SameSite=Lax"
    )


def test_a_cookie_is_removed_by_an_age_of_zero() -> None:
    assert Cookie(ACCESS, "", 0).header(secure=True).startswith("__Host-irontrack-access=; Max-Age=0; ")


def test_a_cookie_is_read_under_the_name_it_was_set_by() -> None:
    for secure in (True, False):
        assert (
            Cookie(ACCESS, "abc", 1).header(secure=secure).startswith(full_name(ACCESS, secure=secure) + "=")
        )
