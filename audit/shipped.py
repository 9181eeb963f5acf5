"""Where the shipped rules and report templates are."""

from __future__ import annotations

from pathlib import Path

from audit.errors import AuditError

_PACKAGE = Path(__file__).parent


def shipped(name: str) -> Path:
    """The folder `rules` or `reports`: inside an installed wheel, else beside the package."""
    for folder in (_PACKAGE / "_shipped" / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise AuditError(f"找不到随程序发布的 {name}/ 文件夹，请重新安装 jixiao-audit。")
