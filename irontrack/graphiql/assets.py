"""The built files of the page, and how far they are: ready, being built, or failed with a reason."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from irontrack.errors import StartupError
from irontrack.graphiql.build import build_async, fingerprint

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

PACKAGED: Final = Path(__file__).parent / "static"


@dataclass(frozen=True, slots=True)
class Ready:
    """The files are there and stay as they are.

    Attributes:
        folder: Holds them side by side; its name is their fingerprint.
        files: Their names, the only ones that are served.
    """

    folder: Path
    files: frozenset[str]


@dataclass(frozen=True, slots=True)
class Building:
    """They are being built, or a build is about to start."""


@dataclass(frozen=True, slots=True)
class Failed:
    """They could not be built.

    Attributes:
        reason: One sentence, safe to show.
    """

    reason: str


State = Ready | Building | Failed


class GraphiqlAssets:
    """Looks for the built files, and builds them in the background where there are none.

    Args:
        cache: Where a build goes and is found again, one folder per fingerprint.
        packaged: Where the wheel carries its files, laid out in the same way.
    """

    def __init__(self, cache: Path, packaged: Path = PACKAGED) -> None:
        self._cache = cache
        name = fingerprint()
        self._places = (packaged / name, cache / name)
        self._state: State = Building()

    @property
    def state(self) -> State:
        """How far the files are; asks the disk until they are ready, since another process may build them."""
        if not isinstance(self._state, Ready):
            self._state = next((_ready(place) for place in self._places if place.is_dir()), self._state)
        return self._state

    @contextlib.asynccontextmanager
    async def background_build(self) -> AsyncIterator[None]:
        """Build while the body runs, unless the files are there; leaving it ends an unfinished build."""
        if isinstance(self.state, Ready):
            yield
            return
        task = asyncio.create_task(self._build(), name="graphiql-build")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])

    async def _build(self) -> None:
        try:
            await build_async(self._cache)
        except StartupError as error:
            self._state = Failed(error.message)


def _ready(folder: Path) -> Ready:
    return Ready(folder, frozenset(path.name for path in folder.iterdir() if path.is_file()))
