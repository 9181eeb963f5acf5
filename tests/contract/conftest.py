"""What the tests of the contract share: the sample forms, read and judged once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from audit.engine import judge, load_compiled
from audit.pipeline import extract
from audit.shipped import shipped

if TYPE_CHECKING:
    from audit.model.form import Form
    from audit.model.run import FormResult
    from audit.rulebook.book import Rulebook

SAMPLES = Path(__file__).parents[2] / "sample_forms"


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return load_compiled((shipped("rules"),))


@pytest.fixture(scope="session")
def samples() -> tuple[Form, ...]:
    return extract([SAMPLES / "docx", SAMPLES / "xlsx"]).forms


@pytest.fixture(scope="session")
def judged(samples: tuple[Form, ...], rulebook: Rulebook) -> tuple[FormResult, ...]:
    return judge(rulebook, samples)[0]
