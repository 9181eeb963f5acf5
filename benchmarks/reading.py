"""Reading a form into a grid beside the libraries that a program would use instead, and beside the floor."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.parsers import expat

from audit.model.grid import Grid
from audit.readers import read_bytes
from benchmarks import samples
from benchmarks.measure import cpu, milliseconds, ratio

REPEATS = 40
BATCH = 5

Spans = dict[tuple[int, int], tuple[int, int, str]]
"""Anchor row and column to row span, column span and text with all white space removed."""


def measure() -> dict[str, Any]:
    """CPU milliseconds for one file of one form, warm, and the ratios; the grids are compared first."""
    measured = {
        "docx": _format(samples.docx(), python_docx, "python-docx"),
        "xlsx": _format(samples.xlsx(), openpyxl_full, "openpyxl"),
        "xls": _format(samples.xls(), xlrd_alone, "xlrd"),
        "text": _format(samples.text(), plain_split, "str.split"),
        "html": _format(samples.html(), pandas_html, "pandas.read_html"),
    }
    for kind in ("ods", "odt", "doc", "pdf"):
        data = samples.written(kind)
        if data is not None:
            measured[kind] = _beside_the_floor(data)
    return measured


def measure_many(count: int) -> dict[str, Any]:
    """That many mixed files read with all cores into a fresh cache, and once more with nothing changed."""
    with tempfile.TemporaryDirectory() as place:
        samples.write(Path(place) / "files", count)
        return {name: _read_all(Path(place)) for name in ("first", "again")}


_READ_ALL = """
import json, resource, sys, time
from pathlib import Path
from audit.pipeline import Settings, extract
if __name__ == "__main__":
    started = time.perf_counter()
    forms = len(extract([Path(sys.argv[1]) / "files"], Settings(cache=Path(sys.argv[1]) / "cache")).forms)
    wall = time.perf_counter() - started
    own, workers = (resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    status = Path("/proc/self/status").read_text()
    peak = int(status.partition("VmHWM:")[2].split()[0])
    used = [u.ru_utime + u.ru_stime for u in (own, workers)]
    print(json.dumps({
        "forms": forms, "wall_s": round(wall, 1), "main_cpu_s": round(used[0], 1),
        "workers_cpu_s": round(used[1], 1), "cores_busy": round(sum(used) / wall, 2),
        "main_peak_mib": peak >> 10, "worker_peak_mib": workers.ru_maxrss >> 10,
    }))
"""


def _read_all(place: Path) -> dict[str, Any]:
    script = place / "read_all.py"
    script.write_text(_READ_ALL, "utf-8")
    done = subprocess.run(
        [sys.executable, str(script), str(place)], capture_output=True, check=True, text=True
    )
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def _beside_the_floor(data: bytes) -> dict[str, Any]:
    ours_ms = milliseconds(_taken(lambda: read_bytes(data)))
    floor = _floor(data)
    assert floor is not None
    return {"ours_ms": ours_ms, "floor_ms": floor, "times_floor": ratio(ours_ms, floor)}


def _format(data: bytes, theirs: Callable[[bytes], Spans], name: str) -> dict[str, Any]:
    ours_ms = milliseconds(_taken(lambda: read_bytes(data)))
    theirs_ms = milliseconds(_taken(lambda: theirs(data)))
    floor = _floor(data)
    return {
        "ours_ms": ours_ms,
        "yardstick": name,
        "yardstick_ms": theirs_ms,
        "ratio": ratio(ours_ms, theirs_ms),
        "same_grid": _spans(read_bytes(data).grids[0]) == theirs(data),
        **({} if floor is None else {"floor_ms": floor, "times_floor": ratio(ours_ms, floor)}),
    }


def _taken(function: Callable[[], object]) -> float:
    def batch() -> None:
        for _ in range(BATCH):
            function()

    return cpu(batch, REPEATS) / BATCH


def _spans(grid: Grid) -> Spans:
    return {(c.row, c.column): (c.rowspan, c.colspan, squeezed(c.text)) for c in grid.cells}


def squeezed(text: str) -> str:
    """The text without white space, which every reader treats in its own way."""
    return "".join(text.split())


def python_docx(data: bytes) -> Spans:
    """The table as python-docx tells it: `row.cells` repeats a merged cell at each place it covers."""
    from docx import Document

    table = Document(io.BytesIO(data)).tables[0]
    anchors: dict[Any, list[int]] = {}
    texts: dict[Any, str] = {}
    for row, line in enumerate(table.rows, 1):
        for column, cell in enumerate(line.cells, 1):
            key = cell._tc
            if key in anchors:
                anchors[key][2:] = [row, column]
            else:
                anchors[key] = [row, column, row, column]
                texts[key] = squeezed(cell.text)
    return {
        (r, c): (last_r - r + 1, last_c - c + 1, texts[k]) for k, (r, c, last_r, last_c) in anchors.items()
    }


def openpyxl_full(data: bytes) -> Spans:
    """The sheet as openpyxl tells it, percent formats shown as percents."""
    from openpyxl import load_workbook

    sheet = load_workbook(io.BytesIO(data), data_only=True).worksheets[0]
    merged = {(m.min_row, m.min_col): m for m in sheet.merged_cells.ranges}
    covered = {
        (row, column) for m in merged.values() for row, column in m.cells if (row, column) not in merged
    }
    spans: Spans = {}
    for row in sheet.iter_rows():
        for cell in row:
            at = (int(cell.row or 0), int(cell.column or 0))
            if at in covered:
                continue
            area = merged.get(at)
            size = (area.size["rows"], area.size["columns"]) if area else (1, 1)
            spans[at] = (*size, squeezed(_shown(cell)))
    return spans


def _shown(cell: Any) -> str:
    if cell.value is None:
        return ""
    if isinstance(cell.value, int | float) and "%" in cell.number_format:
        places = len(cell.number_format.partition(".")[2].rstrip("%"))
        return f"{cell.value * 100:.{places}f}%"
    return f"{cell.value:g}" if isinstance(cell.value, float) else str(cell.value)


def xlrd_alone(data: bytes) -> Spans:
    """The sheet as xlrd tells it, percent formats shown as percents."""
    import xlrd

    book = xlrd.open_workbook(file_contents=data, formatting_info=True)
    sheet = book.sheet_by_index(0)
    merged = {(r, c): (last_r - r, last_c - c) for r, last_r, c, last_c in sheet.merged_cells}
    covered = {
        (row, column)
        for (r, c), (rows, columns) in merged.items()
        for row in range(r, r + rows)
        for column in range(c, c + columns)
        if (row, column) != (r, c)
    }
    spans: Spans = {}
    for row in range(sheet.nrows):
        for column in range(sheet.ncols):
            if (row, column) in covered:
                continue
            value = sheet.cell(row, column).value
            code = book.format_map[book.xf_list[sheet.cell_xf_index(row, column)].format_key].format_str
            if isinstance(value, float):
                value = f"{value * 100:g}%" if "%" in code else f"{value:g}"
            spans[row + 1, column + 1] = (*merged.get((row, column), (1, 1)), squeezed(value))
    return spans


def plain_split(data: bytes) -> Spans:
    """The lines of the file split at tabs: no more than any program must do."""
    table = data.decode("utf-8").split("\n\n", 1)[1]
    return {
        (row, column): (1, 1, squeezed(text))
        for row, line in enumerate(table.strip("\n").split("\n"), 1)
        for column, text in enumerate(line.split("\t"), 1)
    }


def pandas_html(data: bytes) -> Spans:
    """The table as pandas tells it: a merged cell stands at each place that it covers, without its spans."""
    import pandas as pd

    frame = pd.read_html(io.StringIO(data.decode()), header=None, keep_default_na=False)[0]
    lines = list(frame.itertuples(index=False))
    ours = read_bytes(data).grids[0].cells
    told = {(c.row, c.column): squeezed(str(lines[c.row - 1][c.column - 1])) for c in ours}
    return {(c.row, c.column): (c.rowspan, c.colspan, told[c.row, c.column]) for c in ours}


def _floor(data: bytes) -> float | None:
    """What no reader of the format can do without; printed, not judged."""
    if data.startswith(b"PK"):
        return milliseconds(_taken(lambda: _bare_expat(data)))
    if data.startswith(b"%PDF"):
        return milliseconds(_taken(lambda: _bare_text(data)))
    if data.startswith(b"\xd0\xcf"):
        return milliseconds(_taken(lambda: _bare_streams(data)))
    if data.lstrip()[:1] == b"<":
        return milliseconds(_taken(lambda: _bare_tree(data)))
    return None


def _bare_expat(data: bytes) -> None:
    """Unzip and walk the same parts with expat, doing nothing."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            if Path(name).suffix == ".xml" and any(
                part in name for part in ("document", "sheet", "Strings", "content")
            ):
                expat.ParserCreate().Parse(package.read(name), True)


def _bare_text(data: bytes) -> None:
    """The text of each page by pdfium, and no more."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    for page in document:
        page.get_textpage().get_text_range()
    document.close()


def _bare_streams(data: bytes) -> None:
    """Every stream of an OLE file."""
    from xlrd.compdoc import CompDoc

    files = CompDoc(data, logfile=io.StringIO())
    for name in ("WordDocument", "1Table", "Workbook"):
        files.get_named_stream(name)


def _bare_tree(data: bytes) -> None:
    """The tree of a page by lxml."""
    from lxml import html

    html.document_fromstring(data)
