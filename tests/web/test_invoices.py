"""The list of invoices: its total is the aged balance, its file is its screen, and what is ticked is what is exported."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from encours.kernel.wording import show_amount
from encours.usecases.aging import aged_balance
from encours.usecases.invoices import list_invoices
from tests.usecases.books import TODAY
from tests.web.test_imports import page
from tests.web.world import House


def shown_amount(minor: int) -> str:
    return show_amount(minor, "EUR", "fr").replace("-", "−")


def test_the_total_row_is_that_of_the_aged_balance_which_is_one_click_away(lumen: House) -> None:
    shown = page(lumen.client(), lumen.url("invoices/"))
    (total,) = aged_balance(lumen.company_scope(), TODAY).totals
    assert shown_amount(total.total_minor) in shown.partition("<tfoot>")[2]
    assert f'<a href="{lumen.url("aging/")}">Même total que la balance âgée</a>' in shown
    overdue = page(lumen.client(), lumen.url("invoices/?view=overdue"))
    assert shown_amount(total.overdue_minor) in overdue.partition("<tfoot>")[2]
    assert f'href="{lumen.url("aging/?overdue=1")}"' in overdue
    assert "Même total" not in page(lumen.client(), lumen.url("invoices/?q=FA")), "a search is no column of the balance"


def test_the_file_has_the_rows_and_the_sum_of_the_view(lumen: House) -> None:
    answer = lumen.client().get(lumen.url("invoices/?view=overdue&form=csv"))
    assert answer.headers["Content-Type"].startswith("text/csv")
    rows = list_invoices(lumen.company_scope(), TODAY, view="overdue", limit=None).page.rows
    text = answer.content.decode("utf-8-sig")
    assert all(row.document_ref in text for row in rows) and len(text.strip().splitlines()) == len(rows) + 1


def test_what_is_ticked_is_exported_and_nothing_else(lumen: House) -> None:
    ids = lumen.ids()
    text = lumen.client().get(lumen.url(f"invoices/selection?item={ids['item']}&form=csv")).content.decode("utf-8-sig")
    assert "FA-1" in text and "FA-2" not in text
    letter = lumen.client().get(lumen.url(f"invoices/selection?item={ids['item']}&form=statement"))
    assert letter.headers["Content-Type"] == "application/pdf" and letter.content.startswith(b"%PDF")
    both = lumen.client().get(lumen.url(f"invoices/selection?item={ids['item']}&item={ids['other_item']}&form=statement"))
    with zipfile.ZipFile(io.BytesIO(both.content)) as archive:
        assert [re.sub(r"-\d{4}-.*", "", name) for name in archive.namelist()] == ["001-BETON", "002-MARTIN"]


def test_nothing_ticked_is_said_and_another_companys_item_is_in_no_file(lumen: House, rival: House) -> None:
    client = lumen.client()
    assert client.get(lumen.url("invoices/selection?form=xlsx")).status_code == 302
    assert "Cochez d’abord" in page(client, lumen.url("invoices/"))
    text = lumen.client().get(lumen.url(f"invoices/selection?item={rival.ids()['item']}&form=csv")).content.decode()
    assert "FA-1" not in text


def test_columns_are_those_that_were_chosen_and_an_unknown_one_is_refused(lumen: House) -> None:
    shown = page(lumen.client(), lumen.url("invoices/?col=code&col=late"))
    heads = [re.sub(r"<[^>]*>", "", head) for head in re.findall(r"<th scope=\"col\"[^>]*>(.*?)</th>", shown)]
    assert heads[:3] == ["Pièce", "Client", "Code client"] and len(heads) == 5
    assert lumen.client().get(lumen.url("invoices/?cols=nothing")).status_code == 422


@pytest.mark.parametrize("query", ["view=unknown", "order=id", "kinds=x", "after=forged", "customer=-1"])
def test_what_no_list_has_is_refused(lumen: House, query: str) -> None:
    assert lumen.client().get(lumen.url(f"invoices/?{query}")).status_code == 422
