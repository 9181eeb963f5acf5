"""The settings that the documentation shows are settings that we read."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from audit.config import load_config
from audit.config.contract import ContractSettings
from audit.config.notices import MailSettings, NoticeSettings, WebhookSettings

ROOT = Path(__file__).parents[2]
NIGHTLY = (ROOT / "docs" / "nightly.md").read_text("utf-8")
BLOCKS = [
    *re.findall(r"```toml\n(.*?)```", NIGHTLY, re.DOTALL),
    *re.findall(r"```toml\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL),
]


@pytest.mark.parametrize("block", BLOCKS)
def test_a_documented_block_is_read(block: str, tmp_path: Path) -> None:
    file = tmp_path / "audit.toml"
    file.write_text(block, "utf-8")
    load_config(file)


@pytest.mark.parametrize("section", [ContractSettings, NoticeSettings, MailSettings, WebhookSettings])
def test_every_key_of_contract_and_notices_is_documented(section: type) -> None:
    assert [field.name for field in fields(section) if field.name not in NIGHTLY] == []
