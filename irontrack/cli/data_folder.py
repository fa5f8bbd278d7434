"""The folder in which `irontrack up` keeps everything: known by its mark, used by one process at a time."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from irontrack.errors import StartupError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DEFAULT_DATA_DIR: Final = ".irontrack"
DATABASE: Final = "irontrack"
"""The name of the database in it."""

MARK: Final = "irontrack.lock"

_CONTENT: Final = ("postgresql", "postgresql.new", "postgresql.log", "keys", "graphiql")


class DataFolder:
    """A folder that begins empty, so that all in it under our names is ours.

    Args:
        path: Made, mode 0700, when missing.
    """

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self._mark = self.path / MARK

    @property
    def keys(self) -> Path:
        """The folder of the signing keys."""
        return self.path / "keys"

    @property
    def graphiql(self) -> Path:
        """The folder of GraphiQL's builds."""
        return self.path / "graphiql"

    def make(self) -> None:
        """Make the folder and mark it, unless that was done.

        Raises:
            StartupError: It holds somebody else's files, or the system refuses.
        """
        with self._explained():
            with suppress(FileExistsError):
                self.path.mkdir(mode=0o700, parents=True)
            if not self._mark.exists() and any(self.path.iterdir()):
                message = f"{self.path} holds other files: choose an empty folder with --data-dir."
                raise StartupError(message)
            self._mark.touch(mode=0o600)

    @contextmanager
    def claimed(self) -> Iterator[None]:
        """Make the folder and keep other processes out; the kernel ends that with this one, however it ends.

        Raises:
            StartupError: Another process has it, or as for `make`.
        """
        self.make()
        with self._explained():
            mark = os.open(self._mark, os.O_RDWR)
        try:
            self._lock(mark)
            yield
        finally:
            os.close(mark)

    def announce(self, address: str) -> None:
        """Leave word of who has the folder; only while it is claimed.

        Raises:
            StartupError: The system refuses.
        """
        with self._explained():
            self._mark.write_text(json.dumps({"address": address, "process": os.getpid()}), "utf-8")

    def reset(self) -> None:
        """Delete everything that was made here; other files stay. Only while the folder is claimed.

        Raises:
            StartupError: The system refuses.
        """
        with self._explained():
            for path in (self.path / name for name in _CONTENT):
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path)
                else:
                    path.unlink(missing_ok=True)

    def _lock(self, mark: int) -> None:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StartupError(self._holder()) from None

    def _holder(self) -> str:
        try:
            holder = json.loads(self._mark.read_text("utf-8"))
            return (
                f"IronTrack already runs on this folder: {holder['address']} (process {holder['process']})."
            )
        except (OSError, ValueError, KeyError):  # between the claim and the word of it
            return "IronTrack is being started on this folder by another process."

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            reason = error.strerror or str(error)
            message = f"The data folder {self.path} cannot be used: {reason[:1].lower()}{reason[1:]}."
            raise StartupError(message) from error
