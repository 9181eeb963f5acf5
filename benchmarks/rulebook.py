"""All shipped rules over many forms: `python -m benchmarks.rulebook COUNT CORPUS` prints JSON."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from audit.engine import judge, load_compiled
from audit.model.form import Form
from audit.model.identity import Formers
from audit.rulebook.book import Rulebook
from audit.shipped import shipped
from benchmarks.corpora import CORPORA, as_read
from benchmarks.measure import peak_memory


def measure(count: int) -> dict[str, Any]:
    """CPU seconds and peak memory for each corpus, each in a process of its own."""
    return {corpus: _in_child(count, corpus) for corpus in CORPORA}


def _in_child(count: int, corpus: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.rulebook", str(count), corpus]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


class Kept:
    """What a run said, for the next one."""

    reading = ""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.formers: Formers = {}

    def unread(self, sources: Collection[str]) -> None:
        """There is nothing that cannot be read."""

    def recall(self, keys: Sequence[str]) -> Mapping[str, str]:
        """What is kept under these keys."""
        return {key: self.texts[key] for key in keys if key in self.texts}

    def keep(self, said: Mapping[str, str]) -> None:
        """Keep these texts."""
        self.texts |= said


def _measured(count: int, corpus: str) -> dict[str, Any]:
    """Forms come packed, and judging unpacks them and leaves the findings packed.

    Then each is written out once, and at last all is judged again.
    """
    forms = as_read(CORPORA[corpus](count))
    book = load_compiled((shipped("rules"),))
    gc.collect()
    gc.disable()  # as the pipeline does
    before = peak_memory()
    first = _once(book, forms)
    peak = peak_memory()
    memory = Kept()
    judge(book, forms, memory=memory)
    again, _ = _cpu(lambda: judge(book, forms, memory=memory))
    return {
        "rules": len(book.rules),
        "findings_a_form": round(first["findings"] / count, 1),
        **first,
        "judged_again_with_memory_cpu_s": round(again, 2),
        "memory_kib_a_form": round(sum(map(len, memory.texts.values())) / count / 1024, 1),
        "peak_mib_with_forms_alone": round(before),
        "peak_mib": round(peak),
    }


def _once(book: Rulebook, forms: Sequence[Form]) -> dict[str, Any]:
    judging, (results, across) = _cpu(lambda: judge(book, forms))
    writing, _ = _cpu(lambda: sum(1 for result in results for _ in result.findings))
    return {
        "findings": sum(len(result.findings) for result in results),
        "findings_across_forms": len(across),
        "judged_cpu_s": round(judging, 2),
        "judged_cpu_ms_a_form": float(f"{judging / len(forms) * 1000:.3g}"),
        "written_out_cpu_s": round(writing, 2),
    }


def _cpu(function: Callable[[], Any]) -> tuple[float, Any]:
    start = time.process_time()
    returned = function()
    return time.process_time() - start, returned


if __name__ == "__main__":
    json.dump(_measured(int(sys.argv[1]), sys.argv[2]), sys.stdout)
