"""Builds the page's files with npm and esbuild, into a folder named by their sources' fingerprint.

Needs the standard library only: the wheel's build hook runs it where no dependency of the application is
installed.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import re
import shutil
import signal
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from irontrack.errors import StartupError
from irontrack.graphiql.node import find_node

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FRONTEND: Final = Path(__file__).parent / "frontend"
BUILD_TIMEOUT_SECONDS: Final = 600

_INSTALLED: Final = "node_modules"
_UNREACHABLE: Final = frozenset(
    {
        "EAI_AGAIN",
        "ECONNREFUSED",
        "ECONNRESET",
        "EHOSTUNREACH",
        "ENETUNREACH",
        "ENOTFOUND",
        "ERR_SOCKET_TIMEOUT",
        "ETIMEDOUT",
    }
)
_NPM_CODE: Final = re.compile(r"^npm error code (\w+)$", re.MULTILINE)

_log = logging.getLogger(__name__)


def fingerprint() -> str:
    """Return 16 hexadecimal digits that change with any source of the page; reads about 70 KB."""
    digest = hashlib.sha256()
    for path in sorted(FRONTEND.rglob("*")):
        name = path.relative_to(FRONTEND)
        if path.is_file() and _INSTALLED not in name.parts:
            content = path.read_bytes()
            digest.update(f"{name.as_posix()}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()[:16]


def build(root: Path) -> Path:
    """Build as `build_async` does, from code without an event loop."""
    return asyncio.run(build_async(root))


async def build_async(root: Path) -> Path:
    """Build the present sources unless that was done; 10 to 20 s with npm's registry at hand.

    Cancelling it ends npm and everything npm started.

    Args:
        root: Holds one folder per fingerprint; made where it is missing.

    Returns:
        The complete folder `root / fingerprint()`.

    Raises:
        StartupError: There is no Node, npm or esbuild failed, it took longer than ten minutes, or the result
            cannot be written.
    """
    target = root / fingerprint()
    if target.is_dir():
        return target
    work: Path | None = None
    try:
        work = Path(tempfile.mkdtemp(prefix="irontrack-graphiql-"))
        async with asyncio.timeout(BUILD_TIMEOUT_SECONDS):
            built = await _bundle(work)
        await asyncio.to_thread(publish, built, target)
    except TimeoutError:
        message = f"GraphiQL could not be built: it took longer than {BUILD_TIMEOUT_SECONDS} seconds."
        raise StartupError(message) from None
    except OSError as error:
        message = f"GraphiQL could not be built: {error}."
        raise StartupError(message) from error
    finally:
        if work is not None:
            await asyncio.to_thread(shutil.rmtree, work, ignore_errors=True)
    return target


def publish(built: Path, target: Path) -> None:
    """Put a complete set of files in its place in one step; the set of a faster process stays."""
    target.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        shutil.copytree(built, staging, dirs_exist_ok=True)
        staging.chmod(built.stat().st_mode)
        staging.rename(target)
    except OSError:
        if not target.is_dir():
            raise
    finally:
        shutil.rmtree(staging, ignore_errors=True)


async def _bundle(work: Path) -> Path:
    """Install and bundle in a folder of its own; return the folder of the result."""
    source, built = work / "frontend", work / "built"
    node = await asyncio.to_thread(find_node)
    environment = node.environment()
    ignore = shutil.ignore_patterns(_INSTALLED)
    await asyncio.to_thread(shutil.copytree, FRONTEND, source, ignore=ignore)
    install = [*node.npm, "ci", "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund"]
    await _run("npm ci", install, source, environment)
    await _run("esbuild", [str(node.node), "build.mjs", str(built)], source, environment)
    return built


async def _run(step: str, command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
    """Run one command to its end, in a process group of its own that ends with this call."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env=environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        output, _ = await process.communicate()
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
    if process.returncode:
        text = output.decode(errors="replace")
        _log.error("%s ended with status %d:\n%s", step, process.returncode, text)
        message = f"GraphiQL could not be built: {_reason(step, text)}."
        raise StartupError(message)


def _reason(step: str, output: str) -> str:
    """Name the cause in a few words: the registry, or else the first line that speaks of an error."""
    code = _NPM_CODE.search(output)
    if code and code[1] in _UNREACHABLE:
        return f"npm cannot reach its registry ({code[1]})"
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    first = next((line for line in lines if "error" in line.lower()), "no output")
    return f"{step} failed ({first})"
