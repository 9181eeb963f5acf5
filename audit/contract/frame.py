"""The frame behind a metric."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def frame_of(execution_engine: Any, domain: dict[str, Any]) -> pd.DataFrame:
    """The whole batch that a metric is asked about."""
    from great_expectations.core.metric_domain_types import MetricDomainTypes

    frame: pd.DataFrame
    frame, _, _ = execution_engine.get_compute_domain(domain, domain_type=MetricDomainTypes.TABLE)
    return frame
