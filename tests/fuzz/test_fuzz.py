"""Changed bytes of whole forms in five formats: forms or a reason come out, never anything else.

`make fuzz` tries 2,000 mutants of each; the ordinary tests try a few of the same sequence.
"""

from __future__ import annotations

import hashlib
import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from audit.intake.worker import Job, Task
from audit.readers.limits import LIMITS
from audit.shipped import shipped
from benchmarks import samples
from tests.forms.drawn import STANDARD, STANDARD_TITLE
from tests.readers.test_hostile import changed
from tests.readers.test_html import page, table

MUTANTS = int(os.environ.get("FUZZ", "25"))
SEEDS: dict[str, Callable[[], bytes]] = {
    "docx": samples.docx,
    "xlsx": samples.xlsx,
    "xls": samples.xls,
    "txt": samples.text,
    "html": lambda: page(f"<h1>{STANDARD_TITLE}</h1>{table(STANDARD)}"),
}
OURS = "请报告此问题"
"""What a reason says where the fault is the program's."""


@pytest.mark.parametrize("format_", SEEDS)
def test_no_mutant_ends_in_anything_but_forms_or_a_reason(format_: str, tmp_path: Path) -> None:
    content, numbers = SEEDS[format_](), random.Random(42)
    job = Job(shipped("rules") / "self-evaluation" / "form.yaml")
    for number in range(MUTANTS):
        mutant = changed(content, numbers)
        path = tmp_path / f"{number}.{format_}"
        path.write_bytes(mutant)
        started = time.process_time()
        read = job(Task(path.name, path, hashlib.sha256(mutant).hexdigest()))
        assert time.process_time() - started < LIMITS.seconds, number
        path.unlink()
        if read.forms:
            assert read.reason is None, number
        else:
            assert read.reason, number
            assert OURS not in read.reason, (number, read.reason)
