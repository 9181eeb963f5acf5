"""Telling people of the night: counts and a link, to whoever is configured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from audit.config import Config
from audit.language import text
from audit.model.run import Run
from audit.model.waiver import WaiverUse
from audit.nightly.recording import Night
from audit.notices import Notice, due, send
from audit.store.history import AGAIN, CHANGED, NEW, RESOLVED, SAME


def tell(config: Config, night: Night, run: Run, lapsed: int) -> tuple[str, ...]:
    """Run the checkpoint and send the notice; what could not be done, a text each.

    The notice goes out where there is news: as the action `notify` of the checkpoint, else at the end.
    """
    notice = Notice(
        _counts(night.summary, run.waivers, lapsed),
        run=night.number,
        finished=night.finished,
        link=config.notices.link,
    )
    failures: list[str] = []

    def send_out() -> None:
        if due(notice, config.notices):
            failures.extend(send(notice, config.notices, config.lang))

    actions = config.contract.actions
    if actions:
        failures.extend(_checkpoint(config, run, send_out))
    if not any(action.type == "notify" for action in actions):
        send_out()
    return tuple(failures)


def _checkpoint(config: Config, run: Run, send_out: Callable[[], None]) -> tuple[str, ...]:
    """What of the checkpoint failed; the night is kept and published by now, and stays so."""
    from audit.contract import checkpoint

    try:
        failed = checkpoint(run, config.contract, send_out).failed_actions
    except Exception as error:
        failed = (f"checkpoint：{type(error).__name__}: {error}",)
    return tuple(text("contract.failed", config.lang, reason=reason) for reason in failed)


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
