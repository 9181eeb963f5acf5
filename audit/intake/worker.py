"""What a worker process does with one file; imports no more than reading needs."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from audit.errors import NoForm, UnreadableFile
from audit.model.form import Form
from audit.readers import read_bytes

if TYPE_CHECKING:
    from audit.forms.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Task:
    """One file to read: its name as shown, where it is, and what its bytes must hash to."""

    source: str
    path: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class Read:
    """What came of one file: its forms, or the reason why there are none."""

    format: str | None = None
    forms: tuple[Form, ...] = ()
    reason: str | None = None
    unaudited: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """How to read a file; what a worker needs besides the file itself."""

    vocabulary: Path
    year: int | None = None

    def __call__(self, task: Task) -> Read:
        """Read one file into forms; everything that can be said about a bad file is said here."""
        try:
            data = task.path.read_bytes()
            if hashlib.sha256(data).hexdigest() != task.sha256:
                raise UnreadableFile("读取时文件正被改动，请保存并关闭文件后重新检查。")
            return self._forms(task, data)
        except NoForm as error:
            return Read(reason=str(error))
        except UnreadableFile as error:
            return Read(reason=str(error), unaudited=True)
        except OSError as error:
            return Read(reason=f"打不开文件（{error.strerror}）。请检查是否有权限读取。", unaudited=True)
        except MemoryError:
            return Read(reason="读取时内存超出上限，未读取。请删去多余内容或拆分后再检查。", unaudited=True)
        except Exception as error:
            # A fault of ours on one file must not cost the others; it is named, never hidden.
            return Read(
                reason=f"读取时程序出错（{type(error).__name__}: {error}），请报告此问题。", unaudited=True
            )

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
        reason = None if forms else f"没有找到绩效自评表（{_content(document.grids)}）。"
        return Read(document.format, forms, reason)


@cache
def _vocabulary(path: Path) -> Vocabulary:
    """The vocabulary, loaded once in each worker."""
    from audit.forms.vocabulary import load_vocabulary

    return load_vocabulary(path)


def _content(grids: Sequence[object]) -> str:
    return f"读到 {len(grids)} 个表格，都不是自评表" if grids else "文件里没有表格"
