"""What a command is doing, for whoever waits: a spinner or bar on a terminal, and a line for what is done."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.progress import Progress as Bar
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_WORTH_TELLING_SECONDS: Final = 0.1


class Progress:
    """Writes to standard output; a failed step leaves no line, the error speaks for it."""

    def __init__(self) -> None:
        self._console = Console(highlight=False, soft_wrap=True)

    @contextmanager
    def step(self, doing: str, done: str) -> Iterator[None]:
        """Say what is being done, and once the block has ended what was done and how long it took."""
        began = time.perf_counter()
        with self._console.status(Text(doing)):
            yield
        seconds = time.perf_counter() - began
        duration = f" ({seconds:.1f} s)" if seconds >= _WORTH_TELLING_SECONDS else ""
        self._console.print(Text.assemble(("✓ ", "green"), done, (duration, "dim")))

    @contextmanager
    def bar(self, doing: str, steps: int) -> Iterator[Callable[[], None]]:
        """Show on a terminal how far the block is; it calls what it is given after each step."""
        with Bar(console=self._console, transient=True, disable=not self._console.is_terminal) as bar:
            task = bar.add_task(doing, total=steps)
            yield lambda: bar.advance(task)

    def say(self, line: str, style: str = "") -> None:
        """Print a line as it is."""
        self._console.print(Text(line, style))
