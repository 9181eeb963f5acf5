"""The report: seconds and megabytes to write its pages, and all of it; milliseconds until it can be used."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from audit.engine import judge, load_compiled
from audit.model.run import InputFile, Run
from audit.shipped import shipped
from audit.writers import html
from benchmarks.corpora import varied_forms
from benchmarks.measure import milliseconds, peak_memory

REPEATS = 5
CHROMIUM = "/usr/bin/chromium"
MEBI = 1 << 20


def measure(sizes: Sequence[int]) -> dict[str, Any]:
    """The site of each number of forms, each of which has some forty findings."""
    return {f"{size}_forms": _site(size) for size in sizes}


def _site(count: int) -> dict[str, Any]:
    run = judged(count)
    before = peak_memory()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first, again = (_cpu(html.write_site, run, folder) for _ in range(2))
        whole, rewritten = (_cpu(html.write, run, folder / "report") for _ in range(2))
        shutil.rmtree(folder / "report")
        sizes = {path.relative_to(folder).as_posix(): path.stat().st_size for path in _files(folder)}
        opened = {
            "index.html",
            "style.css",
            "site.js",
            "list.js",
            "cards.js",
            "index.js",
            "d/site.js",
            "d/list.js",
        }
        return {
            "cpu_s": round(first, 2),
            "cpu_ms_a_form": milliseconds(first / count),
            "cpu_s_again_unchanged": round(again, 2),
            "with_ledger_and_json_cpu_s": round(whole, 2),
            "with_ledger_and_json_cpu_s_again_unchanged": round(rewritten, 2),
            "site_mib": round(sum(sizes.values()) / MEBI, 1),
            "index_with_its_data_mib": round(sum(sizes[name] for name in opened) / MEBI, 2),
            "largest_shard_mib": round(
                max(size for name, size in sizes.items() if name[:3] == "d/0") / MEBI, 2
            ),
            "peak_mib_more_than_before": round(peak_memory() - before),
            **_opening(folder),
        }


def judged(count: int) -> Run:
    """So many forms under the shipped rules."""
    book = load_compiled((shipped("rules"),))
    forms = list(varied_forms(count))
    results, corpus = judge(book, forms)
    files = tuple(InputFile(form.source, None) for form in forms[:4])
    profiles = {name: profile.label for name, profile in book.parameters.profiles.items()}
    return Run("bench", book.hash, book.rules, files, results, corpus, profiles=profiles)


def _cpu(write: Callable[..., object], run: Run, folder: Path) -> float:
    start = time.process_time()
    write(run, folder, others=html.Others(reading="bench"))
    return time.process_time() - start


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _opening(folder: Path) -> dict[str, Any]:
    """Until the first row of the list stands, until a word has filtered it, until a form is drawn."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        taken: dict[str, list[float]] = {"index_usable_ms": [], "filtered_ms": [], "project_drawn_ms": []}
        for _ in range(REPEATS):
            page = browser.new_page()
            start = time.perf_counter()
            page.goto((folder / "index.html").as_uri())
            page.wait_for_selector("tr[data-place]")
            taken["index_usable_ms"].append(time.perf_counter() - start)
            start = time.perf_counter()
            page.fill("#search", "党建")
            taken["filtered_ms"].append(time.perf_counter() - start)
            address = page.get_attribute("tr[data-place] a", "href") or ""
            start = time.perf_counter()
            page.goto((folder / "index.html").as_uri().replace("index.html", address))
            page.wait_for_selector("table.form")
            taken["project_drawn_ms"].append(time.perf_counter() - start)
            page.close()
        browser.close()
    return {name: milliseconds(statistics.median(times)) for name, times in taken.items()}
