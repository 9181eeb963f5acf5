"""Telling people of the night: counts and a link, to whoever is configured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from audit.config import Config
from audit.model.waiver import WaiverUse
from audit.nightly.recording import Night
from audit.notices import Notice, due, send
from audit.store.history import AGAIN, CHANGED, NEW, RESOLVED, SAME


def tell(config: Config, night: Night, waivers: tuple[WaiverUse, ...], lapsed: int) -> tuple[str, ...]:
    """Send the notice where there is news; what could not be delivered, a text each."""
    notice = Notice(
        _counts(night.summary, waivers, lapsed),
        run=night.number,
        finished=night.finished,
        link=config.notices.link,
    )
    return send(notice, config.notices, config.lang) if due(notice, config.notices) else ()


def _counts(summary: Mapping[str, Any], waivers: tuple[WaiverUse, ...], lapsed: int) -> dict[str, int]:
    changes = summary["changes"]
    return {
        "new": changes[NEW] + changes[AGAIN],
        **{kind: changes[kind] for kind in (CHANGED, RESOLVED, SAME)},
        **summary["findings"],
        **{name: summary[name] for name in ("files", "forms", "no_form", "unaudited")},
        "waived": sum(use.covered for use in waivers),
        "lapsed": lapsed,
    }
