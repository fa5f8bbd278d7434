"""Commands beside a running `irontrack up`: they find its database by themselves."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from up import up

if TYPE_CHECKING:
    from pathlib import Path


def irontrack(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder, without settings of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("IRONTRACK_")}
    command = [sys.executable, "-m", "irontrack", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own command


def test_the_demo_account_is_made_an_administrator_in_the_same_folder(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with up(tmp_path):
        listed = irontrack(tmp_path, "users", "list")
        assert listed.returncode == 0, listed.stderr
        demo = next(word for word in listed.stdout.split() if "@" in word)
        promoted = irontrack(tmp_path, "users", "promote", demo)
        assert promoted.stdout == f"{demo} is a superuser now.\n"
        missing = irontrack(elsewhere, "users", "list")
        assert missing.stderr == "The setting IRONTRACK_DATABASE_URL is missing.\n"
    stopped = irontrack(tmp_path, "users", "list")
    assert stopped.stderr == "The setting IRONTRACK_DATABASE_URL is missing.\n"
