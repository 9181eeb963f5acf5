"""Great Expectations, imported quietly: no analytics, no progress bars, nothing on disk, no network."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import great_expectations as gx
from great_expectations.data_context.types.base import DataContextConfig, InMemoryStoreBackendDefaults

if TYPE_CHECKING:
    import pandas as pd

logging.getLogger("great_expectations").setLevel(logging.ERROR)

FULL = "COMPLETE"
"""The result format that names every failing row."""


class Session:
    """A context in memory, and one source of data frames."""

    def __init__(self) -> None:
        stores = InMemoryStoreBackendDefaults(init_temp_docs_sites=False)
        self.context = gx.get_context(project_config=DataContextConfig(store_backend_defaults=stores))
        self.context.variables.progress_bars = {"globally": False}
        self._source = self.context.data_sources.add_pandas("audit")

    def definition(self, name: str) -> Any:
        """A definition of batches that takes a whole frame."""
        return self._source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("all")

    def batch(self, name: str, frame: pd.DataFrame) -> Any:
        """A frame as a batch of its own."""
        return self.definition(name).get_batch({"dataframe": frame})


def release() -> None:
    """Give back the frames of sessions that are over: a context holds cycles, and Arrow a pool of its own."""
    from pyarrow import default_memory_pool

    gc.collect()
    default_memory_pool().release_unused()


def failures(batch: Any, expectations: Sequence[Any], keys: Sequence[str]) -> Iterator[Any]:
    """The results of the expectations that do not hold, each with the keys of all its failing rows.

    The rows are looked up for those alone: asking for every key from the start costs many times more.
    """
    suite = gx.ExpectationSuite(name="audit", expectations=list(expectations))
    wanted = {"result_format": FULL, "unexpected_index_column_names": list(keys)}
    result = batch.validate(suite, result_format="BASIC")
    for one in result.results:  # not in the order of the suite
        if not one.success:
            yield batch.validate(one.expectation_config.to_domain_obj(), result_format=wanted)
