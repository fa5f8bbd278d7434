"""The child of `irontrack up --reload`: `python -m irontrack.cli.reloaded PARENT SOCKET`.

Serves on an inherited socket, with the settings in the environment, for as long as its parent lives.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import sys
from typing import Final

from irontrack.cli.serve import SHORT_GRACE_SECONDS, serve_app
from irontrack.errors import IronTrackError
from irontrack.settings import settings_from

PR_SET_PDEATHSIG: Final = 1  # <linux/prctl.h>


def main(parent: int, descriptor: int) -> None:
    """Serve until SIGINT, SIGTERM or the end of the parent.

    Raises:
        StartupError: The application cannot be made.
    """
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() == parent:
        serve_app(settings_from(os.environ), socket.socket(fileno=descriptor), SHORT_GRACE_SECONDS)


if __name__ == "__main__":
    try:
        main(int(sys.argv[1]), int(sys.argv[2]))
    except IronTrackError as error:
        sys.exit(error.message)
