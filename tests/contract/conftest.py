"""Fixtures: the checkout, and programs run in it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[2]
SCRIPTS = Path(sys.executable).parent


class Run(Protocol):
    """Runs a program, of this environment if it is there, and returns its status with all it wrote."""

    def __call__(
        self, *command: str | Path, cwd: Path = ROOT, env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]: ...


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def run() -> Run:
    return _run


def _run(
    *command: str | Path, cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    program, *arguments = command
    own = SCRIPTS / program
    return subprocess.run(  # noqa: S603 - programs of this project and of its tools
        [own if own.is_file() else program, *arguments],
        cwd=cwd,
        env=env,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
