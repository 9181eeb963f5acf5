"""Signs that Word keeps as a code point of a picture font: check boxes and ticks of forms."""

from __future__ import annotations

_WINGDINGS = {
    0x6F: "□", 0x71: "□", 0x72: "□", 0xA8: "□", 0x6E: "■", 0xFE: "☑", 0xFD: "☒",
    0xFC: "√", 0xFB: "×", 0xA1: "○", 0x6C: "●",
}  # fmt: skip
_WINGDINGS_2 = {0x52: "☑", 0x53: "☒", 0x50: "√", 0x4F: "×", 0xA3: "□", 0x2A: "□", 0x30: "☑"}
_SYMBOL = {0xB3: "≥", 0xA3: "≤", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xA5: "∞"}
_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "symbol": _SYMBOL}


def symbol(font: str, code: str) -> str:
    """The ordinary sign for a font's code in hexadecimal, or nothing where there is none."""
    try:
        point = int(code, 16)
    except ValueError:
        return ""
    if 0xF000 <= point <= 0xF0FF:
        return _FONTS.get(font.lower(), {}).get(point - 0xF000, "")
    return chr(point) if 0x20 <= point < 0xD800 else ""
