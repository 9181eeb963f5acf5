"""The bytes of a file, and the zip that they may be, opened once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from audit.readers.guard import Archive
from audit.readers.limits import LIMITS, Limits


@dataclass(frozen=True)
class Content:
    """What a format reads."""

    data: bytes
    limits: Limits = LIMITS

    @cached_property
    def archive(self) -> Archive:
        """The bytes as a zip, opened behind the guards on first use."""
        return Archive(self.data, self.limits)
