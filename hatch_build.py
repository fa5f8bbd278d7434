"""Builds GraphiQL's files into the wheel; an editable install builds them at its first start instead."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class GraphiqlBuildHook(BuildHookInterface):  # type: ignore[type-arg] # its parameter is a builder's configuration
    """Puts `irontrack/graphiql/static` into the wheel, built in a folder of its own beside the sources."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build and register the files.

        Raises:
            StartupError: They cannot be built; there is no wheel without them.
        """
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from irontrack.graphiql.build import build  # noqa: PLC0415 - importable from here on only

        self.built = Path(tempfile.mkdtemp(prefix="irontrack-wheel-"))
        build(self.built)
        build_data["force_include"][str(self.built)] = "irontrack/graphiql/static"

    def finalize(self, version: str, _build_data: dict[str, Any], _artifact_path: str) -> None:
        """Remove what was built."""
        if version != "editable":
            shutil.rmtree(self.built, ignore_errors=True)
