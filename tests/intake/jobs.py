"""Jobs that misbehave, for workers to run; each file's content says what to do."""

from __future__ import annotations

import os
import signal
import time

from audit.intake.worker import Read, Task


def obey(task: Task) -> Read:
    """Do what the file says: hang, die, eat memory, fail once, or simply be read."""
    order = task.path.read_text("utf-8")
    if order == "hang":
        while True:
            time.sleep(1)
    if order == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if order == "eat":
        try:
            bytearray(1 << 30)
        except MemoryError:
            return Read(reason="内存", unaudited=True)
    mark = task.path.with_suffix(".tried")
    if order == "die once" and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return Read(format=order)


def name_modules(_task: Task) -> Read:
    """Which heavy modules the worker holds."""
    import sys

    import audit.readers.formats.docx
    import audit.readers.formats.xlsx  # noqa: F401

    heavy = {"pandas", "pyarrow", "duckdb", "sqlglot", "jinja2", "rich", "numpy"} & set(sys.modules)
    return Read(reason=",".join(sorted(heavy)))
