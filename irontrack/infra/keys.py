"""The Ed25519 keys that sign tokens: PEM files in one folder, which change while servers run.

A key is `<key id>.pem`, and its id starts with the time of its making. A new key signs only once it is a
minute old: by then every process that reads the folder knows it. The keys before it go on verifying. What the
tokens say is not decided here.
"""

from __future__ import annotations

import math
import os
import re
import secrets
import stat
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import structlog
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from irontrack.errors import StartupError
from irontrack.kit.clock import now

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    type Schedule = Sequence[tuple[datetime, str]]  # since when a key may sign, and its id; oldest first
    type Stamp = tuple[int, int, int]  # what changes with a file's content

SIGNS_AFTER: Final = timedelta(seconds=60)
"""Age at which a new key begins to sign."""

REREAD_SECONDS: Final = 10.0
SEARCH_SECONDS: Final = 1.0

_OTHERS_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH
_REMOVAL_MARGIN: Final = timedelta(seconds=60)
_ALWAYS: Final = datetime.min.replace(tzinfo=UTC)
_SUFFIX: Final = ".pem"
_TIME_FORMAT: Final = "%Y-%m-%dT%H%M%S.%f"
# Of this millennium, so that a lifetime can be added to any of them.
_TIME: Final = re.compile(r"(2\d{3}-\d\d-\d\dT\d{6}\.\d{6})-")

_log = structlog.get_logger(__name__)


class KeyState(StrEnum):
    """What a key is good for."""

    WAITS = "waits"
    SIGNS = "signs"
    VERIFIES = "verifies"
    REMOVABLE = "removable"


@dataclass(frozen=True, slots=True)
class KeyStatus:
    """A key at one moment.

    Attributes:
        id: The name of its file without `.pem`.
        made_at: As the id says; None when it says nothing that can be read.
        state: Whether it is yet to sign, signs, only verifies, or has nothing left to verify.
        until: When that changes by itself; None when it does not.
    """

    id: str
    made_at: datetime | None
    state: KeyState
    until: datetime | None


class SigningKeys:
    """The keys of one folder, read again when asked after 10 s, or after 1 s for an id that is not known.

    A folder that cannot be read while this runs changes nothing: the keys stay, and one warning is logged.
    Not for several threads at once.

    Raises:
        StartupError: At the first reading, the folder holds no key, or a file that is not an Ed25519 key.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._complaint = ""
        self._generation = 0
        self._reread_at = time.monotonic() + REREAD_SECONDS
        self._search_at = -math.inf
        self._stamps = _stamps(folder)
        self._take(_read(folder, self._stamps))

    @property
    def generation(self) -> int:
        """A number that is another one once the keys have changed; asking may read the folder again."""
        self._reread_when_due()
        return self._generation

    def signing(self) -> tuple[str, Ed25519PrivateKey]:
        """Return the id of the key that signs at this moment, and the key."""
        self._reread_when_due()
        key_id = _signing(self._schedule, now())
        return key_id, self._private[key_id]

    def private(self, key_id: str) -> Ed25519PrivateKey | None:
        """Return a key to sign with, or None when it is not in the folder."""
        self._look_for(key_id)
        return self._private.get(key_id)

    def public(self, key_id: str) -> Ed25519PublicKey | None:
        """Return a key to verify with, or None when it is not in the folder."""
        self._look_for(key_id)
        return self._public.get(key_id)

    def _reread_when_due(self) -> None:
        if time.monotonic() >= self._reread_at:
            self._reread()

    def _look_for(self, key_id: str) -> None:
        self._reread_when_due()
        if key_id not in self._public and time.monotonic() >= self._search_at:
            self._search_at = time.monotonic() + SEARCH_SECONDS
            self._reread()

    def _reread(self) -> None:
        self._reread_at = time.monotonic() + REREAD_SECONDS
        try:
            stamps = _stamps(self._folder)
            if not stamps:
                raise _no_key(self._folder)
            complaint = self._take_readable(stamps) if stamps != self._stamps else ""
        except StartupError as error:
            complaint = error.message
        if complaint and complaint != self._complaint:
            _log.warning("signing keys not read again", reason=complaint)
        self._complaint = complaint

    def _take_readable(self, stamps: dict[Path, Stamp]) -> str:
        """Take what the folder holds, of an unreadable file the former key; return what is wrong."""
        keys, complaint = {}, ""
        for path in stamps:
            try:
                keys[path.stem] = _read_key(path)
            except StartupError as error:
                complaint = error.message
                if path.stem in self._private:
                    keys[path.stem] = self._private[path.stem]
        if keys and _raw(keys) != _raw(self._private):
            self._take(keys)
        self._stamps = {} if complaint else stamps  # so that it is tried again
        return complaint

    def _take(self, keys: dict[str, Ed25519PrivateKey]) -> None:
        self._private = keys
        self._public = {key_id: key.public_key() for key_id, key in keys.items()}
        self._schedule = _schedule(keys)
        self._generation += 1


def read_keys(folder: Path) -> dict[str, Ed25519PrivateKey]:
    """Return every key of a folder by its id; at least one.

    Raises:
        StartupError: The folder holds no key, or a file that is not an Ed25519 key.
    """
    return _read(folder, _stamps(folder))


def generate_key(folder: Path) -> Path:
    """Write a new key, readable by its owner only, and return its file, which appears there whole.

    Raises:
        OSError: The folder or the file cannot be made.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key_id = f"{now():{_TIME_FORMAT}}-{secrets.token_hex(4)}"
    path, partial = folder / f"{key_id}{_SUFFIX}", folder / f".{key_id}.partial"
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        partial.rename(path)
    finally:
        partial.unlink(missing_ok=True)
    return path


def key_statuses(key_ids: Iterable[str], at: datetime, refresh_token_seconds: int) -> list[KeyStatus]:
    """Return what each key is good for at a time, oldest first.

    Args:
        key_ids: All keys of a folder, in any order; at least one.
        at: The time, with its zone.
        refresh_token_seconds: How long a token lasts that was signed at the last moment.
    """
    lifetime = timedelta(seconds=refresh_token_seconds) + _REMOVAL_MARGIN
    schedule = _schedule(key_ids)
    signing = _signing(schedule, at)
    return [
        _status(schedule, place, at, is_signing=key_id == signing, lifetime=lifetime)
        for place, (_, key_id) in enumerate(schedule)
    ]


def _status(
    schedule: Schedule, place: int, at: datetime, *, is_signing: bool, lifetime: timedelta
) -> KeyStatus:
    signs_from, key_id = schedule[place]
    # A key of unknown time may have come long after the one before it: only a known time counts.
    superseded_at = next((start for start, _ in schedule[place + 1 :] if start > _ALWAYS), None)
    removable_at = superseded_at + lifetime if superseded_at else None
    if is_signing:
        state, until = KeyState.SIGNS, superseded_at
    elif signs_from > at:
        state, until = KeyState.WAITS, signs_from
    elif removable_at is None or removable_at > at:
        state, until = KeyState.VERIFIES, removable_at
    else:
        state, until = KeyState.REMOVABLE, None
    return KeyStatus(key_id, _made_at(key_id), state, until)


def _signing(schedule: Schedule, at: datetime) -> str:
    """Return the newest key that may sign, or the oldest one when none may."""
    return next((key_id for start, key_id in reversed(schedule) if start <= at), schedule[0][1])


def _schedule(key_ids: Iterable[str]) -> Schedule:
    made_at = {key_id: _made_at(key_id) for key_id in key_ids}
    return sorted((made + SIGNS_AFTER if made else _ALWAYS, key_id) for key_id, made in made_at.items())


def _made_at(key_id: str) -> datetime | None:
    found = _TIME.match(key_id)
    try:
        return datetime.strptime(found[1], _TIME_FORMAT).replace(tzinfo=UTC) if found else None
    except ValueError:  # a 30 February
        return None


def _stamps(folder: Path) -> dict[Path, Stamp]:
    """Return the files of a folder's keys; none when there is no folder."""
    try:
        paths = [path for path in folder.iterdir() if path.suffix == _SUFFIX and path.name[0] != "."]
    except FileNotFoundError:
        return {}
    except OSError as error:
        message = f"The keys in {folder} cannot be read: {error.strerror}."
        raise StartupError(message) from error
    return {path: _stamp(path) for path in paths}


def _stamp(path: Path) -> Stamp:
    try:
        state = path.stat()
    except OSError as error:
        raise _unreadable(path, error) from error
    return state.st_ino, state.st_mtime_ns, state.st_size


def _read(folder: Path, stamps: dict[Path, Stamp]) -> dict[str, Ed25519PrivateKey]:
    if not stamps:
        raise _no_key(folder)
    return {path.stem: _read_key(path) for path in stamps}


def _read_key(path: Path) -> Ed25519PrivateKey:
    try:
        if path.stat().st_mode & _OTHERS_WRITE:
            message = f"{path} can be written by others, who could sign as they like: `chmod 600` it."
            raise StartupError(message)
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _unreadable(path, error) from error
    if not isinstance(key, Ed25519PrivateKey):
        message = f"{path} is not an Ed25519 key."
        raise StartupError(message)
    return key


def _raw(keys: dict[str, Ed25519PrivateKey]) -> dict[str, bytes]:
    return {key_id: key.private_bytes_raw() for key_id, key in keys.items()}


def _no_key(folder: Path) -> StartupError:
    return StartupError(f"There is no signing key in {folder}: make one with `irontrack keys generate`.")


def _unreadable(path: Path, error: Exception) -> StartupError:
    return StartupError(f"{path} cannot be read as a signing key: {error}")
