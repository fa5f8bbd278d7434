"""The pinned versions: writes them from uv's resolution, and tells where they are out of step with it.

`pyproject.toml` pins every package, direct and transitive, and what builds the wheel, so that each `uv sync`
resolves to the same versions. `requirements.lock` has those that an installed wheel needs, with the hashes of
their files.

    uv run .ci/pins.py write      after a dependency was added or removed
    uv run .ci/pins.py upgrade    take the newest versions, then write
    uv run .ci/pins.py check      exit status 1 and one line per difference
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
PYPROJECT: Final = ROOT / "pyproject.toml"
LOCK: Final = ROOT / "requirements.lock"

_LISTS: Final = {
    "constraint-dependencies": ("--all-groups", "--all-extras", "--no-hashes"),
    "build-constraint-dependencies": ("--only-group", "build", "--no-hashes"),
}
_HASH: Final = re.compile(r"--hash=(\S+)")


def main(arguments: list[str]) -> int:
    """Do what the one argument says, and return the exit status."""
    match arguments:
        case ["write"]:
            _write()
        case ["upgrade"]:
            _upgrade()
        case ["check"]:
            differences = _differences()
            sys.stdout.writelines(f"{line}\n" for line in differences)
            return 1 if differences else 0
        case _:
            sys.stderr.write(__doc__ or "")
            return 2
    return 0


def _write() -> None:
    for name, options in _LISTS.items():
        _replace(name, _exported(*options).splitlines())
    LOCK.write_text(_exported("--no-default-groups"), encoding="utf-8")
    _uv("lock")


def _upgrade() -> None:
    for name in _LISTS:
        _replace(name, [])
    _uv("lock", "--upgrade")
    _write()


def _differences() -> list[str]:
    committed_pins = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["tool"]["uv"]
    differences = [
        f"pyproject.toml, {name}: {requirement}"
        for name, options in _LISTS.items()
        for requirement in set(_exported(*options).splitlines()) ^ set(committed_pins[name])
    ]
    committed = _hashes(LOCK.read_text(encoding="utf-8"))
    resolved = _hashes(_exported("--no-default-groups"))
    differences += [f"requirements.lock: {requirement}" for requirement in committed.keys() ^ resolved.keys()]
    # More files may have been published for a version since; none may have changed.
    differences += [
        f"requirements.lock, hashes: {requirement}"
        for requirement in committed.keys() & resolved.keys()
        if not committed[requirement] or not committed[requirement] <= resolved[requirement]
    ]
    return sorted(differences)


def _exported(*options: str) -> str:
    """Return the resolution in `uv.lock` as requirements, one per line, hashes on continued lines."""
    form = ("--no-emit-project", "--no-annotate", "--no-header")
    return _uv("export", "--frozen", "--offline", *form, *options)


def _uv(*arguments: str) -> str:
    command = ["uv", "--quiet", *arguments]
    result = subprocess.run(  # noqa: S603 - the arguments stand in this file
        command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    return result.stdout


def _replace(name: str, requirements: list[str]) -> None:
    lines = "".join(f'  "{requirement}",\n' for requirement in requirements)
    text = PYPROJECT.read_text(encoding="utf-8")
    block = re.compile(rf"^{name} = \[\n.*?^\]\n", re.MULTILINE | re.DOTALL)
    PYPROJECT.write_text(block.sub(f"{name} = [\n{lines}]\n", text, count=1), encoding="utf-8")


def _hashes(lock: str) -> dict[str, set[str]]:
    """Return the hashes of each requirement of a lock."""
    requirements = lock.replace("\\\n", " ").splitlines()
    return {line.partition("--hash")[0].strip(): set(_HASH.findall(line)) for line in requirements}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
