"""The HTML of `/graphiql`, in each state of its files. None of it has a script of its own in it."""

from __future__ import annotations

from html import escape
from string import Template
from typing import TYPE_CHECKING, Final

from irontrack.graphiql.assets import Building, Failed, Ready

if TYPE_CHECKING:
    from irontrack.graphiql.assets import State

REBUILD_COMMAND: Final = "uv run irontrack graphiql build"

_APPLICATION: Final = Template(
    """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>IronTrack GraphiQL</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="$assets/app.css">
<script type="module" src="$assets/app.js"></script>
</head>
<body>
<div id="graphiql"></div>
<noscript>GraphiQL needs JavaScript; the API itself answers at /graphql.</noscript>
</body>
</html>
"""
)

_NOTICE: Final = Template(
    """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="$refresh_seconds">
<title>$title</title>
<link rel="icon" href="data:,">
<style>
body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 15vh auto; padding: 0 1rem }
</style>
</head>
<body>
<h1>$title</h1>
<p>$text</p>
</body>
</html>
"""
)


def render(state: State, assets: str) -> str:
    """Return the page.

    Args:
        state: How far its files are.
        assets: The address under which they are served, without a slash at its end.
    """
    match state:
        case Ready(folder=folder):
            return _APPLICATION.substitute(assets=f"{assets}/{folder.name}")
        case Building():
            return _notice(
                2,
                "GraphiQL is being built",
                "This happens once and takes about a quarter of a minute; the page then opens by itself. "
                "The API already answers at <code>/graphql</code>.",
            )
        case Failed(reason=reason):
            return _notice(
                10,
                "GraphiQL is not built yet",
                f"{escape(reason)} When npm's registry can be reached, run <code>{REBUILD_COMMAND}</code> "
                "(with the same <code>--data-dir</code>, if you gave one), and this page opens by itself. "
                "The API works meanwhile: it answers at <code>/graphql</code>.",
            )


def _notice(refresh_seconds: int, title: str, text: str) -> str:
    return _NOTICE.substitute(refresh_seconds=refresh_seconds, title=title, text=text)
