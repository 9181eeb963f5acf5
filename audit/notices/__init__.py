"""Telling people of a run: counts and a link, never a word of a form."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial

from audit.config.notices import NoticeSettings
from audit.language import text
from audit.notices.channel import Undelivered
from audit.notices.notice import NEWS, Notice

__all__ = ["Notice", "due", "send"]

Channel = Callable[[], None]
"""Tells, or raises `Undelivered`."""

PATIENCE = 4
"""A channel may take so many times its timeout in all: a far side that drips bytes never times out."""


def due(notice: Notice, settings: NoticeSettings) -> bool:
    """Whether there is anything to tell people: news, or whatever it is where they want to hear always."""
    return settings.when == "always" or any(notice.counts.get(name) for name in NEWS)


def send(notice: Notice, settings: NoticeSettings, lang: str = "zh") -> tuple[str, ...]:
    """Tell every channel; what could not be delivered, a text each. Nothing is raised."""
    failures = []
    for name, tell in _channels(notice, settings, lang):
        why = _told(tell, settings.timeout * PATIENCE, lang)
        if why:
            failures.append(text("notice.failed", lang, channel=name, reason=why))
    return tuple(failures)


def _channels(
    notice: Notice, settings: NoticeSettings, lang: str
) -> Iterator[tuple[str, Callable[[], None]]]:
    """The name and the work of each channel that is configured."""
    if settings.mail is not None:
        from audit.notices import mail

        name = text("notice.mail", lang, host=settings.mail.host)
        yield name, partial(mail.send, notice, settings.mail, timeout=settings.timeout, lang=lang)
    if settings.webhook is not None:
        from audit.notices import webhook

        name = text("notice.webhook", lang)
        yield name, partial(webhook.send, notice, settings.webhook, timeout=settings.timeout, lang=lang)
    for variable in settings.apps_env:
        from audit.notices import apps

        yield f"apprise（{variable}）", partial(apps.send, notice, variable, lang=lang)


def _told(tell: Channel, seconds: int, lang: str) -> str | None:
    """Why a channel was not told, None when it was; it is left behind when it takes too long."""
    reasons: list[str | None] = []

    def work() -> None:
        try:
            tell()
            reasons.append(None)
        except Undelivered as error:
            reasons.append(str(error))
        except Exception as error:
            reasons.append(type(error).__name__)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(seconds)
    return reasons[0] if reasons else text("notice.slow", lang, seconds=seconds)
