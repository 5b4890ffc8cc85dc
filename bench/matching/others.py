"""Lines of the bank account that no customer caused: wages, taxes, rent, loans, own transfers, card takings, refunds."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from bench.matching import names
from bench.matching.banks import Account
from bench.matching.checks import iban
from bench.matching.model import BankLine

_KINDS: tuple[tuple[int, int, int, str, tuple[tuple[str, str], ...]], ...] = (
    # weight, smallest and largest amount in units, sign, (counterparty, text)
    (16, 1_100, 4_200, "-", (("{person}", "SALAIRE {month}/2025"), ("{person}", "VIR SALAIRES {month}"), ("{person}", "Lohn/Gehalt {month}/2025"), ("{person}", "VIREMENT PAIE MATRICULE {n}"))),
    (6, 900, 40_000, "-", (("URSSAF", "COTISATIONS URSSAF {n}"), ("Krankenkasse Nord", "Beitragsnachweis {month}"), ("AGIRC ARRCO", "PRLV RETRAITE COMPLEMENTAIRE {n}"), ("INPS", "F24 CONTRIBUTI {month}"))),
    (6, 500, 60_000, "-", (("DGFIP", "PRLV SEPA DGFIP IMPOT TVA-{month}2025"), ("Finanzamt", "USt-Voranmeldung {month}/25 StNr {n}"), ("SIE", "TVA CA3 {n}"), ("Belastingdienst", "aangifte omzetbelasting {n}"))),
    (4, 800, 9_000, "-", (("SCI Les Tilleuls", "LOYER T{q} BAIL {n}"), ("Immobilien Verwaltung", "Miete Halle {month}"), ("Foncière Atlantique", "LOYER ET CHARGES {month}/2025"))),
    (4, 700, 15_000, "-", (("Banque", "ECHEANCE PRET {n}"), ("Banque", "REMBOURSEMENT EMPRUNT N°{n}"), ("Crédit-bail Ouest", "LOYER CREDIT BAIL {n}"), ("Bank", "Darlehen {n} Tilgung"))),
    (9, 2, 90, "-", (("", "FRAIS DE TENUE DE COMPTE {month}"), ("", "COMMISSION VIREMENT INTERNATIONAL"), ("", "COTISATION CARTE ENTREPRISE"), ("", "Entgelt Kontoführung"), ("", "COMMISSIONI E SPESE"))),
    (16, 60, 12_000, "-", (("{company}", "VIR SEPA EMIS FACTURE {n}"), ("{company}", "Zahlung Rechnung {n}"), ("{company}", "PRLV SEPA {company} ECH {n}"), ("{company}", "factuur {n}"))),
    (8, 5_000, 90_000, "+-", (("", "VIREMENT INTERNE COMPTE A COMPTE"), ("", "VIR DE TRESORERIE {n}"), ("", "Umbuchung eigenes Konto"), ("", "NIVELLEMENT CENTRALISATION TRESORERIE"))),
    (10, 40, 6_000, "+", (("", "REMISE CB CONTRAT {n} DU {day}/{month}"), ("", "REMISE CARTES BANCAIRES TPE {n}"), ("Stripe", "STRIPE PAYOUT ST-{n}"), ("Adyen", "ADYEN SETTLEMENT BATCH {n}"), ("", "Kartenumsatz Terminal {n}"))),
    (4, 30, 3_000, "+", (("{company}", "REMBOURSEMENT AVOIR FOURNISSEUR {n}"), ("{company}", "Erstattung Überzahlung {n}"), ("{company}", "TROP PERCU REMBOURSEMENT VOTRE REGLEMENT {n}"))),
    (2, 200, 25_000, "+", (("DGFIP", "REMBOURSEMENT CREDIT DE TVA {n}"), ("CPAM", "IJSS SUBROGATION {n}"), ("Assurance Générale", "INDEMNITE SINISTRE {n}"), ("Finanzkasse", "Erstattung Vorsteuer {n}"))),
    (1, 1, 400, "+", (("", "INTERETS CREDITEURS T{q}"), ("", "Habenzinsen"), ("", "INTERESSI ATTIVI"))),
    (1, 20_000, 150_000, "+", (("Banque", "DEBLOCAGE PRET {n}"), ("BPI", "VERSEMENT SUBVENTION {n}"))),
)  # fmt: skip


def other_line(random: Random, number: int, first: date, last: date, accounts: list[Account]) -> BankLine:
    """One such line on some day, in or out."""
    _, least, most, sign, labels = random.choices(_KINDS, [kind[0] for kind in _KINDS])[0]
    name, text = random.choice(labels)
    day = first + timedelta(random.randrange((last - first).days + 1))
    day -= timedelta(max(0, day.weekday() - 4))
    values = {
        "person": f"{names.family_name(random, 'FR')} {random.choice('ABCDEFGHJLMNPRST')}", "company": names.company_name(random, "FR"), "n": random.randrange(10**5, 10**9),
        "month": f"{day.month:02d}", "day": f"{day.day:02d}", "q": (day.month + 2) // 3,
    }  # fmt: skip
    amount = random.randrange(least * 100, most * 100)
    account = random.choice(accounts)
    return BankLine(
        f"o{number}", day, day, amount if random.choice(sign) == "+" else -amount, account.currency, account.iban, name.format(**values), iban(random, "FR") if name else "",
        text.format(**values), bank_reference=f"X{random.randrange(10**9, 10**10)}",
    )  # fmt: skip
