"""The words of payers in their languages. Nothing of this is shared with the program that is measured."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Words:
    """What payers of one language write."""

    one: tuple[str, ...]
    several: tuple[str, ...]
    nothing: tuple[str, ...]
    order: tuple[str, ...]
    customer: tuple[str, ...]
    credit: tuple[str, ...]
    discount: tuple[str, ...]
    held: tuple[str, ...]
    part: tuple[str, ...]
    apart: tuple[str, ...]
    deposit: tuple[str, ...]
    on_behalf: tuple[str, ...]
    until: str
    others: tuple[str, ...]


WORDS: dict[str, Words] = {
    "fr": Words(
        one=("Facture", "Fact.", "Règlement facture", "FACT N°", "Paiement fact", "V/Facture", "", "", "rglt"),
        several=("Factures", "Règlement factures", "Vos factures", "Fact.", "", "Paiement de"),
        nothing=(
            "Règlement",
            "Virement",
            "Règlement selon échéance",
            "Paiement",
            "Solde",
            "merci",
            "facture",
            "Vos factures échues",
            "",
            "NOTPROVIDED",
            "virement mensuel",
        ),
        order=("Commande", "Cde", "BC", "N/commande", "Bon de commande"),
        customer=("Client", "N° client", "Compte client", "code client"),
        credit=("avoir", "déduction avoir", "-", "moins avoir"),
        discount=("escompte {percent} %", "esc. {percent}%", "sous déduction escompte {percent}%"),
        held=("retenue sur {number}", "litige {number}", "moins marchandise manquante {number}", "déduction casse {number}"),
        part=("acompte {index}/{count}", "versement {index} sur {count}", "règlement partiel {index}/{count}"),
        apart=(
            "Règlement selon avis {advice}",
            "Avis de paiement {advice}",
            "Voir avis {advice}",
            "Détail par mail {advice}",
            "Réf avis {advice}",
        ),
        deposit=("Acompte sur commande", "Acompte devis {other}", "Avance", "Arrhes commande {other}"),
        on_behalf=("p/c {name}", "pour {name}", "pour le compte de {name}"),
        until="à",
        others=(
            "n/réf {a}",
            "du {day}/{month}/{year}",
            "tél {phone}",
            "lot {b}",
            "chantier {c}",
            "ref {a}-{b}",
            "echéance {day}/{month}",
            "contrat {a}",
            "piece {c}",
        ),
    ),
    "de": Words(
        one=("Rechnung", "Re.Nr.", "RG-Nr", "Rechnungsnr.", "Zahlung Rechnung", "Rg", "", "", "Beleg"),
        several=("Rechnungen", "Re.", "RG", "Rechnungsnummern", "", "Ausgleich"),
        nothing=(
            "Zahlung",
            "Rechnung",
            "Überweisung",
            "Vielen Dank",
            "Ausgleich offener Posten",
            "",
            "NOTPROVIDED",
            "lt. Vereinbarung",
            "Sammelüberweisung",
        ),
        order=("Bestellung", "Best.-Nr.", "Ihr Auftrag", "Auftrag"),
        customer=("Kundennr.", "Kd.-Nr.", "KNr", "Kunde"),
        credit=("abzgl. Gutschrift", "Gutschr.", "./.", "GS"),
        discount=("abzgl. {percent}% Skonto", "./. {percent} % Skonto", "Skonto {percent}%"),
        held=("Einbehalt {number}", "Abzug Mängel {number}", "Kürzung {number} Fehlmenge"),
        part=("Teilzahlung {index}/{count}", "{index}. Rate von {count}", "Abschlag {index} von {count}"),
        apart=("Zahlungsavis {advice}", "lt. Avis {advice}", "Avis-Nr {advice}", "gemäß Aufstellung {advice}"),
        deposit=("Anzahlung", "Vorauszahlung Angebot {other}", "Akonto"),
        on_behalf=("für {name}", "i.A. {name}", "im Namen von {name}"),
        until="bis",
        others=(
            "vom {day}.{month}.{year}",
            "uns. Zeichen {a}",
            "Tel. {phone}",
            "Vorgang {c}",
            "Beleg {b}",
            "Projekt {a}/{b}",
            "Lieferschein {c}",
            "KW {day}",
        ),
    ),
    "nl": Words(
        one=("Factuur", "Factuurnr.", "fact", "Betaling factuur", "fnr", "", ""),
        several=("Facturen", "Betaling facturen", "factuurnummers", "", "fact."),
        nothing=("Betaling", "Factuur", "Overschrijving", "", "dank u", "NOTPROVIDED", "openstaande facturen"),
        order=("Bestelling", "Inkooporder", "Order", "bestelnr."),
        customer=("Klantnr.", "Debiteurnr", "klant"),
        credit=("min creditnota", "creditnota", "CN", "-"),
        discount=("korting {percent}%", "{percent}% betalingskorting"),
        held=("inhouding {number}", "betwist {number}", "minus schade {number}"),
        part=("deelbetaling {index}/{count}", "termijn {index} van {count}"),
        apart=("betaalspecificatie {advice}", "zie specificatie {advice}", "avies {advice}"),
        deposit=("Aanbetaling", "Voorschot offerte {other}"),
        on_behalf=("namens {name}", "voor {name}"),
        until="t/m",
        others=("d.d. {day}-{month}-{year}", "ons kenmerk {a}", "tel {phone}", "project {b}", "dossier {c}", "boekstuk {a}"),
    ),
    "it": Words(
        one=("Fattura", "Fatt. n.", "Ft.", "Saldo fattura", "Pagamento fattura", "", "FT"),
        several=("Fatture", "Saldo fatture", "Ft.", "", "Pagamento ft"),
        nothing=("Pagamento", "Saldo", "Bonifico", "Saldo estratto conto", "", "NOTPROVIDED", "grazie"),
        order=("Ordine", "Vs. ordine", "ODA", "Rif. ordine"),
        customer=("Cod. cliente", "Cliente n."),
        credit=("dedotta nota credito", "NC", "- nota di credito"),
        discount=("sconto {percent}%", "sconto cassa {percent} %"),
        held=("trattenuta {number}", "contestazione {number}"),
        part=("acconto {index}/{count}", "rata {index} di {count}"),
        apart=("come da distinta {advice}", "vedi distinta {advice}", "avviso pagamento {advice}"),
        deposit=("Acconto ordine", "Caparra {other}", "Anticipo"),
        on_behalf=("per conto di {name}", "per {name}"),
        until="a",
        others=("del {day}/{month}/{year}", "ns. rif. {a}", "tel. {phone}", "commessa {b}", "CIG Z{a}", "DDT {c}", "scad. {day}/{month}"),
    ),
    "en": Words(
        one=("Invoice", "Inv.", "INV NO", "Payment of invoice", "", "", "pymt"),
        several=("Invoices", "Inv.", "Payment of invoices", "", "inv nos"),
        nothing=("Payment", "Invoice", "Wire transfer", "Thank you", "", "NONREF", "trade payment"),
        order=("PO", "Purchase order", "Your order"),
        customer=("Customer no.", "Acct", "Account no."),
        credit=("less credit note", "less CN", "-"),
        discount=("less {percent}% discount", "{percent} PCT disc taken"),
        held=("short paid {number}", "less damages {number}", "deduction {number}"),
        part=("part payment {index}/{count}", "installment {index} of {count}"),
        apart=("see remittance {advice}", "remittance advice {advice}", "RA {advice}"),
        deposit=("Deposit", "Advance payment quote {other}"),
        on_behalf=("on behalf of {name}", "for {name}"),
        until="to",
        others=("dated {day}/{month}/{year}", "our ref {a}", "ph {phone}", "batch {c}", "job {b}", "voucher {a}"),
    ),
}

_LANGUAGES = {
    "FR": ("fr",),
    "MA": ("fr",),
    "DE": ("de",),
    "AT": ("de",),
    "BE": ("fr", "nl", "nl"),
    "NL": ("nl",),
    "IT": ("it",),
    "US": ("en",),
    "CA": ("en", "en", "fr"),
}


def words_of(country: str, customer: str) -> Words:
    """The words of a customer: always in the same language."""
    languages = _LANGUAGES[country]
    return WORDS[languages[sum(map(ord, customer)) % len(languages)]]


def other_number(random: Random, words: Words) -> str:
    """A number of the payer's own: a date, a telephone, a file."""
    digits = "".join(random.choices("0123456789", k=24))
    return random.choice(words.others).format(
        a=digits[:6], b=digits[6:10], c=digits[6:14], phone="0" + digits[14:23], day=f"{random.randint(1, 28):02d}", month=f"{random.randint(1, 12):02d}", year=random.choice((2024, 2025))
    )  # fmt: skip
