"""Mail servers."""

from encours.adapters.mail.smtp import MailUrlWrong, smtp_transport

__all__ = ["MailUrlWrong", "smtp_transport"]
