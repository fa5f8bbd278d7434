"""What one request carries to its resolvers."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from aiodataloader import DataLoader

from irontrack.errors import ErrorCode, RequestError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.graphql.batching import Load
    from irontrack.infra.cookies import Cookie
    from irontrack.infra.database import Database
    from irontrack.infra.passwords import PasswordHasher
    from irontrack.infra.tokens import TokenKeys
    from irontrack.settings import Settings


class SignedIn(Protocol):
    """What every domain may know of the caller; the row behind it belongs to `accounts`."""

    @property
    def id(self) -> UUID:
        """The account's id."""

    @property
    def family_id(self) -> UUID:
        """The sign-in that the request came with."""

    @property
    def email(self) -> str:
        """The account's address."""

    @property
    def role(self) -> str:
        """What the account may do beyond its own things: a value of `Role`."""

    @property
    def time_zone(self) -> str:
        """The account's time zone."""


@dataclass(frozen=True, slots=True)
class Resources:
    """What all requests share; built once by the application.

    Attributes:
        settings: The application's.
        database: The pool of connections.
        passwords: Hashes passwords.
        tokens: Signs and verifies tokens.
        on_commit: Told of every transaction of a mutation that was committed.
    """

    settings: Settings
    database: Database
    passwords: PasswordHasher
    tokens: TokenKeys
    on_commit: Callable[[AsyncSession], None]


@dataclass(slots=True)
class Context:
    """One request's caller, batches and, while a mutation runs, its transaction.

    Attributes:
        viewer: The signed-in caller, or None.
        user_agent: What the client calls itself, of any length.
        client_address: The caller's network address; None where it is not known.
        refresh_token: What the refresh cookie holds, unverified.
        cookies: To be set with the answer.
    """

    resources: Resources
    viewer: SignedIn | None
    user_agent: str = ""
    client_address: str | None = None
    refresh_token: str | None = None
    cookies: list[Cookie] = field(default_factory=list)
    _transaction: AsyncSession | None = None
    _loaders: dict[Any, DataLoader[Any, Any]] = field(default_factory=dict)

    @property
    def database(self) -> Database:
        """The handle for reads."""
        return self.resources.database

    @property
    def db(self) -> AsyncSession:
        """The transaction of the mutation that is running."""
        if self._transaction is None:
            message = "There is a transaction only while a mutation runs."
            raise RuntimeError(message)
        return self._transaction

    @property
    def viewer_id(self) -> UUID | None:
        """The caller's account, or None."""
        return None if self.viewer is None else self.viewer.id

    def require_viewer(self) -> SignedIn:
        """Return the caller.

        Raises:
            RequestError: UNAUTHENTICATED when nobody is signed in.
        """
        if self.viewer is None:
            raise RequestError(ErrorCode.UNAUTHENTICATED, "Sign in first.")
        return self.viewer

    async def load(self, load: Load[Any, Any], key: object) -> Any:  # noqa: ANN401 - whatever the batch answers
        """Return the batch's value for the key, asked together with all keys of this moment."""
        loader = self._loaders.get(load)
        if loader is None:

            async def answer(keys: list[Any]) -> list[Any]:
                return list(await load(self, keys))

            loader = self._loaders[load] = DataLoader(answer)
        return await loader.load(key)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        """Hold one transaction open as `db`; what was read or promised before it is forgotten."""
        viewer, cookies = self.viewer, len(self.cookies)
        try:
            async with self.database.transaction() as db:
                self._transaction = db
                yield
            self.resources.on_commit(db)
        except BaseException:
            self.viewer = viewer
            del self.cookies[cookies:]
            raise
        finally:
            self._transaction = None
            self._loaders.clear()
