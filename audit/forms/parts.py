"""Which stretches of a document may be forms: it is cut before each title and each head."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from audit.forms.fund_header import fund_header
from audit.forms.head import is_above_title, title_box
from audit.forms.header import is_header
from audit.forms.lines import Line
from audit.forms.vocabulary import Vocabulary

_COLON = re.compile("[:：]")


@dataclass(slots=True)
class Part:
    """The lines between one title and the next; promising where they may be a form."""

    lines: list[Line] = field(default_factory=list)
    promising: bool = False
    begun: bool = False
    indicators: bool = False
    ended: bool = False


def parts(all_lines: Sequence[Line], vocabulary: Vocabulary) -> list[Part]:
    """Cut a document before each title, and before each head that follows indicators."""
    found = [Part()]
    titled = False
    for at, line in enumerate(all_lines):
        part = found[-1]
        if title_box(line, vocabulary) and _heads_a_form(all_lines[at + 1 : at + 12], vocabulary, part.begun):
            again = titled and part.lines and _same_title(part.lines[0], line)
            anew = part.indicators and _heads_another(part, all_lines[at + 1 : at + 9], vocabulary)
            if anew or not again:
                last = [one for one in part.lines[-3:] if one.boxes][-1:]
                above = [one for one in last if is_above_title(one, vocabulary)]
                found.append(Part(above, promising=True))
            titled = True
        elif _opens(line, vocabulary) and part.indicators:
            found.append(Part())
            titled = False
        found[-1].begun = found[-1].begun or _names_owner(line, vocabulary)
        if not found[-1].indicators and is_header(line, vocabulary):
            found[-1].indicators = found[-1].promising = True
        elif found[-1].indicators and line.boxes and vocabulary["total"].find(line.boxes[0].text):
            found[-1].ended = True
        found[-1].lines.append(line)
    return [part for part in found if part.promising]


def _heads_a_form(below: Sequence[Line], vocabulary: Vocabulary, begun: bool) -> bool:
    """Whether a title has a form under it, and is not only mentioned in one that has begun."""
    for line in [line for line in below if line.boxes][:6]:
        if _label(line, vocabulary) or (
            not begun and (is_header(line, vocabulary) or fund_header(line, vocabulary))
        ):
            return True
    return False


def _same_title(first: Line, line: Line) -> bool:
    """Whether a title only stands again at the head of the next page."""
    apart = line.grid is None or first.grid is not line.grid
    return bool(first.boxes) and first.boxes[0].text == line.boxes[0].text and apart


def _heads_another(part: Part, below: Sequence[Line], vocabulary: Vocabulary) -> bool:
    """Whether a title that stands again has another form under it, and is not the head of the next page."""
    if part.ended:
        return True
    read = {line.text for line in part.lines}
    for line in below:
        if fund_header(line, vocabulary):
            return True
        if _opens(line, vocabulary) or (_names_owner(line, vocabulary) and line.text not in read):
            return True
    return False


def _opens(line: Line, vocabulary: Vocabulary) -> bool:
    return _label(line, vocabulary) == "project_name"


def _names_owner(line: Line, vocabulary: Vocabulary) -> bool:
    return _label(line, vocabulary) in ("project_name", "unit", "department")


def _label(line: Line, vocabulary: Vocabulary) -> str | None:
    """What the label at the head of a row means, behind a colon or beside its value."""
    return vocabulary["head"].name(_COLON.split(line.boxes[0].text, 1)[0]) if line.boxes else None
