"""The rulebook beside Great Expectations and plain pandas: the same row rules over the same forms."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Sequence
from copy import copy
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.engine import judge, load_compiled
from audit.engine.duckdb import Database, Task
from audit.engine.history import History
from audit.engine.verdicts import rulings
from audit.forms.tables import arrow
from audit.forms.vocabulary import load_vocabulary
from audit.model.form import Form
from audit.model.schema import GRAINS
from audit.pipeline import Settings, extract
from audit.shipped import shipped
from audit.strength import clean_forms
from benchmarks import row_rules, samples
from benchmarks.measure import peak_memory

if TYPE_CHECKING:
    import pandas as pd

    from audit.rulebook.book import Rulebook

Keys = set[tuple[str, str, int]]
"""Rule, form and row of each failing row."""

FAULT = "3"
"""The letter of a failing row in the engine's answers."""

PLACES = "东西南北安平永和新长青白石河江山林泉云丰"
"""Characters of the names that tell the projects of an office apart."""

GX_LIMIT = 10_000
"""Great Expectations is measured up to so many forms: beyond, it takes minutes and tells nothing new."""


def measure(sizes: Sequence[int]) -> dict[str, Any]:
    """CPU seconds for each number of forms."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder)
        row_rules.write(made)
        return {str(size): _size(size, made) for size in sizes}


def _size(count: int, folder: Path) -> dict[str, Any]:
    forms = varied_forms(count)
    return {
        **({"rulebook": _rulebook(forms)} if count <= FULL_LIMIT else {}),
        "row_rules": _row_rules(forms, load_compiled((folder,))),
        "peak_mib": round(peak_memory()),
    }


def _rulebook(forms: Sequence[Form]) -> dict[str, Any]:
    """All shipped rules, from forms to findings with their texts, cells and identities."""
    book = load_compiled((shipped("rules"),))
    taken, (results, _) = cpu_of(lambda: judge(book, forms))
    return {
        "rules": len(book.rules),
        "cpu_s": round(taken, 3),
        "cpu_ms_a_form": float(f"{taken / len(forms) * 1000:.3g}"),
        "findings": sum(len(result.findings) for result in results),
    }


def _row_rules(forms: Sequence[Form], book: Rulebook) -> dict[str, Any]:
    """The same row rules three ways; the failing rows are compared.

    From loaded tables, or ready frames, to the keys of all failing rows is the job that all three do; ours
    goes on to the figures of each failing row, and, from forms to findings, to messages and cells.
    """
    to_keys, to_figures, table_keys = _on_tables(forms, book)
    whole, (results, _) = cpu_of(lambda: judge(book, forms))
    keys = {
        (found.rule.id, result.form.id, _row(result.form, found))
        for result in results
        for found in result.findings
    }
    del results
    frames = {
        name: _frame(table)
        for name, table in arrow(forms).items()
        if name in ("forms", "funds", "indicators")
    }
    by_mask, mask_keys = cpu_of(lambda: by_pandas(frames))
    measured: dict[str, Any] = {
        "rules": len(row_rules.RULES),
        "failing_rows": len(keys),
        "ours_tables_to_keys_cpu_s": round(to_keys, 3),
        "ours_tables_to_figures_cpu_s": round(to_figures, 3),
        "ours_forms_to_findings_cpu_s": round(whole, 3),
        "pandas_frames_to_keys_cpu_s": round(by_mask, 3),
        "same_as_pandas": mask_keys == keys == table_keys,
    }
    if len(forms) <= GX_LIMIT:
        import great_expectations  # noqa: F401 - its import takes seconds and is not what we compare

        theirs, their_keys = cpu_of(lambda: by_great_expectations(frames))
        measured |= {
            "great_expectations_frames_to_keys_cpu_s": round(theirs, 3),
            "same_as_great_expectations": their_keys == keys,
            "times_less_cpu_tables_to_keys": round(theirs / to_keys, 1),
            "times_less_cpu_tables_to_figures": round(theirs / to_figures, 1),
            "times_less_cpu_from_forms_to_findings": round(theirs / whole, 1),
        }
    return measured


def _on_tables(forms: Sequence[Form], book: Rulebook) -> tuple[float, float, Keys]:
    """CPU seconds of the rules over loaded tables: to the keys of failing rows, and to their figures."""
    listed = rulings(book)
    task = Task(forms, [0] * len(forms), [("national", None)], History())
    database = Database(task, book.parameters, listed)

    def keys() -> Keys:
        found: Keys = set()
        for grain in GRAINS:
            rules = database.rules(grain)
            database.outcomes(grain)
            for form, row, digits in database.digits(grain) if rules else ():
                at = (forms[form].id, row)
                found |= {(rules[n], *at) for n, digit in enumerate(digits) if digit == FAULT}
        return found

    try:
        to_keys, found = cpu_of(keys)
        to_figures, _ = cpu_of(lambda: [database.entries(grain) for grain in GRAINS])
        return to_keys, to_keys + to_figures, found
    finally:
        database.close()


def varied_forms(count: int) -> list[Form]:
    """Forms like the samples, each with a name of its own; a spoiled figure here and there."""
    seeds = _samples()
    return [_varied(seeds[number % len(seeds)], number) for number in range(count)]


def office_forms(count: int) -> list[Form]:
    """Forms as an office files them: every other one like a sample, the rest right but for a slip here and there.

    No two projects share their texts.
    """
    seeds, right = (
        _samples(),
        clean_forms(load_vocabulary(shipped("rules") / "self-evaluation" / "form.yaml")),
    )
    made = [_varied((seeds, right)[n % 2][n // 2 % len((seeds, right)[n % 2])], n) for n in range(count)]
    for number, form in enumerate(made):
        own = "".join(PLACES[number // len(PLACES) ** place % len(PLACES)] for place in range(3))
        for row in form.tables["indicators"]:
            row["name"] = f"{own}{row['name']}"
        for column in ("project_name", "goal_expected", "goal_actual"):
            form.head[column] = f"{own}{form.head[column]}"
    return made


def _samples() -> Sequence[Form]:
    return extract([samples.FOLDER / "docx"], Settings(cache=Path(tempfile.mkdtemp()))).forms


def _varied(seed: Form, number: int) -> Form:
    form = copy(seed)
    form.id = f"{number:016}-1"
    form.tables = {name: [{**row, "form_id": form.id} for row in rows] for name, rows in seed.tables.items()}
    form.head["unit"] = f"单位{number // samples.FORMS_A_UNIT}"
    form.head["project_name"] = f"项目{number}" if number % 211 else None
    rows = form.tables["indicators"]
    row = rows[number % len(rows)]
    if number % 13 == 0:
        row["score"] = Decimal(row["weight"] or 0) + 1  # type: ignore[arg-type]
    elif number % 17 == 0:
        row["weight"] = row["effective_weight"] = None
    elif number % 19 == 0:
        form.head["total_score"] = Decimal("101.5")
    return form


def _row(form: Form, finding: Any) -> int:
    """The row of a finding, from the cell it points at."""
    table = finding.rule.over
    if table == "forms":
        return 1
    cell = finding.cell
    return next(key[1] for key, ref in form.reading.cells.items() if key[0] == table and ref == cell)


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
    scope = frame.eval(rule.scope) if rule.scope else True
    return frame[rule.fails(frame) & scope]


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
    start = time.process_time()
    returned = function()
    return time.process_time() - start, returned
