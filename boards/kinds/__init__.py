"""What the live pages show of a board beside the picture and its post-its: a module for each kind.

Each has `TEXTS` for JavaScript, and a function for each page (`control`, `screen`, `seat`) that
gives its templates in templates/boards/kinds/ what they show. The browser's side of it stands in
static/js/kinds/ under the same name.
"""
