"""File to Document: what stands in the cells, with spans and addresses; no meaning yet."""

from __future__ import annotations

from pathlib import Path

from audit.errors import AuditError, NoForm, UnreadableFile
from audit.model.grid import Document
from audit.readers import formats
from audit.readers.limits import LIMITS
from audit.readers.sniff import NEVER_A_FORM, REASONS, sniff

__all__ = ["read", "read_bytes"]


def read(path: Path) -> Document:
    """Read one file, whatever its extension says."""
    try:
        if path.stat().st_size > LIMITS.file_bytes:
            raise UnreadableFile(too_large())
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"打不开文件（{error.strerror}）。请检查文件是否存在、是否有权限读取。") from error
    return read_bytes(data)


def read_bytes(data: bytes) -> Document:
    """Read the bytes of one file."""
    if len(data) > LIMITS.file_bytes:
        raise UnreadableFile(too_large())
    kind = sniff(data)
    if kind in NEVER_A_FORM:
        raise NoForm(NEVER_A_FORM[kind])
    if kind not in formats.names():
        raise UnreadableFile(REASONS[kind])
    try:
        return formats.reader(kind)(data)
    except (AuditError, MemoryError):
        raise
    except Exception as error:
        name = type(error).__name__
        raise UnreadableFile(f"文件内容损坏，无法读取（{name}）。请用 Word、Excel 或 WPS 打开后另存一份。") from error


def too_large() -> str:
    """The reason for a file beyond the size limit."""
    return f"文件超过 {LIMITS.file_bytes >> 20} MB，未读取。请压缩图片或拆分后再检查。"
