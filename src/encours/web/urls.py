"""The addresses of the office."""

from __future__ import annotations

from django.urls import include, path

from encours.web import entrance, styleguide
from encours.web.office import aging, bank, customers, deciding, figures, find, home, imports, items, receipts, review, start

_COMPANY = [
    path("", home.home, name="home"),
    path("find", find.find, name="find"),
    path("aging/", aging.aging, name="aging"),
    path("customers/", customers.customers, name="customers"),
    path("customers/<int:customer_id>/", customers.customer, name="customer"),
    path("customers/<int:customer_id>/statement", customers.statement, name="statement"),
    path("items/<int:item_id>/", items.item, name="item"),
    path("bank/", bank.bank, name="bank"),
    path("bank/match", bank.match, name="match"),
    path("receipts/", review.queue, name="review"),
    path("receipts/accept", deciding.accept_selected, name="review-accept-many"),
    path("receipts/undo", deciding.undo_selected, name="review-undo-batch"),
    path("receipts/<int:line_id>/", review.line, name="review-line"),
    path("receipts/<int:line_id>/accept", deciding.accept_one, name="review-accept"),
    path("receipts/<int:line_id>/apply", deciding.apply_one, name="review-apply"),
    path("receipts/<int:line_id>/customer", deciding.customer_only, name="review-customer"),
    path("receipts/<int:line_id>/exclude", deciding.exclude_one, name="review-exclude"),
    path("receipts/<int:line_id>/question", deciding.question, name="review-question"),
    path("receipts/<int:line_id>/undo", deciding.undo, name="review-undo"),
    path("reminders/", figures.reminders, name="reminders"),
    path("penalties/", figures.penalties, name="penalties"),
    path("indicators/", figures.indicators, name="indicators"),
    path("imports/", imports.imports, name="imports"),
    path("imports/upload", imports.upload, name="import-upload"),
    path("imports/<int:import_id>/", imports.one_import, name="import"),
    path("imports/<int:import_id>/undo", imports.undo, name="import-undo"),
    path("imports/preview/<uuid:batch>/", imports.preview, name="import-preview"),
    path("imports/preview/<uuid:batch>/files/<uuid:upload_id>", imports.decide, name="import-decide"),
    path("imports/preview/<uuid:batch>/confirm", imports.commit, name="import-confirm"),
    path("imports/preview/<uuid:batch>/discard", imports.discard, name="import-discard"),
    # cash and data
    path("receipts/journal/", receipts.journal, name="journal"),
    path("receipts/journal/<int:item_id>/undo", receipts.take_off, name="journal-undo"),
    path("start/", start.start, name="start"),
    path("bank/accounts/", bank.accounts, name="bank-accounts"),
    path("imports/preview/<uuid:batch>/files/<uuid:upload_id>/rejects", imports.rejects, name="import-rejects"),
    path("imports/<int:import_id>/original", imports.original, name="import-original"),
    path("receipts/<int:line_id>/clear", deciding.clear, name="review-clear"),
    path("receipts/<int:line_id>/returned", deciding.returned, name="review-returned"),
    path("receipts/<int:line_id>/look", review.look, name="review-look"),
]

urlpatterns = [
    path("", entrance.companies, name="companies"),
    path("sign-in", entrance.enter, name="sign-in"),
    path("sign-out", entrance.leave, name="sign-out"),
    path("language", entrance.choose_language, name="language"),
    path("looks", entrance.choose_looks, name="looks"),
    path("styleguide", styleguide.styleguide, name="styleguide"),
    path("enter/<str:token>", entrance.enter_demo, name="enter-demo"),
    path("c/<slug:slug>/", include(_COMPANY)),
]
