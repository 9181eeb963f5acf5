"""Notices to 企业微信, 钉钉, 飞书 and whatever else apprise knows."""

from __future__ import annotations

import logging

from audit.language import text
from audit.notices.channel import Undelivered, secret
from audit.notices.notice import Notice


def send(notice: Notice, variable: str, *, lang: str) -> None:
    """Hand the notice to apprise; its address is a key, so it stands in an environment variable."""
    try:
        import apprise
    except ImportError:
        raise Undelivered(text("notice.apps.missing", lang)) from None
    address = secret(variable, lang)
    logging.getLogger("apprise").setLevel(logging.CRITICAL)  # it would write addresses into the log
    far = apprise.Apprise()
    if not far.add(address):
        raise Undelivered(text("notice.apps.address", lang, name=variable))
    if not far.notify(title=notice.title(lang), body=notice.body(lang)):
        raise Undelivered(text("notice.apps.refused", lang))
