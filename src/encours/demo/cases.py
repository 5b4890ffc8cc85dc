"""The awkward cases of everyday receipts, one story each, played in the weeks that the bank journal does not have yet."""

from __future__ import annotations

from collections.abc import Iterator

from encours.demo import identifiers, paying
from encours.demo.stage import Stage
from encours.demo.stories import Story


def parent_pays_for_branches(stage: Stage) -> Iterator[None]:
    invoices = [stage.invoice(c, days, net) for c, days, net in (("C00007", 84, 122_000), ("C00008", 80, 67_300), ("C00009", 78, 254_900))]
    yield
    receipt = stage.pay("C00006", 17, [(i, i.total_minor) for i in invoices], case="parent_pays")
    stage.case(
        "parent_pays", "C00006", invoices, [receipt],
        en="One transfer of the group's head settles three invoices of three branches.",
        fr="Un virement de la tête de groupe solde trois factures de trois filiales.",
    )  # fmt: skip


def credit_note_after_payment(stage: Stage) -> Iterator[None]:
    first, second = stage.invoice("C00010", 100, 150_000), stage.invoice("C00010", 50, 210_000)
    note = stage.credit_note(first, 45, 30_000)
    yield
    stage.pay("C00010", 70, [(first, first.total_minor)])
    receipt = stage.pay(
        "C00010",
        18,
        [(second, second.total_minor), (note, note.total_minor)],
        text=f"{second.number} - {note.number}",
        case="credit_note_netted",
    )
    stage.case(
        "credit_note_netted", "C00010", [first, second, note], [receipt],
        en="A credit note for an invoice already paid is deducted from the next transfer: both documents settled, nothing short.",
        fr="Un avoir sur une facture déjà réglée est déduit du virement suivant : facture et avoir soldés, rien ne manque.",
    )  # fmt: skip


def overpayment(stage: Stage) -> Iterator[None]:
    invoice = stage.invoice("C00011", 55, 133_500)
    yield
    receipt = stage.pay("C00011", 20, [(invoice, invoice.total_minor)], text=invoice.number, extra_minor=5_000, case="overpayment")
    stage.case(
        "overpayment", "C00011", [invoice], [receipt],
        en="50.00 too much: the invoice is settled, 50.00 stay on the customer's account.",
        fr="50,00 de trop : la facture est soldée, 50,00 restent au crédit du client.",
    )  # fmt: skip


def paid_twice(stage: Stage) -> Iterator[None]:
    invoice = stage.invoice("C00012", 105, 89_900)
    yield
    first = stage.pay("C00012", 52, [(invoice, invoice.total_minor)])
    again = stage.pay("C00012", 14, [], text=invoice.number, extra_minor=invoice.total_minor, case="paid_twice")
    stage.case(
        "paid_twice", "C00012", [invoice], [first, again],
        en="The second payment of the same invoice settles nothing: it stays on account, to be sent back.",
        fr="Le second règlement de la même facture ne solde rien : il reste au crédit du client, à rembourser.",
    )  # fmt: skip


def cents_short(stage: Stage) -> Iterator[None]:
    invoice = stage.invoice("C00013", 52, 100_002)
    yield
    receipt = stage.pay("C00013", 16, [(invoice, invoice.total_minor)], difference_minor=2, case="cents_short")
    stage.case(
        "cents_short", "C00013", [invoice], [receipt],
        en="Two cents short: settled, the difference written off to 658.",
        fr="Deux centimes manquent : soldée, écart en 658.",
    )  # fmt: skip


def homonyms(stage: Stage) -> Iterator[None]:
    one, other = stage.invoice("C00014", 48, 72_400), stage.invoice("C00015", 48, 95_600)
    yield
    receipt = stage.pay("C00015", 12, [(other, other.total_minor)], text="REGLEMENT FACTURE", iban="", case="homonyms")
    stage.case(
        "homonyms", "C00015", [one, other], [receipt],
        en="Two customers bear this name and the line has neither account nor number: only the amount tells which; a person decides.",
        fr="Deux clients portent ce nom et la ligne n'a ni compte ni numéro : seul le montant désigne le bon ; à faire confirmer.",
    )  # fmt: skip


def two_equal_payments(stage: Stage) -> Iterator[None]:
    invoices = [stage.invoice("C00016", days, 48_000, description="Maintenance annuelle, mensualité") for days in (75, 45)]
    yield
    receipts = [stage.pay("C00016", 13, [(i, i.total_minor)], text="ABONNEMENT MAINTENANCE", case="two_equal_payments") for i in invoices]
    stage.case(
        "two_equal_payments", "C00016", invoices, receipts,
        en="Two equal transfers of one day are two payments, for two monthly invoices.",
        fr="Deux virements égaux du même jour sont deux règlements, pour deux mensualités.",
    )  # fmt: skip


def terms_beyond_the_law(stage: Stage) -> Iterator[None]:
    invoice = stage.invoice("C00017", 90, 480_000)
    yield
    stage.case(
        "legal_breach", "C00017", [invoice], [],
        en="Due 75 days after issue: beyond the 60 days the law allows.",
        fr="Échéance à 75 jours : au-delà des 60 jours permis par la loi.",
    )  # fmt: skip


def no_due_date(stage: Stage) -> Iterator[None]:
    invoice = stage.invoice("C00018", 70, 54_000)
    invoice.states_due_date = False
    yield
    stage.case(
        "no_due_date", "C00018", [invoice], [],
        en="Neither the invoice nor the customer states terms: the due date is assumed and said to be so; no penalty is claimed on it.",
        fr="Ni la facture ni le client n'ont de conditions : l'échéance est présumée et signalée ; aucune pénalité n'est réclamée.",
    )  # fmt: skip


def no_email(stage: Stage) -> Iterator[None]:
    invoice = stage.invoice("C00019", 95, 38_200)
    yield
    stage.case(
        "no_email", "C00019", [invoice], [],
        en="Overdue, and no address to write to: a task for a person, never a silent skip.",
        fr="Échue, et aucune adresse électronique : une tâche pour une personne, jamais un oubli.",
    )  # fmt: skip


def card_takings(stage: Stage) -> Iterator[None]:
    yield
    stage.case(
        "card_takings", "C00020", [], [],
        en="A collective account of counter sales: payouts arrive net of 0.8 % commission; it is nobody to remind.",
        fr="Compte collectif des ventes au comptoir : les versements arrivent nets de 0,8 % de commission ; on ne relance personne.",
    )  # fmt: skip


def deposit_paid(stage: Stage) -> Iterator[None]:
    deposit = stage.deposit("C00021", 30, 360_000)
    yield
    receipt = stage.pay("C00021", 15, [(deposit, deposit.total_minor)], text=f"ACOMPTE {deposit.number}", case="deposit_paid")
    stage.case(
        "deposit_paid", "C00021", [deposit], [receipt],
        en="A deposit: to 4191, not to the customer's receivables, until the final invoice.",
        fr="Un acompte : au 4191, pas en règlement de créance, jusqu'à la facture finale.",
    )  # fmt: skip


def direct_debit_returned(stage: Stage) -> Iterator[None]:
    invoice = stage.invoice("C00022", 58, 64_500)
    yield
    debit = stage.pay("C00022", 26, [(invoice, invoice.total_minor)], case="direct_debit_returned")
    back = stage.give_back(debit, 21)
    stage.case(
        "direct_debit_returned", "C00022", [invoice], [debit, back],
        en="Debited in a batch, returned five days later (AM04): the invoice is open and overdue again.",
        fr="Prélevée dans une remise, rejetée cinq jours après (AM04) : la facture est de nouveau ouverte et échue.",
    )  # fmt: skip


def cheque_returned(stage: Stage) -> Iterator[None]:
    invoice = stage.invoice("C00023", 66, 47_300)
    yield
    cheque = stage.pay("C00023", 28, [(invoice, invoice.total_minor)], text=invoice.number, case="cheque_returned")
    back = stage.give_back(cheque, 20)
    stage.case(
        "cheque_returned", "C00023", [invoice], [cheque, back],
        en="A cheque of the second account comes back unpaid: the invoice is open again.",
        fr="Un chèque remis sur le second compte revient impayé : la facture est de nouveau ouverte.",
    )  # fmt: skip


def public_payer(stage: Stage) -> Iterator[None]:
    invoices = [stage.invoice("C00024", days, net) for days, net in ((62, 118_000), (47, 52_700))]
    for invoice in invoices:
        invoice.po_number = f"ENG{invoice.issued_on.year}{invoice.net_minor % 9973:04d}"
    yield
    receipt = stage.pay(
        "C00024",
        11,
        [(i, i.total_minor) for i in invoices],
        text=f"MANDAT 1187 {invoices[0].po_number} {invoices[1].po_number}",
        name="TRESORERIE PUBLIQUE SGC",
        iban="",
        case="public_payer",
    )
    stage.case(
        "public_payer", "C00024", invoices, [receipt],
        en="The public accountant pays for the town, quoting its commitment numbers and not our invoices.",
        fr="Le comptable public paie pour la commune en citant ses numéros d'engagement et non nos factures.",
    )  # fmt: skip


def late_discount(stage: Stage) -> Iterator[None]:
    invoice = stage.invoice("C00025", 64, 260_000)
    yield
    short = sum(paying.discount_of(invoice))
    receipt = stage.pay("C00025", 22, [(invoice, invoice.total_minor - short)], case="discount_too_late")
    stage.case(
        "discount_too_late", "C00025", [invoice], [receipt],
        en="The discount was taken a month too late: a short payment, the difference stays open.",
        fr="L'escompte est déduit un mois trop tard : règlement partiel, la différence reste due.",
    )  # fmt: skip


def on_account(stage: Stage) -> Iterator[None]:
    yield
    receipt = stage.pay("C00026", 9, [], text="PROVISION CHANTIER", extra_minor=100_000, case="on_account")
    stage.case(
        "on_account", "C00026", [], [receipt],
        en="Money for no invoice yet: it stays on the customer's account.",
        fr="Versement sans facture : il reste au crédit du client.",
    )  # fmt: skip


def bank_fee_deducted(stage: Stage) -> Iterator[None]:
    invoice = stage.invoice("C00027", 50, 320_000)
    yield
    receipt = stage.pay("C00027", 10, [(invoice, invoice.total_minor)], fee_minor=1_500, case="bank_fee")
    stage.case(
        "bank_fee", "C00027", [invoice], [receipt],
        en="A bank on the way kept 15.00: settled, the fee to 627.",
        fr="Une banque intermédiaire a retenu 15,00 : soldée, les frais en 627.",
    )  # fmt: skip


def paid_in_francs(stage: Stage) -> Iterator[None]:
    paid, waiting = stage.invoice("C00028", 65, 410_000), stage.invoice("C00028", 25, 175_000)
    yield
    receipt = stage.pay("C00028", 8, [(paid, paid.total_minor)], case="foreign_currency")
    stage.case(
        "foreign_currency", "C00028", [paid, waiting], [receipt],
        en="Invoiced and paid in Swiss francs, credited in euros: settled, the difference of rate to 656 or 756.",
        fr="Facturée et payée en francs suisses, créditée en euros : soldée, l'écart de change en 656 ou 756.",
    )  # fmt: skip


def stranger_pays(stage: Stage) -> Iterator[None]:
    invoice = stage.invoice("C00029", 72, 81_700)
    yield
    receipt = stage.pay(
        "C00029",
        7,
        [(invoice, invoice.total_minor)],
        name="MME MARION TREVIGNAC",
        iban=identifiers.iban("FR", 77_001),
        case="stranger_pays",
    )
    stage.case(
        "stranger_pays", "C00029", [invoice], [receipt],
        en="An unknown person pays from an unknown account but quotes the number and the exact amount.",
        fr="Une inconnue paie d'un compte inconnu, mais cite le numéro et le montant exact.",
    )  # fmt: skip


def old_claims(stage: Stage) -> Iterator[None]:
    yield
    stage.case(
        "old_claims", "C00030", [], [],
        en="Never paid, never contested, more than two years old: the first to pursue, long before the limitation period of five years.",
        fr="Jamais payées, jamais contestées, vieilles de plus de deux ans : à poursuivre d'abord, bien avant la prescription de cinq ans.",
    )  # fmt: skip


CASES: tuple[Story, ...] = (
    parent_pays_for_branches, credit_note_after_payment, overpayment, paid_twice, cents_short, homonyms, two_equal_payments, terms_beyond_the_law,
    no_due_date, no_email, card_takings, deposit_paid, direct_debit_returned, cheque_returned, public_payer, late_discount, on_account,
    bank_fee_deducted, paid_in_francs, stranger_pays, old_claims,
)  # fmt: skip
