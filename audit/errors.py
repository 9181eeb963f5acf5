"""Named errors: each says what is wrong, where, and what to do."""

from __future__ import annotations


class AuditError(Exception):
    """Anything that we can explain to the person at the keyboard."""

    exit_code = 2


class UsageError(AuditError):
    """The command line or the configuration asks for something that cannot be."""


class RulebookError(AuditError):
    """A rule file is wrong; the message begins with file, line and column."""

    def __init__(self, message: str, file: str, line: int | None = None, column: int | None = None) -> None:
        where = ":".join(str(part) for part in (file, line, column) if part is not None)
        super().__init__(f"{where}: {message}")
        self.file, self.line, self.column, self.message = file, line, column, message


class UnreadableFile(AuditError):
    """A file that cannot be audited, with the reason and what to do."""

    exit_code = 3


class NotOurs(UnreadableFile):
    """A file of an old format that another program may be able to convert."""


class NoForm(AuditError):
    """A readable file without a self-evaluation form."""

    exit_code = 5


class StoreFault(AuditError):
    """The store cannot be used, or not be written; the message says which it is and what to do."""

    exit_code = 70


class Locked(AuditError):
    """Another run is at work; the message names who."""

    exit_code = 4
