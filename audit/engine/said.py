"""What rules say of a form, as it is kept while thousands of forms go by."""

from __future__ import annotations

from collections.abc import Iterable

from audit.shelf import Aside, Shelf


class Said:
    """A digit for each rule, and the entries of the rows that are hit or left open, in parts."""

    __slots__ = ("_parts", "digits")

    def __init__(self, digits: str, *parts: str | Aside) -> None:
        self.digits, self._parts = digits, parts

    @property
    def entries(self) -> str:
        """All entries."""
        return "".join([part if isinstance(part, str) else part().decode(*_BYTES) for part in self._parts])

    def beside(self, other: Said) -> Said:
        """What both say of the same form."""
        return Said(self.digits + other.digits, *self._parts, *other._parts)

    def put_aside(self, shelf: Shelf) -> Said:
        """The same, its entries on a shelf."""
        return Said(self.digits, aside([self.entries], shelf))


def aside(entries: Iterable[str], shelf: Shelf) -> Aside:
    """Entries put on a shelf."""
    return shelf.put("".join(entries).encode(*_BYTES))


_BYTES = "utf-8", "surrogatepass"
