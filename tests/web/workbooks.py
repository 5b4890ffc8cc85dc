"""The workbook of somebody who kept receivables in a spreadsheet: a title, two sheets, French days, statuses in words, a total row, a note on a third."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl

CUSTOMERS: list[list[Any]] = [
    ["Fichier clients – mise à jour novembre"],
    [],
    ["Code client", "Raison sociale", "Mail compta", "Conditions de règlement"],
    ["C01", "Boulangerie Martin", "compta@martin.example", "30 jours fin de mois"],
    ["C02", "Garage du Port", "", "45 jours"],
    ["C03", "Mairie de Sète", "finances@sete.example", "30 jours"],
]
INVOICES: list[list[Any]] = [
    ["Suivi des factures 2026"],
    [],
    ["N° facture", "Code client", "Date facture", "Échéance", "Montant TTC", "Reste dû", "État"],
    ["F-101", "C01", "05/09/2026", "31/10/2026", 1200, 0, "Payée"],
    ["F-102", "C01", "12/10/2026", "30/11/2026", "2 400,50", "2 400,50", "À échoir"],
    ["F-103", "C02", "01/09/2026", "16/10/2026", 800.4, 800.4, "Impayée"],
    ["F-104", "C03", date(2026, 9, 15), date(2026, 10, 15), 3000, 1500, "Partiellement réglée"],
    ["F-105", "C02", "20/09/2026", "04/11/2026", 150, 150, "En litige"],
    ["F-106", "C03", "02/10/2026", "01/11/2026", 99.9, None, "Soldée"],
]
OWED_MINOR = 240050 + 80040 + 150000 + 15000


def workbook(invoices: list[list[Any]] | None = None) -> bytes:
    """The bytes of the workbook."""
    book = openpyxl.Workbook()
    for sheet, name, rows in ((book.active, "Clients", CUSTOMERS), (book.create_sheet(), "Factures", invoices or INVOICES), (book.create_sheet(), "Notes", [["à revoir avec Paul"]])):
        sheet.title = name
        for row in rows:
            sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
