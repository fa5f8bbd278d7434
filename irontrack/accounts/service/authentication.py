"""From a verified access token to who is signed in, mostly without the database.

What a sign-in shows is looked up in the process, then in the shared cache, then in PostgreSQL. The caches
hold JSON, never code. Which copies may be used, `revisions` says; where that is not known, PostgreSQL is
asked.
"""

from __future__ import annotations

import time
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from irontrack.accounts.queries.sign_ins import get_viewer
from irontrack.kit.units import DistanceUnit, WeightUnit
from irontrack.models import Role

if TYPE_CHECKING:
    from irontrack.accounts.service.revisions import Revisions
    from irontrack.infra.cache import Cache
    from irontrack.infra.database import Database
    from irontrack.infra.tokens import AccessClaims


class SignInCopy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a sign-in shows of its account, as it was at one version.

    `read_at` is when it was read, by the database's clock, in seconds since 1970.
    """

    id: UUID
    family_id: UUID
    version: int
    read_at: float
    name: str | None
    email: str
    role: Role
    preferred_weight_unit: WeightUnit
    preferred_distance_unit: DistanceUnit
    time_zone: str
    created_at: datetime


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(SignInCopy).decode


class Authentication:
    """Finds out who is signed in.

    Args:
        database: Where the truth is.
        revisions: Which copies are out of date.
        caches: The nearest first; the last may be shared by all processes.
        lifetime_seconds: How long copies are kept; no longer than the reading of `revisions` goes back.
    """

    def __init__(
        self, database: Database, revisions: Revisions, caches: tuple[Cache, ...], lifetime_seconds: int
    ) -> None:
        self._database = database
        self._revisions = revisions
        self._caches = caches
        self._lifetime_seconds = lifetime_seconds

    async def viewer(self, claims: AccessClaims) -> SignInCopy | None:
        """Return who is signed in by a verified token, or None when the sign-in is over.

        Costs no statement while a copy is at hand, else one.
        """
        if not self._revisions.is_fresh:
            return await self._from_database(claims)
        key = f"sign-in:{claims.family_id}"
        for depth, cache in enumerate(self._caches):
            copy = self._usable(await cache.get(key), claims)
            if copy is not None:
                await self._keep(key, copy, self._caches[:depth])
                return copy
        copy = await self._from_database(claims)
        if copy is not None:
            await self._keep(key, copy, self._caches)
        return copy

    def _usable(self, value: bytes | None, claims: AccessClaims) -> SignInCopy | None:
        if value is None:
            return None
        try:
            copy = _decode(value)
        except msgspec.MsgspecError:  # of another version of this software, or not ours
            return None
        if (copy.id, copy.family_id) != (claims.account_id, claims.family_id):
            return None
        # A cache that was frozen may keep what is older than the readings go back.
        if copy.read_at + self._lifetime_seconds < time.time():
            return None
        # Asked again, because the reading may have gone on while the cache was asked.
        is_current = copy.version >= self._revisions.version(copy.id) and self._revisions.is_fresh
        return copy if is_current else None

    async def _keep(self, key: str, copy: SignInCopy, caches: tuple[Cache, ...]) -> None:
        value = _encode(copy)
        for cache in caches:
            await cache.put(key, value, self._lifetime_seconds)

    async def _from_database(self, claims: AccessClaims) -> SignInCopy | None:
        row = await get_viewer(self._database, claims)
        return None if row is None else msgspec.convert(row, SignInCopy, from_attributes=True)
