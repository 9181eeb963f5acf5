"""What every channel shares."""

from __future__ import annotations

import os

from audit.language import text


class Undelivered(Exception):
    """A channel did not take the notice; the message says why, and holds no key."""


def secret(variable: str, lang: str) -> str:
    """What an environment variable holds."""
    value = os.environ.get(variable)
    if not value:
        raise Undelivered(text("notice.no_variable", lang, name=variable))
    return value
