"""The contract of each table in the words of Great Expectations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from great_expectations import expectations as gxe
from great_expectations.expectations.expectation import BatchExpectation

from audit.contract.metric import FrameMetric
from audit.forms.arrow import EVERY, arrow_type
from audit.model import codes
from audit.model.schema import TABLES, Table

if TYPE_CHECKING:
    import pandas as pd

KEY = ("form_id", "row")
"""What tells one row of a table from another."""

CODES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "funds": {"kind": codes.FUND_KINDS, "breakdown": codes.BREAKDOWNS},
    "categories": {"level1_kind": codes.LEVEL1_KINDS},
    "groups": {"level1_kind": codes.LEVEL1_KINDS, "level2_kind": codes.LEVEL2_KINDS},
    "indicators": {
        "level1_kind": codes.LEVEL1_KINDS,
        "level2_kind": codes.LEVEL2_KINDS,
        "target_kind": codes.VALUE_KINDS,
        "actual_kind": codes.VALUE_KINDS,
        "direction": codes.DIRECTIONS,
        "natural_direction": codes.DIRECTIONS,
    },
    "fields": {"section": codes.SECTIONS},
    "figures": {"role": codes.FIGURE_ROLES},
}
"""The columns of codes, and what they may hold besides null."""

FILLED = {
    "forms": ("source", "position", "layout", "profile"),
    "funds": ("kind",),
    "indicators": ("target_kind", "actual_kind"),
}
"""The columns that are never null, besides the key."""


class ArrowTypes(FrameMetric):
    """The type of each column of the batch, as Arrow names it."""

    metric_name = "audit.arrow_types"

    @classmethod
    def of(cls, frame: pd.DataFrame, asked: dict[str, Any]) -> dict[str, str]:  # noqa: ARG003 — its name says it all
        """The types by column."""
        return {str(name): str(getattr(kind, "pyarrow_dtype", kind)) for name, kind in frame.dtypes.items()}


class ExpectArrowTypes(BatchExpectation):
    """Expect each column to be of its Arrow type; the type expectations of the core know no decimals."""

    types: dict[str, str]

    metric_dependencies: ClassVar[tuple[str, ...]] = ("audit.arrow_types",)
    success_keys: ClassVar[tuple[str, ...]] = ("types",)
    args_keys: ClassVar[tuple[str, ...]] = ("types",)

    def _validate(
        self, metrics: dict[str, Any], runtime_configuration: Any = None, execution_engine: Any = None
    ) -> dict[str, Any]:
        found = metrics["audit.arrow_types"]
        wrong = {
            name: found.get(name, "missing") for name, kind in self.types.items() if found.get(name) != kind
        }
        return {"success": not wrong, "result": {"observed_value": wrong}}


def expectations_of(table: Table) -> list[Any]:
    """What must hold of a table: its columns, their types, its key, its codes."""
    columns = [column.name for column in table.columns]
    types = {column.name: str(arrow_type(column)) for column in table.columns}
    unique = (
        gxe.ExpectColumnValuesToBeUnique(column="form_id")
        if table.name == "forms"
        else gxe.ExpectCompoundColumnsToBeUnique(column_list=list(KEY), ignore_row_if="never")
    )
    return [
        gxe.ExpectTableColumnsToMatchOrderedList(column_list=columns),
        ExpectArrowTypes(types=types),
        *(gxe.ExpectColumnValuesToNotBeNull(column=name) for name in (*KEY, *FILLED.get(table.name, ()))),
        unique,
        *(
            gxe.ExpectColumnValuesToBeInSet(column=name, value_set=list(allowed))
            for name, allowed in CODES.get(table.name, {}).items()
        ),
    ]


CHECKED = tuple(name for name in EVERY if name != "cells")
"""The tables that rules read; what stands in `cells` is where their values come from."""

CONTRACT = {name: expectations_of(TABLES[name]) for name in CHECKED}
"""The expectations by table."""
