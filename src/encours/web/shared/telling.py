"""What the last action came to: said once on the next page, with a way back where there is one."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from markupsafe import Markup

from encours.kernel.wording import Language
from encours.web.words import WORDS


def tell(request: HttpRequest, text: str, *, undo: str = "", fields: Mapping[str, str] | None = None) -> None:
    """Say on the next page what was done. `undo` is the address that takes it back when the fields are posted to it."""
    messages.success(request, text, extra_tags=json.dumps({"undo": undo, "fields": dict(fields or {})}) if undo else "")


def warn(request: HttpRequest, text: str) -> None:
    """Say on the next page what went otherwise than meant."""
    messages.warning(request, text)


def told(request: HttpRequest, csrf_input: str, language: Language) -> Markup:
    """Everything told since the last page, once."""
    return Markup().join(_notice(one, csrf_input, language) for one in messages.get_messages(request))


def _notice(one: Message, csrf_input: str, language: Language) -> Markup:
    tone = "warn" if one.level_tag == "warning" else "ok"
    way_back = _way_back(json.loads(one.extra_tags), csrf_input, language) if (one.extra_tags or "").startswith("{") else ""
    return Markup(format_html('<div class="notice toast {}" role="status"><p>{}</p>{}</div>', tone, str(one), way_back))


def _way_back(kept: Mapping[str, object], csrf_input: str, language: Language) -> str:
    fields = kept["fields"]
    assert isinstance(fields, dict)
    hidden = format_html_join("", '<input type="hidden" name="{}" value="{}">', fields.items())
    return format_html('<form method="post" action="{}">{}{}<button class="slim" data-undo>{}</button></form>', kept["undo"], csrf_input, hidden, WORDS["notice.undo"].say(language))
