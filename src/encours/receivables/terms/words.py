"""Payment terms as people write them, in French and English, turned into codes.

A sentence is first reduced to a few canonical tokens; then the whole of it must match a known shape. Nothing is
guessed from a part of a sentence: what is left over makes the reading fail, and the caller reports an issue.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from fractions import Fraction

from encours.receivables.terms.codes import Reading, parse_code, two_readings
from encours.receivables.terms.model import Terms

_NUMBERS = {
    "quatre vingt dix": 90, "quarante cinq": 45, "forty five": 45, "ninety": 90, "soixante": 60, "sixty": 60, "trente": 30, "thirty": 30,
    "vingt": 20, "twenty": 20, "quinze": 15, "fifteen": 15, "dix": 10, "ten": 10, "huit": 8, "eight": 8, "sept": 7, "seven": 7,
}  # fmt: skip

# In order: longer expressions first. Capitals are tokens, so that a later rule cannot touch them.
_TOKENS = [
    (r"(?:le|on the|the|on) (\d{1,2})(?: (?:er|e|st|nd|rd|th))?(?! (?:jours?|jrs?|j|days?|d)\b)", r"ON\1"),
    (r"fin (?:de |du )?mois suivant", "EOM NEXTM"),
    (r"(?:fin (?:de |du )?mois|f\.? ?d\.? ?m\.?|end of (?:the )?month|month end|e\.? ?o\.? ?m\.?)", "EOM"),
    (r"(?:a compter|a partir|apres|after|from|following) (?:de |du |the )*(?:la )?EOM", "AFTEREOM"),
    (r"(?:mois suivant|mois qui suit|(?:following|next) month)", "NEXTM"),
    (r"fin (?:de |de la )?decade", "DEKADE"),
    (r"(?:jours?|jrs?|j|days?|d)", "D"),
    (r"(?:mois|months?)", "M"),
    (r"(?:reception|receipt)", "RECEIPT"),
    (r"(?:comptant|immediate?(?:ment|ly)?|cash)", "NOW"),
    (r"(?:livraison|delivery)", "DELIVERY"),
    (r"(?:commande|order)", "ORDER"),
    (r"(?:acompte|deposit|upfront|down payment|advance)", "DEPOSIT"),
    (r"(?:solde|balance|reste|remainder|rest)", "REST"),
]  # fmt: skip
_NOISE_WORDS = """
a au aux de des du d la le les l un une the of on upon at in by to is are be and et sous en par net nets date facture
factures facturation invoice invoices emission issue issued paiement payment payments payable paye reglement regle
regler due terms term within after from apres compter partir days calendaires calendar virement bancaire cheque
prelevement transfer bank n delai delais echeance condition conditions fixe maximum
"""
_NOISE = frozenset(_NOISE_WORDS.split())
_DISCOUNT = re.compile(r"(\d{1,2}(?:\.\d{1,2})?) ?(?:%|/) ?(\d{1,3})(?: D)? (?:n|net) ?/? ?(\d{1,3})(?: D)?")
_EQUAL = re.compile(r"(?:(?P<count>\d) (?:fois|times|echeances|installments|instalments) )?(?P<days>\d{1,3}(?:[/ ]\d{1,3})+)(?: D)?")
_MARK = re.compile(r"(\d{1,3}(?:\.\d{1,4})?) ?%|\b([1-9]/[2-9])\b|\b(REST)\b")

_SHAPES: list[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]] = [
    (re.compile(pattern), make)
    for pattern, make in [
        (r"NOW", lambda m: "NET0"),
        (r"(\d{1,3})(?: D)?(?: NOW)?|D \+ (\d{1,3})", lambda m: f"NET{m[1] or m[2]}"),
        (r"(\d{1,3})(?: D)? EOM(?: ON(\d{1,2}))?(?: NEXTM)?", lambda m: f"FDM{m[1]}" + (f"_ON{m[2]}" if m[2] else "")),
        (r"(?:EOM (?:\+ )?(\d{1,3}) D|(\d{1,3}) D AFTEREOM)(?: ON(\d{1,2}))?", lambda m: f"FDM{m[1] or m[2]}_B" + (f"_ON{m[3]}" if m[3] else "")),
        (r"EOM(?: ON(\d{1,2}))?", lambda m: "FDM0" + (f"_ON{m[1]}" if m[1] else "")),
        (r"ON(\d{1,2}) NEXTM", lambda m: f"FDM0_ON{m[1]}"),
        (r"(?:EOM|fin|end) NEXTM", lambda m: "MONTH1_EOM"),
        (r"(\d{1,2}) M( EOM)?", lambda m: f"MONTH{m[1]}" + ("_EOM" if m[2] else "")),
        (r"(?:NOW |(\d{1,3}) D )?(RECEIPT|DELIVERY|ORDER)", lambda m: f"{m[2]}{m[1] or 0}"),
        (r"(\d{1,3}) D DEKADE DELIVERY", lambda m: f"FRESH{m[1]}P"),
        (r"(?:DEPOSIT )?(DEPOSIT|ORDER)", lambda m: "ORDER0"),
    ]
]  # fmt: skip


def parse_words(text: str, *, reading: Reading = "A") -> Terms | None:
    """Read a sentence, or None when any of it is not understood. "n days end of month" is read by `reading`, and `doubt` says so.

    >>> parse_words("Paiement à 45 jours fin de mois").code, parse_words("45 days from end of month").code
    ('FDM45_A', 'FDM45_B')
    >>> parse_words("30% à la commande, solde à 30 jours").code, parse_words("quand vous pourrez")
    ('30%:ORDER0+REST:NET30', None)
    """
    if len(text) > 200 or re.match(r"[-\u2212]\d", text):  # a page of conditions, a negative number: no terms
        return None
    tokens = _tokens(text)
    if offer := _DISCOUNT.fullmatch(tokens):
        return parse_code(f"NET{int(offer[3])}@{offer[1]}/{int(offer[2])}")
    if (split := _split_code(_without_noise(tokens), reading)) is None:
        return None
    code, ambiguous = split
    terms = parse_code(code, reading=reading)
    if terms is None or terms.doubt or ambiguous is None:
        return terms
    return Terms(terms.code, terms.parts, terms.shift, terms.discount, two_readings(ambiguous, reading))


def _tokens(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe"))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    plain = re.sub(r"\b[dl]['’]", "", plain)
    plain = re.sub(r"(?<=\d),(?=\d)", ".", plain)
    plain = re.sub(r"[^a-z0-9%+/.]|\.(?!\d)", " ", plain)
    plain = re.sub(r"(?<=\d)(?=[a-z])|(?<=[a-z])(?=\d)|(?<=[%+])|(?=\+)", " ", plain)
    plain = " ".join(plain.split())
    for word, number in _NUMBERS.items():
        plain = re.sub(rf"\b{word}\b", str(number), plain)
    for pattern, token in _TOKENS:
        plain = re.sub(rf"\b{pattern}(?![a-z])", token, plain)
    return re.sub(r"\bjfdm\b", "D EOM", plain)  # as "45jfdm" glues them


def _without_noise(tokens: str) -> str:
    tokens = re.sub(r"\b(?:sans escompte|no discount)\b", "", tokens)
    return " ".join(word for word in tokens.split() if word not in _NOISE)


def _split_code(tokens: str, reading: Reading) -> tuple[str, int | None] | None:
    """The code of the whole sentence and, where it is read A without saying so, its ambiguous number of days."""
    if (equal := _EQUAL.fullmatch(tokens)) and not _MARK.match(tokens):
        days = [int(day) for day in re.split(r"[/ ]", equal["days"])]
        looks_like_a_date = any(day < 10 or day % 5 for day in days)
        if looks_like_a_date or days != sorted(set(days)) or (equal["count"] and int(equal["count"]) != len(days)) or len(days) > 12:
            return None
        return "+".join(f"1/{len(days)}:NET{day}" for day in days), None
    marks = list(_MARK.finditer(tokens))
    if not marks:
        return _single_code(tokens, reading)
    if tokens[: marks[0].start()].strip() not in ("", "DEPOSIT"):
        return None
    chunks, ambiguous = [], None
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        body = tokens[mark.end() : following.start() if following else None].strip()
        found = _single_code(re.sub(r"DEPOSIT$", "", body).strip() or "DEPOSIT", reading) if body or mark[3] is None else None
        if found is None:
            return None
        share = "REST" if mark[3] else mark[2] or f"{mark[1]}%"
        chunks.append(f"{share}:{found[0]}")
        ambiguous = ambiguous or found[1]
    if len(chunks) == 1:
        return (chunks[0].partition(":")[2], ambiguous) if Fraction(marks[0][1] or 0) == 100 else None
    return "+".join(chunks), ambiguous


def _single_code(tokens: str, reading: Reading) -> tuple[str, int | None] | None:
    for pattern, make in _SHAPES:
        if found := pattern.fullmatch(tokens):
            code = make(found)
            ambiguous = re.fullmatch(r"FDM([1-9]\d*)_ON\d+", code)
            if ambiguous is None:
                return code, None
            return code.replace("_ON", "_B_ON") if reading == "B" else code, int(ambiguous[1])
    return None
