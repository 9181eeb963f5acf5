"""Where the shipped rules and report templates are."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from audit.errors import AuditError

_PACKAGE = Path(__file__).parent


def shipped(name: str) -> Path:
    """The folder `rules` or `reports`: inside an installed wheel, else beside the package."""
    for folder in (_PACKAGE / "_shipped" / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise AuditError(f"找不到随程序发布的 {name}/ 文件夹，请重新安装 jixiao-audit。")


@cache
def program() -> str:
    """What stands for our own code and the templates of the report: a hash of their files."""
    digest, reports = hashlib.sha256(), shipped("reports")
    for file in (*sorted(_PACKAGE.rglob("*.py")), *sorted(f for f in reports.rglob("*") if f.is_file())):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()
