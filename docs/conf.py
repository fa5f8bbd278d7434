"""Sphinx's configuration: Markdown by MyST, drawn by Shibuya, nothing loaded from another host."""

from __future__ import annotations

import irontrack

project = "IronTrack"
author = "IronTrack maintainers"
project_copyright = "IronTrack maintainers, under the MIT licence"
version = release = irontrack.__version__

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
templates_path = ["_templates"]
nitpicky = True

myst_heading_anchors = 3
myst_enable_extensions = ["deflist"]

html_theme = "shibuya"
html_title = "IronTrack"
html_show_sphinx = False
html_copy_source = False
html_theme_options = {
    "accent_color": "blue",
    "globaltoc_expand_depth": 1,
    "show_ai_links": False,
}
