"""The mail that Encours wrote: the local outbox, and what became of each message."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from encours.usecases.mailing import outbox, read_mail, retry_mail
from encours.web.shared.asked import Asked
from encours.web.shared.place import Here, office, render
from encours.web.shared.post import delivers, post
from encours.web.words import WORDS

ROWS = 50


@require_safe
@office
def mails(request: HttpRequest, here: Here) -> HttpResponse:
    """The messages, newest first."""
    before = Asked(here, request.GET.dict()).number("before")
    found = outbox(here.company, limit=ROWS, before=before)
    return render(request, "mail.html", here, section="mail", found=found, first=before is not None, next=found[-1].id if len(found) == ROWS else None, delivers=delivers())


@require_safe
@office
def one_mail(request: HttpRequest, here: Here, mail_id: int) -> HttpResponse:
    """One message. A link that opens a door is shown to its addressee alone, or to the person of the demonstration, who has the machine."""
    has_machine = here.is_sandbox and settings.ENCOURS_LOOPBACK_ONLY
    found = read_mail(here.company, mail_id, reader=None if has_machine else here.user_name)
    return render(request, "mail_one.html", here, section="mail", mail=found.row, body=found.body, delivers=delivers())


@require_POST
@office
def send(request: HttpRequest, here: Here, mail_id: int) -> HttpResponse:
    """Try once more to send what did not leave."""
    if delivers():
        retry_mail(here.company, mail_id)
        post(here.company.organization_id)
        messages.success(request, WORDS["mail.tried"].say(here.language))
    return redirect("mail-one", slug=here.company.slug, mail_id=mail_id)
