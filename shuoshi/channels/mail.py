"""E-mail to a unit's mailbox, through the site's own mail server."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from shuoshi.notices.terms import BadAddress, Later, Refused, Unclear

_TIMEOUT_S, _SUBJECT_MOST = 10, 60


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over: `security` is starttls, tls or none (the last for the site's own network)."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    security: str = "starttls"


@dataclass(frozen=True, slots=True)
class Mail:
    """A text as a letter; its Message-ID is the key, the same when it is sent again."""

    server: MailServer
    repeats: bool = False

    def send(self, *, key: UUID, to: str, text: str) -> None:
        """Raises Later, Refused, Unclear"""
        letter = EmailMessage()
        letter["From"], letter["To"] = self.server.sender, to
        letter["Subject"] = text[:_SUBJECT_MOST].replace("\n", " ")
        letter["Message-ID"] = f"<{key}@{self.server.sender.rpartition('@')[2]}>"
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(text)
        try:
            smtp = self._open()
        except smtplib.SMTPAuthenticationError as error:
            raise Refused(_said(error.smtp_code, error.smtp_error)) from None
        except (OSError, smtplib.SMTPException) as error:
            raise Later(type(error).__name__) from None
        try:
            smtp.send_message(letter)
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            raise _for(code, words) from None
        except smtplib.SMTPResponseException as error:
            raise _for(error.smtp_code, error.smtp_error) from None
        except (OSError, smtplib.SMTPException) as error:
            raise Unclear(type(error).__name__) from None
        finally:
            smtp.close()

    def _open(self) -> smtplib.SMTP:
        s = self.server
        if s.security == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                s.host, s.port, timeout=_TIMEOUT_S, context=ssl.create_default_context()
            )
        else:
            smtp = smtplib.SMTP(s.host, s.port, timeout=_TIMEOUT_S)
        if s.security == "starttls":
            smtp.starttls(context=ssl.create_default_context())
        if s.user:
            smtp.login(s.user, s.password)
        return smtp

    def taken(self, to: str) -> str:
        """Raises BadAddress"""
        try:
            validate_email(to)
        except ValidationError:
            raise BadAddress(field="to") from None
        return to


def _for(code: int, words: bytes | str) -> Later | Refused:
    """4xx is a mail server's "later", 5xx its "no" (RFC 5321)."""
    return Later(_said(code, words)) if 400 <= code < 500 else Refused(_said(code, words))


def _said(code: int, words: bytes | str) -> str:
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    return f"{code} {text}"
