"""The addresses of the office."""

from __future__ import annotations

from django.urls import include, path

from encours.web import entrance, joining, styleguide
from encours.web.office import account, aging, bank, customers, figures, home, imports, items, mail, people, review

_COMPANY = [
    path("", home.home, name="home"),
    path("aging/", aging.aging, name="aging"),
    path("customers/", customers.customers, name="customers"),
    path("customers/<int:customer_id>/", customers.customer, name="customer"),
    path("customers/<int:customer_id>/statement", customers.statement, name="statement"),
    path("items/<int:item_id>/", items.item, name="item"),
    path("bank/", bank.bank, name="bank"),
    path("bank/match", bank.match, name="match"),
    path("receipts/", review.queue, name="review"),
    path("receipts/accept", review.accept_selected, name="review-accept-many"),
    path("receipts/undo", review.undo_selected, name="review-undo-batch"),
    path("receipts/<int:line_id>/", review.line, name="review-line"),
    path("receipts/<int:line_id>/accept", review.accept_one, name="review-accept"),
    path("receipts/<int:line_id>/apply", review.apply_one, name="review-apply"),
    path("receipts/<int:line_id>/customer", review.customer_only, name="review-customer"),
    path("receipts/<int:line_id>/exclude", review.exclude_one, name="review-exclude"),
    path("receipts/<int:line_id>/question", review.question, name="review-question"),
    path("receipts/<int:line_id>/undo", review.undo, name="review-undo"),
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
    # people, rights, security
    path("account/", account.account, name="account"),
    path("account/language", account.language, name="account-language"),
    path("account/password", account.password, name="account-password"),
    path("account/factor", account.begin, name="account-factor"),
    path("account/factor/confirm", account.confirm, name="account-factor-confirm"),
    path("account/factor/remove", account.remove, name="account-factor-remove"),
    path("account/factor/codes", account.codes, name="account-codes"),
    path("account/session", account.end, name="account-session"),
    path("people/", people.people, name="people"),
    path("people/invite", people.send_invitation, name="people-invite"),
    path("people/withdraw", people.withdraw_invitation, name="people-withdraw"),
    path("people/<int:user_id>/role", people.role, name="people-role"),
    path("people/<int:user_id>/suspend", people.suspend_member, name="people-suspend"),
    path("people/<int:user_id>/restore", people.restore_member, name="people-restore"),
    path("people/<int:user_id>/sessions", people.end_member_session, name="people-sessions"),
    path("mail/", mail.mails, name="mail"),
    path("mail/<int:mail_id>/", mail.one_mail, name="mail-one"),
    path("mail/<int:mail_id>/send", mail.send, name="mail-send"),
]

urlpatterns = [
    path("", entrance.companies, name="companies"),
    path("sign-in", entrance.enter, name="sign-in"),
    path("sign-in/code", entrance.enter_code, name="sign-in-code"),
    path("sign-in/forgotten", joining.forgotten, name="forgotten"),
    path("sign-in/reset/<str:token>", joining.reset, name="reset"),
    path("invitation/<str:token>", joining.invitation, name="invitation"),
    path("sign-out", entrance.leave, name="sign-out"),
    path("language", entrance.choose_language, name="language"),
    path("looks", entrance.choose_looks, name="looks"),
    path("styleguide", styleguide.styleguide, name="styleguide"),
    path("enter/<str:token>", entrance.enter_demo, name="enter-demo"),
    path("c/<slug:slug>/", include(_COMPANY)),
]
