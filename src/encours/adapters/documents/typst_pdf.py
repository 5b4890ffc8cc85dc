"""Running Typst, closed on all sides: our templates, our fonts, values as data, no system font, no warning let pass."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import typst

from encours.adapters.documents.printable import FONTS

TEMPLATES = Path(__file__).parent / "templates"
_local = threading.local()


class DocumentFailed(Exception):
    """A template did not compile cleanly: a defect of ours, never of the data."""


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def _compiler() -> typst.Compiler:
    # A compiler serves one thread at a time; the fonts are read once for all.
    if not hasattr(_local, "compiler"):
        _local.compiler = typst.Compiler(root=TEMPLATES, font_paths=_fonts())
    compiler: typst.Compiler = _local.compiler
    return compiler


def compile_pdf(template: str, values: Mapping[str, Any], *, day: date) -> bytes:
    """The template filled with `values`, as PDF/A-3a and PDF/UA-1. `day` is the creation date that the file states.

    Raises DocumentFailed on an error or a warning: a missing font is only a warning to Typst, and a hole in a letter to us.
    """
    stamp = datetime.combine(day, time(12), tzinfo=UTC)
    try:
        pdf, warnings = _compiler().compile_with_warnings(
            input=TEMPLATES / template,
            format="pdf",
            pdf_standards=["a-3a", "ua-1"],
            sys_inputs={"data": json.dumps(values, ensure_ascii=False)},
            timestamp=stamp,
        )
    except typst.TypstError as error:
        raise DocumentFailed(f"{template}: {error.message} {error.diagnostic}") from error
    if warnings:
        raise DocumentFailed(f"{template}: {'; '.join(str(warning) for warning in warnings)}")
    assert isinstance(pdf, bytes)
    return pdf
