"""`irontrack up --reload`: the application in a child process, a new one after each change of its code.

PostgreSQL, the listening socket and the data folder stay with the parent, so new connections wait.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from watchfiles import PythonFilter, watch

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator, Mapping

    from irontrack.cli.progress import Progress

_PACKAGE: Final = Path(__file__).parents[1]
_PATIENCE_SECONDS: Final = 10.0


def serve_reloading(environment: Mapping[str, str], listener: socket.socket, progress: Progress) -> None:
    """Serve until SIGINT or SIGTERM, which must raise KeyboardInterrupt.

    A child that fails, as after a change that does not compile, is replaced at the next change.

    Args:
        environment: Holds the settings for the child.
        listener: Stays open between two children.
        progress: Told of each replacement.
    """
    changes = watch(_PACKAGE, watch_filter=PythonFilter(), raise_interrupt=True)
    while True:
        with _child(environment, listener):
            changed = next(changes)
        names = sorted({str(Path(path).relative_to(_PACKAGE)) for _, path in changed})
        progress.say(f"Changed: {', '.join(names)}. Starting again.")


@contextmanager
def _child(environment: Mapping[str, str], listener: socket.socket) -> Iterator[None]:
    """Run the application while the block runs; the kernel ends it with this process, however that ends."""
    descriptor = listener.fileno()
    command = (sys.executable, "-m", "irontrack.cli.reloaded", str(os.getpid()), str(descriptor))
    child = subprocess.Popen(command, env=dict(environment), pass_fds=(descriptor,))  # noqa: S603 - ourselves, and no shell
    try:
        yield
    finally:
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
