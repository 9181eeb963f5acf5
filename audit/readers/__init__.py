"""File to Document: what stands in the cells, with spans and addresses; no meaning yet."""

from __future__ import annotations

from pathlib import Path

from audit.errors import AuditError, NoForm, NotOurs, UnreadableFile
from audit.model.grid import Document
from audit.readers import formats
from audit.readers.content import Content
from audit.readers.limits import LIMITS, Limits
from audit.readers.reasons import damaged, encrypted, too_large
from audit.readers.sniff import CONVERTIBLE, NEVER_A_FORM, REASONS, sniff

__all__ = ["check_size", "read", "read_bytes"]


def read(path: Path) -> Document:
    """Read one file, whatever its extension says."""
    try:
        check_size(path.stat().st_size)
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"打不开文件（{error.strerror}）。请检查是否有权限读取。") from error
    return read_bytes(data)


def read_bytes(data: bytes, limits: Limits = LIMITS) -> Document:
    """Read the bytes of one file."""
    check_size(len(data))
    content = Content(data, limits)
    kind = sniff(content)
    if kind in NEVER_A_FORM:
        raise NoForm(NEVER_A_FORM[kind])
    if kind == "encrypted":
        raise encrypted()
    if kind not in formats.names():
        raise (NotOurs if kind in CONVERTIBLE else UnreadableFile)(REASONS[kind])
    try:
        return formats.reader(kind)(content)
    except (AuditError, MemoryError):
        raise
    except Exception as error:
        raise damaged(type(error).__name__) from error


def check_size(size: int) -> None:
    """Refuse a file beyond the size limit, before anything of it is read."""
    if size > LIMITS.file_bytes:
        raise too_large(f"文件超过 {LIMITS.file_bytes >> 20} MB")
