"""Notices by e-mail."""

from __future__ import annotations

import smtplib
import socket
import ssl
from email.message import EmailMessage
from email.utils import localtime, make_msgid

from audit.config.notices import MailSettings
from audit.language import text
from audit.notices.channel import Undelivered, secret
from audit.notices.notice import Notice

PORTS = {"starttls": 587, "ssl": 465, "none": 25}


def send(notice: Notice, settings: MailSettings, *, timeout: int, lang: str) -> None:
    """Hand the notice to the mail server; `Undelivered` where it refuses, or one of the addresses."""
    password = secret(settings.password_env, lang) if settings.password_env else None
    try:
        with _server(settings, timeout) as server:
            if settings.user and password:
                server.login(settings.user, password)
            refused = server.send_message(_message(notice, settings, lang))
    except smtplib.SMTPAuthenticationError as error:
        raise Undelivered(text("notice.mail.login", lang, code=error.smtp_code)) from None
    except smtplib.SMTPRecipientsRefused as error:
        raise Undelivered(text("notice.mail.refused", lang, names="、".join(error.recipients))) from None
    except smtplib.SMTPResponseException as error:
        raise Undelivered(text("notice.mail.answer", lang, code=error.smtp_code)) from None
    except (smtplib.SMTPException, ssl.SSLError) as error:
        raise Undelivered(f"{type(error).__name__}: {error}") from None
    except OSError as error:
        raise Undelivered(error.strerror or str(error) or type(error).__name__) from None
    if refused:
        raise Undelivered(text("notice.mail.refused", lang, names="、".join(refused)))


def _server(settings: MailSettings, timeout: int) -> smtplib.SMTP:
    """A connection, made safe where it is to be."""
    port = settings.port or PORTS[settings.security]
    name = socket.gethostname()  # else smtplib asks the name server who we are, and may wait for it
    context = ssl.create_default_context(cafile=settings.ca_file)
    if settings.security == "ssl":
        return smtplib.SMTP_SSL(settings.host, port, name, timeout=timeout, context=context)
    server = smtplib.SMTP(settings.host, port, name, timeout=timeout)
    if settings.security == "starttls":
        server.starttls(context=context)
    return server


def _message(notice: Notice, settings: MailSettings, lang: str) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = notice.title(lang)
    message["From"] = settings.sender
    message["To"] = ", ".join(settings.to)
    message["Date"] = localtime()
    message["Message-ID"] = make_msgid(domain=settings.sender.rpartition("@")[2].rstrip(">") or None)
    message.set_content(notice.body(lang) + "\n")
    return message
