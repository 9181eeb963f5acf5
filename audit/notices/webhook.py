"""Notices as JSON to an address of one's own."""

from __future__ import annotations

import http.client
import json
import ssl
import time
import urllib.error
import urllib.request
from typing import Any

import audit
from audit.config.notices import WebhookSettings
from audit.language import text
from audit.notices.channel import Undelivered, secret
from audit.notices.notice import Notice

VERSION = 1
PAUSE = 1.0
"""Seconds before the one retry."""


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: it would turn the post into a request for a page."""

    def redirect_request(self, *_: Any) -> None:
        """None: what was answered stands."""


def send(notice: Notice, settings: WebhookSettings, *, timeout: int, lang: str) -> None:
    """Post the notice; once more where the far side did not answer or broke; then `Undelivered`."""
    request = _request(notice, settings, lang)
    context = ssl.create_default_context(cafile=settings.ca_file)
    opener = urllib.request.build_opener(_Stay, urllib.request.HTTPSHandler(context=context))
    for last in (False, True):
        try:
            with opener.open(request, timeout=timeout):
                return
        except urllib.error.HTTPError as error:
            reason, hopeless = text("notice.webhook.answer", lang, code=error.code), error.code < 500
            error.close()
        except (OSError, http.client.HTTPException) as error:
            reason, hopeless = _why(error), False
        if last or hopeless:
            raise Undelivered(reason)
        time.sleep(PAUSE)


def payload(notice: Notice, lang: str) -> dict[str, Any]:
    """What is posted: version 1 may get more keys, and loses none."""
    return {
        "version": VERSION,
        "engine": f"jixiao-audit {audit.__version__}",
        "run": notice.run,
        "finished": notice.finished,
        "counts": dict(notice.counts),
        "link": notice.link,
        "text": f"{notice.title(lang)}\n{notice.body(lang)}",
    }


def _request(notice: Notice, settings: WebhookSettings, lang: str) -> urllib.request.Request:
    url = settings.url or secret(settings.url_env or "", lang)
    if not url.startswith(("https://", "http://")):
        raise Undelivered(text("notice.webhook.scheme", lang))
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "jixiao-audit"}
    if settings.token_env:
        headers["Authorization"] = f"Bearer {secret(settings.token_env, lang)}"
    data = json.dumps(payload(notice, lang), ensure_ascii=False).encode()
    return urllib.request.Request(url, data, headers, method="POST")  # noqa: S310 — the scheme is checked


def _why(error: Exception) -> str:
    """The reason without the address, which may hold a key."""
    reason = getattr(error, "reason", error)
    return getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
