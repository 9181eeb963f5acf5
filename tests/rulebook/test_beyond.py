"""Checks that cannot be decided from a form are named, each with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from audit.errors import RulebookError
from audit.rulebook.beyond import BEYOND, read_beyond
from audit.rulebook.load import load_rulebook
from audit.shipped import shipped

SHIPPED = Path(shipped("rules"))


def test_no_check_is_both_a_rule_and_beyond_rules() -> None:
    rules = load_rulebook([SHIPPED]).rules
    beyond = read_beyond([SHIPPED])
    assert beyond
    assert not {one.id for one in beyond} & {rule.id for rule in rules}
    assert not {one.code for one in beyond} & {rule.code for rule in rules}


def test_a_folder_need_not_list_any(tmp_path: Path) -> None:
    assert read_beyond([tmp_path]) == ()


def test_a_reason_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / BEYOND).write_text(yaml.safe_dump({"XX-01": {"id": "a", "title": "甲"}}), "utf-8")
    with pytest.raises(RulebookError, match="缺少 reason"):
        read_beyond([tmp_path])
