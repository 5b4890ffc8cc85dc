"""What a person chose for oneself, and where one is signed in."""

from __future__ import annotations

from dataclasses import dataclass

from encours.kernel.wording import LANGUAGES, Language
from encours.store.sessions import SessionRow, handle_of, load_sessions
from encours.store.tenant import directory
from encours.store.users import load_language, save_language


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A session of one's own; `is_this` is the one that asks."""

    row: SessionRow
    is_this: bool


_BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("Linux", "Linux"))


def browser_of(agent: str) -> str:
    """What a browser says of itself, as people call it; the beginning of its words where they say nothing known.

    >>> browser_of("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
    'Firefox · Linux'
    >>> browser_of("curl/8.5"), browser_of("")
    ('curl/8.5', '—')
    """
    known = [next((name for sign, name in signs if sign in agent), "") for signs in (_BROWSERS, _SYSTEMS)]
    return " · ".join(name for name in known if name) or agent[:60] or "—"


def own_sessions(user_id: int, session_key: str) -> list[OwnSession]:
    """The user's open sessions, the last used first."""
    with directory() as cursor:
        return [OwnSession(row, row.handle == handle_of(session_key)) for row in load_sessions(cursor, [user_id])]


def preferred_language(user_id: int) -> Language | None:
    """The language in which the user wants mail, if one was chosen."""
    with directory() as cursor:
        return load_language(cursor, user_id)


def prefer_language(user_id: int, language: str) -> None:
    """Keep the language in which the user wants mail; one that Encours does not speak changes nothing."""
    chosen = next((one for one in LANGUAGES if one == language), None)
    if chosen is not None:
        with directory() as cursor:
            save_language(cursor, user_id, chosen)
