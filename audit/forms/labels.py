"""How the text of a cell is compared: white space, widths, brackets, points in labels."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_SQUARE = str.maketrans("【】〔〕［］", "[][][]")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫"
_NUMBERED = re.compile(f"[{_CIRCLED}].*")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_ORDINAL = re.compile(r"[(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)、.](?=\D)")
_POINTS = re.compile(
    r"(?P<label>.*?):?(?:[(\[](?:共|计|满分)?(?P<in>\d+(?:\.\d+)?)[分%]?[)\]]|(?P<bare>\d+(?:\.\d+)?)分)"
)
NO_VALUE = "无|不适用|不涉及|不计分|不考核|(?i:N/A)"
"""Words, as a pattern, that stand where a value does not apply."""

_PLACEHOLDER = re.compile(rf"[-—–―‐−－/／\\、.。…·*＊×xX~～]+|{NO_VALUE}")
_PAGE = re.compile(
    r"[-—–]*第\d{1,4}页[/／,，、]*(?:[(（]?共\d{1,4}页[)）]?)?[-—–]*|[-—–]+\d{1,4}[-—–]+|\d{1,3}/\d{1,3}页?"
    r"|[（(]?(?:续表?|续上[页表]|[上接]+[页表])[）)]?"
)
_NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")


def fold(text: str) -> str:
    """A value as we keep it: as written, without any white space."""
    joined = "".join(text.split())
    return joined if joined.isprintable() else joined.translate(_INVISIBLE)


def label(text: str) -> str:
    """A label as we compare it: full width folded, no ordinal before, no formula (④=①+②) or colon behind."""
    folded = _plain(_NUMBERED.sub("", fold(text).lstrip(_CIRCLED))).rstrip(":;")
    return _ORDINAL.sub("", folded, count=1) if folded[:1] in "(一二三四五六七八九十0123456789" else folded


def without_brackets(text: str) -> str:
    """A compared label without what stands in its brackets."""
    return _BRACKETS.sub("", text).strip("()[]:")


@lru_cache(maxsize=4_096)
def split_points(text: str) -> tuple[str | None, str | None]:
    """The label without its points, and the points: `产出指标（50分）` to `产出指标` and `50`."""
    folded = fold(text)
    match = _POINTS.fullmatch(_plain(folded))
    if not match:
        return folded or None, None
    return folded[: len(match["label"])].rstrip(":：") or None, match["in"] or match["bare"]


def _plain(folded: str) -> str:
    return unicodedata.normalize("NFKC", folded).translate(_SQUARE)


def is_number(text: str) -> bool:
    """Whether a folded text is a plain number and nothing else."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return _NUMBER.fullmatch(plain) is not None


def is_page_number(text: str) -> bool:
    """Whether a folded text only tells of a page: 第1页共2页, － 2 －, （续）, 续上表."""
    return _PAGE.fullmatch(text) is not None


def is_placeholder(text: str) -> bool:
    """Whether a folded text stands for nothing: a dash, a slash, dots, 无."""
    return _PLACEHOLDER.fullmatch(text) is not None
