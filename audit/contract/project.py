"""The suites as files that a bureau's own Great Expectations project can load."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import great_expectations as gx

from audit.contract.schema import CHECKED, CONTRACT
from audit.contract.verdicts import findings_table, rule_expectations
from audit.forms.arrow import arrow
from audit.model.form import Form
from audit.model.rule import Rule
from audit.model.run import Run
from audit.shipped import shipped

README = "README.md"
FINDINGS = "findings.parquet"

_OURS = uuid.uuid5(uuid.NAMESPACE_DNS, "jixiao-audit")


def export(rules: Sequence[Rule], folder: Path) -> tuple[Path, ...]:
    """Write a suite of all rules and one for each table, laid out as a file context; the files written.

    Equal rules give equal bytes: the identities that Great Expectations asks for are made from the names.
    """
    suites = {"audit-findings": rule_expectations(rules)}
    suites |= {f"audit-table-{name}": expectations for name, expectations in CONTRACT.items()}
    home = folder / "gx" / "expectations"
    home.mkdir(parents=True, exist_ok=True)
    written = [_suite(home / f"{name}.json", name, found) for name, found in suites.items()]
    readme = folder / README
    readme.write_bytes((shipped("reports") / "gx" / README).read_bytes())
    return (*written, readme)


def export_run(run: Run, folder: Path) -> tuple[Path, ...]:
    """Write the tables of a run and the verdicts on them as Parquet beside the suites; the files written."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    forms: list[Form] = [result.form for result in run.forms]
    tables = {folder / "tables" / f"{name}.parquet": table for name, table in arrow(forms, CHECKED).items()}
    tables[folder / FINDINGS] = pa.Table.from_pandas(findings_table(run), preserve_index=False)
    for file, table in tables.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table, file)
    return tuple(tables)


def _suite(file: Path, name: str, expectations: Sequence[Any]) -> Path:
    """A suite as the store of a file context keeps it."""
    suite = gx.ExpectationSuite(name=name, expectations=list(expectations))
    said = suite.to_json_dict()
    said["id"] = str(uuid.uuid5(_OURS, name))
    said["meta"].pop("great_expectations_version", None)
    for number, one in enumerate(said["expectations"]):
        one["id"] = str(uuid.uuid5(_OURS, f"{name} {number} {one['type']} {one['kwargs']}"))
    file.write_text(json.dumps(said, ensure_ascii=False, indent=2) + "\n", "utf-8", newline="\n")
    return file
