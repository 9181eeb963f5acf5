"""Metrics of our own: whatever is computed from the whole frame of a batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider

if TYPE_CHECKING:
    import pandas as pd


class FrameMetric(TableMetricProvider):
    """A metric that is computed from the frame and from the values that it is asked for by."""

    @classmethod
    def of(cls, frame: pd.DataFrame, asked: dict[str, Any]) -> Any:
        """The metric of a frame."""
        raise NotImplementedError

    @metric_value(engine=PandasExecutionEngine)
    def _pandas(
        cls,  # noqa: N805
        execution_engine: Any,
        metric_domain_kwargs: dict[str, Any],
        metric_value_kwargs: dict[str, Any],
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any],
    ) -> Any:
        frame, _, _ = execution_engine.get_compute_domain(
            metric_domain_kwargs, domain_type=MetricDomainTypes.TABLE
        )
        return cls.of(frame, metric_value_kwargs)
