"""The catalogue of texts: complete in both languages, and nothing in it that nobody says."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from audit.language import keys, text

ROOT = Path(__file__).parent.parent
SOURCES = [*(ROOT / "audit").rglob("*.py"), *(ROOT / "reports").glob("*.[hj]*")]
KEY = re.compile(r"""["']([a-z_]+(?:\.[a-z_]+)+)["']|\b(?:t|text|say)\(\s*["']([a-z_.]+)["']""")
PREFIX = re.compile(r"""["']([a-z_]+(?:\.[a-z_]+)*\.)(?:\{|["'])""")


def places(said: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(said) if name is not None}


@pytest.mark.parametrize("key", sorted(keys()))
def test_a_text_exists_in_both_languages_with_the_same_places_for_values(key: str) -> None:
    chinese, english = text(key, "zh"), text(key, "en")
    assert chinese
    assert english
    assert places(chinese) == places(english)
    assert not re.search(r"[\u4e00-\u9fff]", english)


def test_a_value_is_put_in_and_never_read_as_a_place() -> None:
    assert text("cli.error", "zh", message="{0.__class__}") == "错误：{0.__class__}"


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        text("no.such.text")


def test_every_text_is_said_somewhere() -> None:
    code = "\n".join(path.read_text("utf-8") for path in SOURCES if path.name != "language.py")
    said = {key for found in KEY.finditer(code) for key in found.groups() if key}
    prefixes = tuple(set(PREFIX.findall(code)))
    assert [key for key in sorted(keys() - said) if not key.startswith(prefixes)] == []


def test_every_text_that_is_asked_for_exists() -> None:
    asked = re.compile(r"""(?<![.\w])(?:t|text|say)\(\s*["']([a-z_.]+)["']""")
    for path in SOURCES:
        for key in asked.findall(path.read_text("utf-8")):
            assert key.endswith(".") or key in keys(), f"{path.name}: {key}"
