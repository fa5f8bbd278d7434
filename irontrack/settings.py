"""Every setting, from the environment, checked before anything starts.

Each attribute of `Settings` is read from the variable `IRONTRACK_` + its name in upper case. There are no
default secrets, and a variable with that prefix that is not listed here stops the start.
"""

from __future__ import annotations

import difflib
import re
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from irontrack.errors import StartupError

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX: Final = "IRONTRACK_"
UNIX: Final = "unix"
"""Stands among the trusted proxies for every client of a Unix socket."""

_HOST: Final = r"(\[[0-9A-Fa-f:.]+\]|[^:\[\]]*)(:\d{0,5})?"
_LISTS: Final = frozenset({"allowed_origins", "trusted_proxies"})
_HOSTS: Final = re.compile(rf"{_HOST}(,{_HOST})*")


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The configuration of one process; see each field's description, which the reference repeats."""

    database_url: Annotated[
        str,
        Meta(
            pattern=r"^postgresql(\+asyncpg)?://",
            description="PostgreSQL: `postgresql://user:password@host:5432/irontrack`, or with "
            "`?host=/folder/of/the/socket`.",
        ),
    ]
    keys_dir: Annotated[
        Path,
        Meta(description="Folder of the Ed25519 keys that sign tokens; see `irontrack keys generate`."),
    ]
    redis_url: Annotated[
        str,
        Meta(
            pattern=r"^((rediss?|unix)://.+)?$",
            description="Redis or Valkey, which processes share as a cache: "
            "`redis://user:password@host:6379/0`, or `unix:///path/of/the/socket`. "
            "Without it each process has its own.",
        ),
    ] = ""
    public_url: Annotated[
        str,
        Meta(
            pattern=r"^https?://[^/]+$",
            description="Address that browsers use, without a path. With https, cookies are `Secure` and "
            "`__Host-`; http is for this machine only.",
        ),
    ] = "http://127.0.0.1:8000"
    allowed_origins: Annotated[
        tuple[Annotated[str, Meta(pattern=r"^https?://[^/*]+$")], ...],
        Meta(description="Further origins, separated by commas, whose pages may send cookies."),
    ] = ()
    cross_site_cookies: Annotated[
        bool,
        Meta(
            description="Set cookies as `SameSite=None; Partitioned`, for a frontend on another site that is "
            "among the allowed origins; needs https."
        ),
    ] = False
    trusted_proxies: Annotated[
        tuple[str, ...],
        Meta(
            description="Whose `X-Forwarded-For` is believed: addresses or networks, separated by commas, "
            "and `unix` for whoever connects to the Unix socket."
        ),
    ] = ()
    database_pool_size: Annotated[int, Meta(ge=1, le=200, description="Connections of one process.")] = 10
    database_pool_timeout_seconds: Annotated[
        float,
        Meta(gt=0, le=60, description="How long a request waits for a connection before it gets a 503."),
    ] = 3.0
    access_token_seconds: Annotated[
        int,
        Meta(
            ge=60,
            le=3600,
            description="How long an access token lasts; it is renewed by `refreshSession`.",
        ),
    ] = 600
    refresh_token_seconds: Annotated[
        int,
        Meta(
            ge=3600,
            le=31_536_000,
            description="How long a sign-in lasts without being refreshed.",
        ),
    ] = 2_592_000
    sign_in_attempts_per_account: Annotated[
        int,
        Meta(
            ge=1,
            le=100,
            description="Wrong passwords for one e-mail address before further ones have to wait.",
        ),
    ] = 5
    sign_in_attempts_per_address: Annotated[
        int,
        Meta(
            ge=1,
            le=1_000_000,
            description="Wrong passwords from one network address before further ones have to wait.",
        ),
    ] = 30
    password_min_length: Annotated[
        int, Meta(ge=8, le=128, description="Shortest password, in characters.")
    ] = 12
    password_hash_memory_kib: Annotated[
        int, Meta(ge=8, le=4_194_304, description="Memory of one Argon2id hash, in KiB.")
    ] = 19_456
    password_hash_passes: Annotated[int, Meta(ge=1, le=64, description="Passes of one Argon2id hash.")] = 2
    password_hash_workers: Annotated[
        int, Meta(ge=1, le=64, description="Argon2id hashes computed at the same time.")
    ] = 2
    password_hash_queue: Annotated[
        int,
        Meta(
            ge=0,
            le=1000,
            description="Argon2id hashes that may wait for their turn; more are refused for a moment.",
        ),
    ] = 16
    body_limit_bytes: Annotated[
        int, Meta(ge=1024, le=1_048_576, description="Largest request body; a larger one gets a 413.")
    ] = 262_144  # 250 sets with all that they can say fit in
    max_tokens: Annotated[
        int, Meta(ge=100, le=100_000, description="Most tokens of a document: names, numbers, punctuators.")
    ] = 2_000
    max_depth: Annotated[
        int, Meta(ge=2, le=100, description="Deepest nesting of fields; introspection is counted apart.")
    ] = 16
    max_aliases: Annotated[
        int, Meta(ge=0, le=10_000, description="Most aliases of an operation, those of fragments included.")
    ] = 30
    max_directives: Annotated[
        int,
        Meta(ge=0, le=10_000, description="Most directives of an operation, those of fragments included."),
    ] = 10
    max_root_fields: Annotated[
        int, Meta(ge=1, le=1000, description="Most fields at the root of an operation.")
    ] = 10
    max_mutations: Annotated[
        int, Meta(ge=1, le=1000, description="Most fields at the root of a mutation.")
    ] = 4
    anonymous_introspection: Annotated[
        bool,
        Meta(
            description="Let callers who are not signed in introspect the schema, and suggest names to them."
        ),
    ] = False
    graphiql: Annotated[bool, Meta(description="Serve GraphiQL at /graphiql.")] = False
    graphiql_dir: Annotated[
        Path, Meta(description="Where a checkout builds GraphiQL into; a wheel brings it along.")
    ] = Path(".graphiql")
    log_format: Annotated[
        Literal["console", "json"], Meta(description="One readable or one JSON line per event.")
    ] = "json"
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        Meta(description="The least severe level that is logged."),
    ] = "info"

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach the server over TLS."""
        return self.public_url.startswith("https://")

    @property
    def origins(self) -> frozenset[str]:
        """Every origin that may send requests with cookies."""
        return frozenset((self.public_url, *self.allowed_origins))

    @property
    def async_database_url(self) -> str:
        """The database's address for the driver that is used, which calls libpq's `sslmode` `ssl`."""
        url = self.database_url.replace("postgresql://", "postgresql+asyncpg://", 1)
        return re.sub(r"(?<=[?&])sslmode=", "ssl=", url)


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Read the settings from environment variables.

    Raises:
        StartupError: A variable is missing, misspelt or has an unusable value; the sentence names it.
    """
    values: dict[str, Any] = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environment.items()
        if name.startswith(PREFIX)
    }
    for name in values:
        _refuse_unknown(name)
    for name in _LISTS & values.keys():
        values[name] = [item.strip() for item in values[name].split(",") if item.strip()]
    return _converted(values)


def setting_names() -> tuple[str, ...]:
    """Return the environment variable of every setting, in order of declaration."""
    return tuple(PREFIX + name.upper() for name in Settings.__struct_fields__)


def _converted(values: dict[str, Any]) -> Settings:
    for field in msgspec.structs.fields(Settings):
        if field.name not in values:
            if field.required:
                message = f"The setting {PREFIX}{field.name.upper()} is missing."
                raise StartupError(message)
            continue
        try:
            values[field.name] = msgspec.convert(values[field.name], field.type, strict=False, dec_hook=_path)
        except msgspec.ValidationError as error:
            message = f"The setting {PREFIX}{field.name.upper()} cannot be used: {error}."
            raise StartupError(message) from error
    _check_hosts(values["database_url"])
    settings = Settings(**values)
    _check_proxies(settings.trusted_proxies)
    _check_transport(settings)
    return settings


def _check_hosts(database_url: str) -> None:
    """Refuse what the driver would stumble over; the host stands behind a password that may hold anything."""
    behind_password = database_url.partition("://")[2].partition("?")[0].rpartition("@")[2]
    if not _HOSTS.fullmatch(behind_password.partition("/")[0]):
        message = f"The setting {PREFIX}DATABASE_URL cannot be used: its host or port is malformed."
        raise StartupError(message)


def _check_transport(settings: Settings) -> None:
    """Refuse to send cookies over a network in plain text."""
    if settings.is_secure:
        return
    if not _is_this_machine(urlsplit(settings.public_url).hostname or ""):
        message = f"The setting {PREFIX}PUBLIC_URL needs https: only this machine is reached by http."
        raise StartupError(message)
    if settings.cross_site_cookies:
        message = f"The setting {PREFIX}CROSS_SITE_COOKIES needs a {PREFIX}PUBLIC_URL with https."
        raise StartupError(message)


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _check_proxies(proxies: tuple[str, ...]) -> None:
    for proxy in proxies:
        if proxy == UNIX:
            continue
        try:
            ip_network(proxy)
        except ValueError as error:
            message = f"The setting {PREFIX}TRUSTED_PROXIES cannot be used: {error}."
            raise StartupError(message) from error


def _path(kind: type, value: object) -> object:
    return kind(value)


def _refuse_unknown(name: str) -> None:
    if name in Settings.__struct_fields__:
        return
    close = difflib.get_close_matches(name, Settings.__struct_fields__, n=1)
    hint = f" Did you mean {PREFIX}{close[0].upper()}?" if close else ""
    message = f"There is no setting {PREFIX}{name.upper()}.{hint}"
    raise StartupError(message)
