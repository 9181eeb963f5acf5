"""What a worker process does with one file; imports no more than reading needs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from audit.errors import NoForm, NotOurs, UnreadableFile
from audit.model.form import Form
from audit.readers import read_bytes

if TYPE_CHECKING:
    from audit.forms.vocabulary import Vocabulary


CHANGED = "读取时文件正被改动，请保存并关闭文件后重新检查。"


@dataclass(frozen=True, slots=True)
class Task:
    """One file to read: its name as shown, where it is, and what its bytes must hash to.

    A converted file says what it was before: it is then read for what it has become, and keeps its hash.
    """

    source: str
    path: Path
    sha256: str
    was: str | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """What came of one file: its forms, or the reason why there are none.

    `later` names the stage of intake that takes the file from here: unpacking a `zip`, or converting
    an old format. A `passing` reason may be gone the next time. `grids` counts the tables of the file.
    """

    format: str | None = None
    forms: tuple[Form, ...] = ()
    reason: str | None = None
    unaudited: bool = False
    later: str | None = None
    passing: bool = False
    grids: int = 0


def refused(reason: str, *, passing: bool = False) -> Read:
    """A file that could not be audited."""
    return Read(reason=reason, unaudited=True, passing=passing)


def not_opened(error: OSError) -> str:
    """Why the system would not give us the file."""
    return f"打不开文件（{error.strerror}）。请检查是否有权限读取。"


@dataclass(frozen=True, slots=True)
class Job:
    """How to read a file; what a worker needs besides the file itself."""

    vocabulary: Path
    year: int | None = None

    def __call__(self, task: Task) -> Read:
        """Read one file into forms; everything that can be said about a bad file is said here."""
        try:
            data = task.path.read_bytes()
        except OSError as error:
            return refused(not_opened(error), passing=True)
        if task.was is None and hashlib.sha256(data).hexdigest() != task.sha256:
            return refused(CHANGED, passing=True)
        try:
            return self._forms(task, data)
        except NoForm as error:
            return Read(reason=str(error))
        except NotOurs as error:
            return Read(reason=str(error), unaudited=True, later=_kind(data))
        except UnreadableFile as error:
            return Read(reason=str(error), unaudited=True, later="zip" if _is_bundle(data) else None)
        except MemoryError:
            return refused("读取时内存超出上限，未读取。请删去多余内容或拆分后再检查。", passing=True)
        except Exception as error:
            # A fault of ours on one file must not cost the others; it is named, never hidden.
            return refused(f"读取时程序出错（{type(error).__name__}: {error}），请报告此问题。", passing=True)

    def _forms(self, task: Task, data: bytes) -> Read:
        from audit.forms.recognise import readings
        from audit.forms.tables import build

        document = read_bytes(data)
        vocabulary = _vocabulary(self.vocabulary)
        forms = tuple(
            build(
                reading,
                form_id=f"{task.sha256[:16]}-{position}",
                source=task.source,
                year=self.year,
                vocabulary=vocabulary,
            )
            for position, reading in enumerate(readings(document, vocabulary), 1)
        )
        grids = len(document.grids)
        if document.unread and not forms:
            places = "；".join(f"{place}{why}" for place, why in document.unread)
            return refused(f"没有找到绩效自评表，但有读不出的地方（{places}）。请提供 Word 或 Excel 原件。")
        reason = None if forms else f"没有找到绩效自评表（{_content(grids)}）。"
        return Read(task.was or document.format, forms, reason, grids=grids)


def _is_bundle(data: bytes) -> bool:
    """Whether a file that no reader takes is an archive of files."""
    from audit.intake.archives import is_bundle

    return data.startswith(b"PK") and is_bundle(data)


def _kind(data: bytes) -> str:
    from audit.readers.content import Content
    from audit.readers.sniff import sniff

    return sniff(Content(data))


@cache
def _vocabulary(path: Path) -> Vocabulary:
    """The vocabulary, loaded once in each worker."""
    from audit.forms.vocabulary import load_vocabulary

    return load_vocabulary(path)


def _content(grids: int) -> str:
    return f"读到 {grids} 个表格，都不是自评表" if grids else "文件里没有表格"
