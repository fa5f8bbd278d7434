"""Programs of other people that run on Node: those that `javascript/` asks for, and our scripts for them.

`package.json` overrides a package of GraphQL Codegen's: the version that is asked for could not be had when
the lockfile was written. It reads schemas from other servers, which no test does.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from irontrack.graphiql.node import Node, find_node

SOURCES = Path(__file__).parent / "javascript"
INSTALL_SECONDS = 300
RUN_SECONDS = 120
_MANIFESTS = (".npmrc", "package.json", "package-lock.json")


@dataclass(frozen=True)
class Workshop:
    """A copy of `javascript/` with the packages installed.

    Attributes:
        folder: Its own; tests may write there.
    """

    folder: Path
    _node: Node

    def run(self, program: str, *arguments: str, folder: str = ".") -> str:
        """Run a script of ours, or `node_modules/.bin/…`; return what it wrote when it went well."""
        command: list[str | Path] = [self._node.node, self.folder / program, *arguments]
        done = subprocess.run(  # noqa: S603 - our own scripts, and packages by their checksums
            command,
            cwd=self.folder / folder,
            env=self._node.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=RUN_SECONDS,
        )
        assert done.returncode == 0, f"{program}\n{done.stdout}\n{done.stderr}"
        return done.stdout


def open_workshop(cache: Path, folder: Path) -> Workshop:
    """Make a workshop in a folder that is not there yet.

    Args:
        cache: Keeps the packages for further runs; other processes may use it at the same time.
        folder: Becomes the copy of `javascript/`.
    """
    node = find_node()
    shutil.copytree(SOURCES, folder, ignore=shutil.ignore_patterns("node_modules"))
    (folder / "node_modules").symlink_to(_installed(cache, node))
    return Workshop(folder, node)


def _installed(cache: Path, node: Node) -> Path:
    """Return the folder of the packages; installs them, 270 MB, where no run before has done it."""
    digest = hashlib.sha256(b"".join((SOURCES / name).read_bytes() for name in _MANIFESTS))
    target = cache / digest.hexdigest()[:16]
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.is_dir():
            for former in cache.glob("*/"):
                shutil.rmtree(former)
            _install(cache / "unfinished", node).rename(target)
    return target / "node_modules"


def _install(folder: Path, node: Node) -> Path:
    folder.mkdir()
    for name in _MANIFESTS:
        shutil.copy(SOURCES / name, folder)
    done = subprocess.run(  # noqa: S603 - npm as Node's package brings it
        [*node.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=folder,
        env=node.environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=INSTALL_SECONDS,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return folder
