"""How Sphinx makes the site: from the pages of this folder and the generated ones, linked in as contract/."""

from __future__ import annotations

project = "secc"
copyright = "the secc authors"
extensions = ["myst_parser"]
root_doc = "index"
html_theme = "furo"
html_title = "secc"
html_copy_source = False
html_show_sphinx = False
highlight_language = "none"
myst_heading_anchors = 3
nitpicky = True
