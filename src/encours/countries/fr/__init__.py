"""France."""

from __future__ import annotations

from encours.countries.contract import Country
from encours.countries.fr.calendars import ALSACE_MOSELLE, FRANCE, TARGET
from encours.countries.fr.caps import legal_cap
from encours.countries.fr.identifiers import IDENTIFIERS
from encours.countries.fr.penalties import penalty_policy
from encours.countries.fr.rates import RATES
from encours.countries.fr.wording import terms_wording
from encours.kernel.wording import Text

COUNTRY = Country(
    code="FR",
    name=Text(en="France", fr="France"),
    currency="EUR",
    time_zone="Europe/Paris",
    default_terms="NET30",
    calendars={calendar.code: calendar for calendar in (FRANCE, ALSACE_MOSELLE, TARGET)},
    identifiers=IDENTIFIERS,
    rates=RATES,
    legal_cap=legal_cap,
    penalty_policy=penalty_policy,
    terms_wording=terms_wording,
)
