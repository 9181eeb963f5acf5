"""What Great Expectations costs where we use it: import, contract, second opinion, checkpoint."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from audit.config.contract import ContractSettings
from audit.engine import judge, load_compiled
from audit.model.run import Run
from audit.shipped import shipped
from benchmarks.corpora import varied_forms
from benchmarks.measure import median_process, peak_memory

T = TypeVar("T")

LIMIT = 10_000
"""Forms are measured up to so many."""


def measure(sizes: Sequence[int]) -> dict[str, Any]:
    """CPU seconds; the import as a process of its own, beside a bare one that imports what tables need."""
    bare = median_process(["-c", "import pandas, pyarrow"], {}, 3)
    whole = median_process(["-c", "from audit.contract import checkpoint, check_tables"], {}, 3)
    imported = {
        "import_cpu_s": round(whole.cpu - bare.cpu, 2),
        "import_mib": round(whole.peak - bare.peak),
    }
    return imported | {str(size): _size(size) for size in sizes if size <= LIMIT}


def _size(count: int) -> dict[str, Any]:
    from audit.contract import check_tables, checkpoint, cross_check

    forms = list(varied_forms(count))
    book = load_compiled((shipped("rules"),))
    before = peak_memory()
    tables, _ = _cpu(lambda: check_tables(forms))
    after_tables = peak_memory()
    judging, (results, corpus) = _cpu(lambda: judge(book, forms))
    agreement, rules = _cpu(lambda: cross_check(results, book))
    run = Run("bench", book.hash, book.rules, (), tuple(results), corpus)
    findings, found = _cpu(lambda: len(run.findings()))
    handing_over, checked = _cpu(lambda: checkpoint(run, ContractSettings()))
    return {
        "contract_cpu_s": round(tables, 2),
        "contract_more_mib": round(after_tables - before),
        "second_opinion_cpu_s": round(agreement, 2),
        "second_opinion_rules": len(rules),
        "checkpoint_cpu_s": round(handing_over, 2),
        "findings_handed_over": sum(checked.findings.values()),
        "findings": found,
        "judging_cpu_s": round(judging, 2),
        "drawing_findings_cpu_s": round(findings, 2),
        "peak_mib": round(peak_memory()),
    }


def _cpu(function: Callable[[], T]) -> tuple[float, T]:
    start = time.process_time()
    returned = function()
    return time.process_time() - start, returned
