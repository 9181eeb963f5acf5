"""Old Word files ([MS-DOC]) taken apart: paragraphs with their properties, text as it is seen.

Strict: whatever this code does not know for certain is refused, so that LibreOffice may try.
"""

from __future__ import annotations

import io
import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from xlrd.compdoc import CompDoc, CompDocError

from audit.readers.limits import LIMITS
from audit.readers.reasons import encrypted, not_ours, too_large
from audit.readers.symbols import symbol

_MAGIC = 0xA5EC
_NEWEST_OLD = 0x00C1
"""The first version whose tables are as we read them: Word 97."""

_FAST_SAVED, _ENCRYPTED, _SECOND_TABLE = 0x0004, 0x0100, 0x0200
_CHARACTERS, _PARAGRAPHS, _FONTS, _PIECES = 12, 13, 15, 33
_PAGE = 512
_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_TABLE_DEFINITION, _TABS = 0xD608, 0xC615
_FOR_A_CELL = frozenset((0xD62B, 0x5624))
"""Properties of a row that stand there once for each cell that has them."""

_HUGE = frozenset((0x6645, 0x6646))
_DELETED, _HIDDEN, _SYMBOL, _FONT = 0x0800, 0x083C, 0x6A09, 0x4A4F
_PRIVATE = range(0xF020, 0xF100)
"""Where the signs of picture fonts stand."""

_FIELD_BEGINS, _FIELD_SHOWS, _FIELD_ENDS = "\x13", "\x14", "\x15"
_AS_SEEN = {"\x0b": "\n", "\x0c": "\n", "\x0e": "\n", "\r": "\n", "\x1e": "-", "\xa0": " ", "\t": "\t"}
_FONT_NAME = 39

Properties = dict[int, bytes]
"""What is set for a paragraph or a run: operands by code; the last one wins, or they stand in a row."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A paragraph: its text without the mark that ends it, that mark, and its properties."""

    text: str
    mark: str
    properties: Properties

    def flag(self, code: int) -> bool:
        """Whether a property is on."""
        return any(self.properties.get(code, b"\0"))


class Word97:
    """One file; every structure is found through the header, and checked before it is used."""

    def __init__(self, data: bytes) -> None:
        try:
            self._files = CompDoc(data, logfile=io.StringIO())
            self._main = self._stream("WordDocument")
        except (CompDocError, AssertionError, IndexError, struct.error) as error:
            raise not_ours("存储结构不完整") from error
        magic, version, flags = (self._number(at, "<H") for at in (0, 2, 10))
        if flags & _ENCRYPTED:
            raise encrypted()
        if magic != _MAGIC or version < _NEWEST_OLD:
            raise not_ours("Word 97 以前的格式")
        if flags & _FAST_SAVED:
            raise not_ours("文件是快速保存的")
        self._table = self._stream("1Table" if flags & _SECOND_TABLE else "0Table")

    def stretches(self) -> Iterator[Stretch]:
        """The paragraphs of the body in order."""
        start = 0
        text, places = self._text
        for end in (at for at, sign in enumerate(text) if sign in "\r\x07\x0c"):
            properties = self._paragraphs.at(places[end])
            yield Stretch(self._seen(start, end), text[end], properties)
            start = end + 1

    def _stream(self, name: str) -> bytes:
        found = self._files.get_named_stream(name)
        if not found:
            raise not_ours(f"缺少 {name}")
        return bytes(found)

    def _number(self, at: int, kind: str) -> int:
        return int(struct.unpack_from(kind, self._main, at)[0])

    def _structure(self, number: int) -> bytes:
        """The structure of that number in the header's list, out of the table stream."""
        at, size = struct.unpack_from("<II", self._main, 154 + 8 * number)
        if at + size > len(self._table):
            raise not_ours("目录指到了文件之外")
        return self._table[at : at + size]

    @cached_property
    def _text(self) -> tuple[str, list[int]]:
        """The characters of the body, and where each stands in the main stream."""
        length = self._number(76, "<I")
        if length > LIMITS.doc_letters:
            raise too_large(f"正文超过 {LIMITS.doc_letters} 个字")
        signs: list[str] = []
        places: list[int] = []
        for count, at, wide in self._pieces():
            raw = self._main[at : at + count * (2 if wide else 1)]
            signs.append(raw.decode("utf-16-le" if wide else "cp1252", "replace"))
            if len(signs[-1]) != count:
                raise not_ours("文字与长度不符")
            places += range(at, at + len(raw), 2 if wide else 1)
        text = "".join(signs)
        if len(text) < length:
            raise not_ours("正文不完整")
        return text[:length], places

    def _pieces(self) -> Iterator[tuple[int, int, bool]]:
        """The pieces of text in the main stream: how many characters, where, and whether two bytes each."""
        listed = self._structure(_PIECES)
        at = 0
        while listed[at : at + 1] == b"\x01":
            at += 3 + struct.unpack_from("<H", listed, at + 1)[0]
        if listed[at : at + 1] != b"\x02":
            raise not_ours("找不到正文的位置")
        table = listed[at + 5 :]
        count = (len(table) - 4) // 12
        starts = struct.unpack_from(f"<{count + 1}I", table)
        for number in range(count):
            _, where, changed = struct.unpack_from("<HIH", table, 4 * (count + 1) + 8 * number)
            if changed or starts[number + 1] < starts[number]:
                raise not_ours("文件是快速保存的")
            narrow = bool(where & 0x40000000)
            where &= 0x3FFFFFFF
            yield starts[number + 1] - starts[number], where // 2 if narrow else where, not narrow

    def _seen(self, start: int, end: int) -> str:
        """What is seen of a stretch of text: no instructions of fields, nothing deleted or hidden."""
        text, places = self._text
        pieces: list[str] = []
        inside: list[bool] = []
        for at in range(start, end):
            sign = text[at]
            if sign == _FIELD_BEGINS:
                inside.append(True)
            elif sign == _FIELD_SHOWS and inside:
                inside[-1] = False
            elif sign == _FIELD_ENDS and inside:
                inside.pop()
            elif not any(inside):
                pieces.append(self._sign(sign, self._runs.at(places[at])))
        return "".join(pieces)

    def _sign(self, sign: str, properties: Properties) -> str:
        if properties:
            if any(properties.get(_DELETED, b"\0")) or properties.get(_HIDDEN, b"\0")[0] & 1:
                return ""
            if _SYMBOL in properties:
                return self._symbol(*struct.unpack_from("<HH", properties[_SYMBOL]))
            if ord(sign) in _PRIVATE:
                return self._symbol(int.from_bytes(properties.get(_FONT, b""), "little"), ord(sign))
        return _AS_SEEN.get(sign, sign if sign.isprintable() else "")

    def _symbol(self, font: int, code: int) -> str:
        return symbol(self._fonts[font] if font < len(self._fonts) else "", f"{code:x}")

    @cached_property
    def _fonts(self) -> list[str]:
        """The names of the fonts by their numbers."""
        listed = self._structure(_FONTS)
        names, at = [], 4
        while at < len(listed):
            size = listed[at] + 1
            name = listed[at + _FONT_NAME + 1 : at + size].decode("utf-16-le", "replace")
            names.append(name.partition("\0")[0])
            at += size
        return names

    @cached_property
    def _paragraphs(self) -> _Pages:
        return _Pages(self, self._structure(_PARAGRAPHS), 13)

    @cached_property
    def _runs(self) -> _Pages:
        return _Pages(self, self._structure(_CHARACTERS), 1)

    def page(self, number: int) -> bytes:
        """One of the pages that hold properties."""
        page = self._main[number * _PAGE : (number + 1) * _PAGE]
        if len(page) != _PAGE:
            raise not_ours("格式页不完整")
        return page

    @cached_property
    def _data(self) -> bytes:
        return self._stream("Data")

    def properties(self, listed: bytes) -> Properties:
        """Properties by code; a list too long for its page stands in the data stream."""
        found = self._gathered(listed)
        for code in _HUGE & found.keys():
            (at,) = struct.unpack("<I", found[code])
            (size,) = struct.unpack_from("<H", self._data, at)
            found = self._gathered(self._data[at + 2 : at + 2 + size]) | found
        return found

    def _gathered(self, listed: bytes) -> Properties:
        found: Properties = {}
        for code, operand in _properties(listed):
            found[code] = found.get(code, b"") + operand if code in _FOR_A_CELL else operand
        return found


class _Pages:
    """Properties by where the text stands that they are for: of paragraphs (13 bytes each) or runs (1)."""

    def __init__(self, word: Word97, listed: bytes, entry: int) -> None:
        self._word = word
        self._entry = entry
        count = (len(listed) - 4) // 8
        numbers = struct.unpack_from(f"<{2 * count + 1}I", listed)
        self._starts, self._numbers = numbers[: count + 1], numbers[count + 1 :]
        self._read: dict[int, tuple[tuple[int, ...], list[Properties]]] = {}
        self._last: tuple[int, int, Properties] = (0, 0, {})

    def at(self, place: int) -> Properties:
        """The properties of what stands there; mostly they are those of what stands before."""
        start, end, properties = self._last
        if start <= place < end:
            return properties
        number = bisect_right(self._starts, place) - 1
        if not 0 <= number < len(self._numbers):
            raise not_ours("有文字没有格式")
        if number not in self._read:
            self._read[number] = self._page(self._numbers[number] & 0x3FFFFF)
        starts, found = self._read[number]
        entry = bisect_right(starts, place) - 1
        if not 0 <= entry < len(found):
            raise not_ours("有文字没有格式")
        self._last = (starts[entry], starts[entry + 1], found[entry])
        return found[entry]

    def _page(self, number: int) -> tuple[tuple[int, ...], list[Properties]]:
        page = self._word.page(number)
        count = page[-1]
        starts = struct.unpack_from(f"<{count + 1}I", page)
        offsets = (2 * page[4 * (count + 1) + self._entry * run] for run in range(count))
        return starts, [self._word.properties(self._list(page, at)) if at else {} for at in offsets]

    def _list(self, page: bytes, at: int) -> bytes:
        """The properties at an offset: after their size, for paragraphs after the number of a style too."""
        if self._entry == 1:
            return page[at + 1 : at + 1 + page[at]]
        size = 2 * page[at] - 1
        if page[at] == 0:
            at, size = at + 1, 2 * page[at + 1]
        return page[at + 3 : at + 1 + size]


def _properties(listed: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 2 < len(listed):
        (code,) = struct.unpack_from("<H", listed, at)
        at += 2
        size = _SIZES.get(code >> 13)
        if code == _TABLE_DEFINITION:
            (size,) = struct.unpack_from("<H", listed, at)
            at, size = at + 2, size - 1
        elif size is None:
            size = listed[at]
            at += 1
            if code == _TABS and size == 0xFF:
                raise not_ours("制表位太多")
        yield code, listed[at : at + size]
        at += size
