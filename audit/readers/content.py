"""The bytes of a file, and the zip that they may be, opened once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from audit.readers.guard import Archive


@dataclass(frozen=True)
class Content:
    """What a format reads."""

    data: bytes

    @cached_property
    def archive(self) -> Archive:
        """The bytes as a zip, opened behind the guards on first use."""
        return Archive(self.data)
