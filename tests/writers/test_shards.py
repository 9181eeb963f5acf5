"""Data for the script is JSON that cannot end the script that it stands in."""

from __future__ import annotations

import json
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from audit.writers.shards import call, encoded, listed, plain, shard_name

DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(DATA)
def test_whatever_is_encoded_reads_back_and_holds_no_markup(value: object) -> None:
    made = encoded(value)
    assert not set("<>&\u2028\u2029") & set(made)
    assert json.loads(made) == value


def test_a_file_is_one_call() -> None:
    assert call("shard", "0", listed([encoded("甲")])) == 'audit.shard(0,[\n"甲"\n]);\n'
    assert [shard_name(number) for number in (0, 12, 1234)] == ["000.js", "012.js", "1234.js"]


def test_a_decimal_is_its_plain_text() -> None:
    assert [plain(value) for value in (Decimal("100.00"), Decimal("9.90"), None, 3)] == [
        "100",
        "9.9",
        None,
        3,
    ]
