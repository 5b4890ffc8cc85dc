"""What an address asks for, read strictly: an unknown choice or an impossible day is refused, never guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from encours.kernel.currency import is_currency_code
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.receivables.aging import Buckets
from encours.usecases.organization import own_buckets
from encours.usecases.paging import read_place
from encours.web.shared.place import Here


class FieldUnreadable(Refusal):
    code = "field_unreadable"
    message = Text(en="“{value}” is no value for “{name}”.", fr="« {value} » n'est pas une valeur pour « {name} ».")
    repair = Text(en="Go back and choose again.", fr="Revenez en arrière et choisissez de nouveau.")


@dataclass(frozen=True, slots=True)
class Asked:
    """The query of a request, with the place it was made in."""

    here: Here
    query: Mapping[str, str]
    _used: dict[str, str] = field(default_factory=dict)

    def text(self, name: str, limit: int = 200) -> str:
        """A text, '' where none was given; characters that no database keeps are left out."""
        return self._keep(name, self.query.get(name, "").replace("\0", "").strip()[:limit])

    def choice(self, name: str, choices: Mapping[str, Any] | tuple[str, ...], default: str) -> str:
        """One of the choices."""
        value = self.query.get(name, "") or default
        if value not in choices:
            raise FieldUnreadable(name=name, value=value[:40])
        return self._keep(name, value, default)

    def flag(self, name: str) -> bool:
        """A tick."""
        return bool(self._keep(name, "1" if self.query.get(name) == "1" else ""))

    def number(self, name: str, most: int = 2**63 - 1) -> int | None:
        """A whole number from 0."""
        value = self.query.get(name, "")
        if not value:
            return None
        if not (value.isascii() and value.isdigit() and len(value) < 20 and int(value) <= most):
            raise FieldUnreadable(name=name, value=value[:40])
        self._keep(name, value)
        return int(value)

    def day(self, name: str = "as_of") -> date:
        """A day, today where none was given."""
        value = self.query.get(name, "")
        try:
            found = date.fromisoformat(value) if value else self.here.today
        except ValueError:
            raise FieldUnreadable(name=name, value=value[:40]) from None
        if not 1900 <= found.year <= 2200:
            raise FieldUnreadable(name=name, value=value[:40])
        self._keep(name, found.isoformat(), self.here.today.isoformat())
        return found

    def known_at(self) -> datetime | None:
        """The instant whose knowledge a figure rests on, in the company's time zone; a minute is meant to its end."""
        value = self.query.get("known_at", "")
        if not value:
            return None
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            raise FieldUnreadable(name="known_at", value=value[:40]) from None
        if len(value) <= 10:  # a day alone means its end, at every door
            found = datetime.combine(found, time(23, 59))
        found = found.astimezone(self.here.zone) if found.tzinfo else found.replace(tzinfo=self.here.zone)
        exact = found.second or found.microsecond
        self._keep("known_at", found.replace(tzinfo=None).isoformat(timespec="auto" if exact else "minutes"))
        return found if exact else found + timedelta(seconds=59, microseconds=999_999)

    def currency(self) -> str:
        """A currency, '' for all."""
        value = self.query.get("currency", "").upper()
        if value and not is_currency_code(value):
            raise FieldUnreadable(name="currency", value=value[:40])
        return self._keep("currency", value)

    def buckets(self) -> Buckets:
        """Buckets from the last day of each: `0,30,60`; the company's own where none are asked for."""
        value, own = self.query.get("buckets", ""), own_buckets(self.here.company)
        if not value:
            return own
        try:
            bounds = tuple(int(part) + 1 for part in value.split(",")[:13])
            if len(bounds) > 12 or any(abs(bound) > 10_000 for bound in bounds):
                raise ValueError
            found = Buckets(bounds)
        except ValueError:
            raise FieldUnreadable(name="buckets", value=value[:40]) from None
        self._keep("buckets", ",".join(str(bound - 1) for bound in found.bounds), ",".join(str(bound - 1) for bound in own.bounds))
        return found

    def after(self, name: str = "after") -> tuple[Any, ...] | None:
        """The place after which a list goes on; not kept in other links."""
        return read_place(self.query.get(name, ""))

    def _keep(self, name: str, value: str, default: str = "") -> str:
        if value and value != default:
            self._used[name] = value
        else:
            self._used.pop(name, None)
        return value

    @property
    def kept(self) -> dict[str, str]:
        """What was asked and differs from the default."""
        return dict(self._used)

    def link(self, path: str, **changes: object) -> str:
        """An address with what was asked, changed: a value of None or '' is left out."""
        values = {name: str(value) for name, value in (self._used | changes).items() if value not in (None, "")}
        return f"{path}?{urlencode(values)}" if values else path
