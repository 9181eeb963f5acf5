"""The data contract: what rules and reports rely on, checked on the tables before anybody judges them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
from great_expectations import expectations as gxe

from audit.contract.schema import CHECKED, CONTRACT, KEY
from audit.contract.session import Session, failures, release
from audit.errors import Breach, ContractBroken
from audit.forms.arrow import frames
from audit.model.form import Form

REFERENCES = (
    *((name, "form_id", "forms", "form_id") for name in CHECKED if name != "forms"),
    ("groups", "category", "categories", "ordinal"),
    ("indicators", "category", "categories", "ordinal"),
    ("indicators", "parent_row", "indicators", "row"),
)
"""Which column refers to which column of which table, in the same form."""


def check_tables(forms: Sequence[Form]) -> int:
    """Check every table of the forms and tell how many checks held; `ContractBroken` where one does not."""
    try:
        return _checked(forms)
    finally:
        release()


def _checked(forms: Sequence[Form]) -> int:
    tables = frames(forms, CHECKED)
    session = Session()
    sources = {form.id: form.source for form in forms}
    breaches: list[Breach] = []
    for name, expectations in CONTRACT.items():
        for failed in failures(session.batch(name, tables[name]), expectations, KEY):
            breaches += _breaches(name, failed, sources)
    found = gxe.ExpectColumnValuesToBeInSet(column="found", value_set=[True])
    keys = ("table", "column", "refers_to", "value", *KEY)
    for failed in failures(session.batch("references", _references(tables)), [found], keys):
        breaches += _lost(failed, sources)
    if breaches:
        raise ContractBroken(list(dict.fromkeys(breaches)))
    return sum(map(len, CONTRACT.values())) + len(REFERENCES)


def _references(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Every reference from row to row, and whether what it names is there."""
    return pd.concat([_reference(tables, *each) for each in REFERENCES], ignore_index=True)


def _reference(
    tables: Mapping[str, pd.DataFrame], table: str, column: str, other: str, key: str
) -> pd.DataFrame:
    rows = tables[table]
    rows = rows.loc[rows[column].notna(), list(dict.fromkeys((*KEY, column)))]
    wanted = _pairs(rows, column)
    return pd.DataFrame(
        {
            "table": table,
            "column": column,
            "refers_to": f"{other} 的列 {key}",
            "form_id": rows["form_id"],
            "row": rows["row"],
            "value": rows[column].astype("string[pyarrow]"),
            "found": wanted.isin(_pairs(tables[other], key)),
        }
    )


def _pairs(rows: pd.DataFrame, column: str) -> pd.Series[Any]:
    """The form and the value, as one text."""
    joined: pd.Series[Any] = rows["form_id"] + " " + rows[column].astype("string[pyarrow]")
    return joined


def _breaches(table: str, failed: Any, sources: Mapping[str, str]) -> Iterator[Breach]:
    """What a failed expectation says, row by row where it names rows."""
    said = failed.expectation_config
    if failed.exception_info.get("raised_exception"):
        yield Breach(table, said.type, "可以检查", value=failed.exception_info.get("exception_message"))
        return
    if "types" in said.kwargs:
        for name, kind in failed.result["observed_value"].items():
            yield Breach(table, name, said.kwargs["types"].get(name, ""), value=kind)
        return
    column = said.kwargs.get("column") or "、".join(said.kwargs["column_list"])
    rows = failed.result.get("unexpected_index_list")
    if not rows:
        yield Breach(table, column, "与表结构相同的列", value=failed.result.get("observed_value"))
    for row in rows or ():
        yield Breach(table, column, _wanted(said), _key(row, sources), _shown(row.get(column, "")))


def _wanted(said: Any) -> str:
    if "value_set" in said.kwargs:
        return " ".join(said.kwargs["value_set"]) + " 之一"
    return "不空" if said.type.endswith("not_be_null") else "不重复"


def _shown(value: object) -> object:
    return "空" if value is None or value is pd.NA else value


def _lost(failed: Any, sources: Mapping[str, str]) -> Iterator[Breach]:
    for row in failed.result["unexpected_index_list"]:
        wanted = f"表 {row['refers_to']} 里有的"
        yield Breach(row["table"], row["column"], wanted, _key(row, sources), row["value"])


def _key(row: Mapping[str, Any], sources: Mapping[str, str]) -> str:
    source = sources.get(row["form_id"])
    return f"form_id={row['form_id']} row={row['row']}" + (f"（{source}）" if source else "")
