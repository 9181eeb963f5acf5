"""Changed bytes in five formats: a document or a reason comes out, never anything else.

`make fuzz` tries 2,000 mutants of each; the ordinary tests try a few of the same sequence.
"""

from __future__ import annotations

import os
import random

import pytest

from audit.model.grid import Document
from tests.hostile.make import good
from tests.readers.test_hostile import changed, outcome_of

MUTANTS = int(os.environ.get("FUZZ", "60"))


@pytest.mark.parametrize("format_", ["docx", "xlsx", "xls", "txt", "html"])
def test_no_mutant_ends_in_anything_but_a_document_or_a_reason(format_: str) -> None:
    content, numbers = good()[format_], random.Random(42)
    for number in range(MUTANTS):
        outcome = outcome_of(changed(content, numbers))
        assert isinstance(outcome, Document) or outcome.endswith("。"), (number, outcome)
