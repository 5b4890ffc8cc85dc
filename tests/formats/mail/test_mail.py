"""Mails as the files they bring."""

from __future__ import annotations

from contextlib import suppress
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.formats.contract import FileRefused
from encours.formats.mail import message as limits
from encours.formats.mail.message import Enclosure, read_mail
from encours.formats.recognise import Recognised, recognise

ADVICE = b"remittance_id,currency,invoice_reference,amount\nAV-1,EUR,FA-1,100.00\n"


def mail(text: str = "Bonjour,\n\nveuillez trouver notre avis.\n", *files: tuple[str, bytes], html: str = "") -> EmailMessage:
    """A mail with attachments, as any program sends it."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"], made["Date"] = (
        "compta@acheteur.example",
        "client@lumen.example",
        "Avis de règlement",
        "Mon, 12 Oct 2026 09:00:00 +0200",
    )
    made.set_content(text)
    if html:
        made.add_alternative(html, subtype="html")
    for name, content in files:
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return made


def test_a_mail_is_recognised_whatever_it_brings() -> None:
    assert recognise(mail("x", ("a.csv", ADVICE)).as_bytes(), "x.bin") == Recognised("mail")


def test_attachments_of_known_kinds_come_out_and_pictures_do_not() -> None:
    found = read_mail(
        mail("x", ("avis.csv", ADVICE), ("logo.png", b"\x89PNG\r\n\x1a\n" + bytes(200)), ("été 2026.pdf", b"%PDF-1.7 ...")).as_bytes()
    )
    assert found == (Enclosure("avis.csv", ADVICE), Enclosure("été 2026.pdf", b"%PDF-1.7 ..."))


def test_a_mail_that_was_forwarded_gives_what_the_first_one_brought() -> None:
    outer = mail("Pour info")
    outer.add_attachment(mail("x", ("avis.csv", ADVICE)))
    assert read_mail(outer.as_bytes()) == (Enclosure("avis.csv", ADVICE),)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Bonjour,\n\nFacture;Montant\nFA-1;100,00\nFA-2;-5,00\n\nCordialement", ""),
        ("Bonjour,\n\nFacture\tMontant\nFA-1\t100,00\nFA-2\t-5,00\n", ""),
        ("Bonjour Madame,\n\n   Facture        Montant\n   FA-1            100,00\n   FA-2             -5,00\n\nBien à vous\n", ""),
        (
            "voir le tableau",
            "<html><table><tr><td>logo</td><td><table border=1><tr><th>Facture<th>Montant</tr><tr><td>FA-1</td><td><p>100,00</p></td></tr>"
            "<tr><td>FA-2</td><td>-5,00</td></tr></table></td></tr></table></html>",
        ),
    ],
)
def test_the_table_of_its_own_text_is_a_file_too(text: str, html: str) -> None:
    assert read_mail(mail(text, html=html).as_bytes()) == (Enclosure("message.csv", b"Facture;Montant\nFA-1;100,00\nFA-2;-5,00\n"),)


@pytest.mark.parametrize(
    ("name", "safe"),
    [("../../etc/passwd.csv", "etc_passwd.csv"), ("C:\\x\\avis.csv", "C_x_avis.csv"), ("a" * 500 + ".csv", "a" * 116 + ".csv")],
)
def test_the_name_of_an_attachment_is_never_a_place(name: str, safe: str) -> None:
    (found,) = read_mail(mail("x", (name, ADVICE)).as_bytes())
    assert found.name.endswith(safe) and not set(found.name) & set("/\\:") and not found.name.startswith(".")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (lambda: mail("Merci de votre confiance.").as_bytes(), "mail-empty"),
        (lambda: mail("x", ("logo.png", b"\x89PNG\r\n\x1a\n")).as_bytes(), "mail-empty"),
        (lambda: b"From: a@b\nDate: x\n\n" + bytes(limits.MAIL_BYTES_MAX), "mail-large"),
        (lambda: mail("x", *[("a.csv", ADVICE)] * (limits.PARTS_MAX + 1)).as_bytes(), "mail-large"),
    ],
)
def test_what_brings_nothing_or_too_much_is_refused_by_name(data, code) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(FileRefused) as refused:
        read_mail(data())
    assert refused.value.code == code and refused.value.say("fr") != refused.value.say("en")


def test_parts_nested_without_end_are_refused() -> None:
    deep = b"From: a@b\nDate: x\nMIME-Version: 1.0\n"
    for n in range(3000):
        deep += b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n)
    with pytest.raises(FileRefused):
        read_mail(deep)


@given(
    st.binary(max_size=400),
    st.sampled_from(
        [
            b"",
            b"Content-Type: multipart/mixed; boundary=x\n\n--x\n",
            b"Content-Transfer-Encoding: base64\n\n",
            b"Content-Disposition: attachment; filename*=utf-8''%ff",
        ]
    ),
)
def test_no_bytes_crash_it(noise: bytes, head: bytes) -> None:
    with suppress(FileRefused):
        read_mail(b"From: a@b\nDate: x\nMIME-Version: 1.0\n" + head + noise)
