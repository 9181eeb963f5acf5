"""The rulebook beside Great Expectations and plain pandas: the same row rules over the same forms."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.engine import judge, load_compiled
from audit.engine.entries import KEY, Line, entries_of, is_hit
from audit.engine.sitting import Case, sit
from audit.engine.verdicts import Scope, rulings
from audit.forms.tables import arrow
from audit.garbage import no_search
from audit.model.form import Form
from benchmarks import row_rules, rulebook
from benchmarks.corpora import varied_forms

if TYPE_CHECKING:
    import pandas as pd

    from audit.rulebook.book import Rulebook

Keys = set[tuple[str, str, int]]
"""Rule, form and row of each failing row."""

FULL_LIMIT = 10_000
"""All rules are measured up to so many forms; for more ask `python -m benchmarks.rulebook 100000 office`."""

GX_LIMIT = 10_000
"""Great Expectations is measured up to so many forms: beyond, it takes minutes and tells nothing new."""


def measure(sizes: Sequence[int]) -> dict[str, Any]:
    """CPU seconds for each number of forms."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder)
        row_rules.write(made)
        return {str(size): _size(size, made) for size in sizes}


def _size(count: int, folder: Path) -> dict[str, Any]:
    return {
        **({"rulebook": rulebook.measure(count)} if count <= FULL_LIMIT else {}),
        "row_rules": _row_rules(list(varied_forms(count)), load_compiled((folder,))),
    }


def _row_rules(forms: Sequence[Form], book: Rulebook) -> dict[str, Any]:
    """The same row rules three ways; the failing rows are compared.

    Ours go from forms to the figures that each failing row shows, and then on to messages and cells; theirs
    from frames to the keys of all failing rows. What it takes to make the frames of the same forms is told
    apart: who has forms needs them, who has frames already does not. Their import is not counted; cycles are
    searched for by neither, as in every run of ours.
    """
    to_figures, said_keys = _to_figures(forms, book)
    whole, written = cpu_of(
        lambda: [(result.form, tuple(result.findings)) for result in judge(book, forms)[0]]
    )
    keys = {(found.rule.id, form.id, _row(form, found)) for form, findings in written for found in findings}
    del written
    making, frames = cpu_of(lambda: _frames(forms))
    by_mask, mask_keys = cpu_of(lambda: by_pandas(frames))
    measured: dict[str, Any] = {
        "rules": len(row_rules.RULES),
        "failing_rows": len(keys),
        "ours_forms_to_figures_cpu_s": round(to_figures, 3),
        "ours_forms_to_findings_cpu_s": round(whole, 3),
        "frames_of_the_forms_cpu_s": round(making, 3),
        "pandas_frames_to_keys_cpu_s": round(by_mask, 3),
        "times_the_cpu_of_pandas": round(to_figures / by_mask, 2),
        "same_as_pandas": mask_keys == keys == said_keys,
    }
    if len(forms) <= GX_LIMIT:
        import great_expectations  # noqa: F401 - its import takes seconds and is not what we compare

        theirs, their_keys = cpu_of(lambda: by_great_expectations(frames))
        measured |= {
            "great_expectations_frames_to_keys_cpu_s": round(theirs, 3),
            "same_as_great_expectations": their_keys == keys,
            "times_less_cpu_to_figures": round(theirs / to_figures, 1),
            "times_less_cpu_to_figures_from_the_same_forms": round((making + theirs) / to_figures, 1),
            "times_less_cpu_from_forms_to_findings": round(theirs / whole, 1),
        }
    return measured


def _to_figures(forms: Sequence[Form], book: Rulebook) -> tuple[float, Keys]:
    """CPU seconds of the rules over forms, and the failing rows."""
    listed = rulings(book)
    case = Case(book, forms, [Scope("national", None, None, "")] * len(forms))
    taken, sitting = cpu_of(lambda: sit(case, listed))
    rule_of = {ruling.check["key"]: ruling.rule.id for ruling in listed}
    return taken, {
        (rule_of[entry[:KEY]], form.id, Line(place, entry).row)
        for place, (form, said) in enumerate(zip(forms, sitting.said, strict=True))
        for entry in entries_of(said.entries)
        if is_hit(entry)
    }


def _row(form: Form, finding: Any) -> int:
    """The row of a finding, from the cell it points at."""
    table = finding.rule.over
    if table == "forms":
        return 1
    cell = finding.cell
    return next(key[1] for key, ref in form.reading.cells.items() if key[0] == table and ref == cell)


def _frames(forms: Sequence[Form]) -> dict[str, pd.DataFrame]:
    """The tables that the rules are over."""
    tables = arrow(forms)
    return {name: _frame(tables[name]) for name in ("forms", "funds", "indicators")}


def _frame(table: Any) -> pd.DataFrame:
    """The table as a data frame as people have it: floats for figures, plain objects for text."""
    import pyarrow as pa

    floats = [
        field.with_type(pa.float64()) if pa.types.is_decimal(field.type) else field for field in table.schema
    ]
    frame: pd.DataFrame = table.cast(pa.schema(floats)).to_pandas()
    return frame


def by_pandas(tables: dict[str, pd.DataFrame]) -> Keys:
    """The failing rows by one vectorised mask a rule."""
    return {
        (rule.id, form, row)
        for rule in row_rules.RULES
        for form, row in _failing(tables[rule.over], rule)[["form_id", "row"]].itertuples(index=False)
    }


def _failing(frame: pd.DataFrame, rule: row_rules.RowRule) -> pd.DataFrame:
    scope: Any = frame.eval(rule.scope) if rule.scope else True
    rows: pd.DataFrame = frame[rule.fails(frame) & scope]
    return rows


def by_great_expectations(tables: dict[str, pd.DataFrame]) -> Keys:
    """The failing rows by one core expectation a rule, every key asked for."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_pandas("forms")
    keys: Keys = set()
    for name, frame in tables.items():
        rules = [rule for rule in row_rules.RULES if rule.over == name]
        suite = gx.ExpectationSuite(
            name=name,
            expectations=[_expectation(gx, rule) for rule in rules],
        )
        batch = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("all")
        wanted = {"result_format": "COMPLETE", "unexpected_index_column_names": ["form_id", "row"]}
        result = batch.get_batch({"dataframe": frame}).validate(suite, result_format=wanted)
        for one in result.results:
            rule = one.expectation_config.meta["rule"]
            for found in one.result.get("unexpected_index_list") or ():
                keys.add((rule, found["form_id"], int(found["row"])))
    return keys


def _expectation(gx: Any, rule: row_rules.RowRule) -> Any:
    scope = {"row_condition": rule.scope, "condition_parser": "pandas"} if rule.scope else {}
    return getattr(gx.expectations, rule.expectation)(**rule.arguments, **scope, meta={"rule": rule.id})


def cpu_of(function: Callable[[], Any]) -> tuple[float, Any]:
    """CPU seconds of one call, and what it returned."""
    with no_search():
        start = time.process_time()
        returned = function()
        return time.process_time() - start, returned
