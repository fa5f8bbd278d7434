"""Cookies that carry a sign-in.

Over TLS a cookie is `Secure` and its name starts with `__Host-`, so that no other host and no plain
connection can set it (RFC 6265bis, section 4.1.3.2). On plain HTTP, which is for one's own machine, both
drop.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

ACCESS: Final = "irontrack-access"


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie to be set.

    Attributes:
        name: Without the prefix.
        value: ASCII without spaces, commas, semicolons or quotes; empty removes the cookie.
        max_age_seconds: 0 removes it.
    """

    name: str
    value: str
    max_age_seconds: int

    def header(self, *, secure: bool) -> str:
        """Return the value of `Set-Cookie`."""
        flags = "; Secure" if secure else ""
        name = full_name(self.name, secure=secure)
        return f"{name}={self.value}; Max-Age={self.max_age_seconds}; Path=/; HttpOnly; SameSite=Lax{flags}"


def full_name(name: str, *, secure: bool) -> str:
    """Return the name that the browser knows a cookie by."""
    return f"__Host-{name}" if secure else name
