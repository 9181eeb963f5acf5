"""Every limit on what a file may be, in one table."""

from __future__ import annotations

from dataclasses import dataclass

_MB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What is beyond these is refused, never cut in silence.

    `ratio` counts from `ratio_from` unpacked bytes on: short parts that repeat themselves are
    ordinary. Tag depth has no figure here: libxml2 itself stops at 256.
    """

    file_bytes: int = 50 * _MB
    zip_entries: int = 2_000
    part_bytes: int = 32 * _MB
    unpacked_bytes: int = 200 * _MB
    ratio: int = 200
    ratio_from: int = _MB
    tags: int = 2_000_000
    cells: int = 100_000
    colspan: int = 200
    merged_area: int = 100_000
    sheets: int = 500
    sheet_rows: int = 20_000
    sheet_columns: int = 256
    sheet_area: int = 400_000
    doc_letters: int = 500_000
    pdf_pages: int = 300
    pdf_letters: int = 200_000
    pdf_objects: int = 100_000
    seconds: float = 20
    memory_bytes: int = 512 * _MB


LIMITS = Limits()
"""The limits in force."""

LEDGER = Limits(
    file_bytes=400 * _MB, part_bytes=4_000 * _MB, unpacked_bytes=8_000 * _MB, tags=8_000_000, cells=1_000_000,
    sheet_rows=50_000, sheet_area=2_000_000,
)  # fmt: skip
"""The limits of a list of findings that a person hands in: long, known to be theirs, read row by row."""
