"""Reports as one self-contained HTML file: no script, no request, readable on paper, on a phone and in the dark."""

from encours.formats.exports.html.write import write

__all__ = ["write"]
