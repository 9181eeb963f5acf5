"""Why a file was not read, in words: what is wrong and what to do."""

from __future__ import annotations

from audit.errors import NotOurs, UnreadableFile

_RESAVE = "用 Word、Excel 或 WPS 打开后另存一份，再重新检查。"


def damaged(what: str) -> UnreadableFile:
    """The file is broken at that place."""
    return UnreadableFile(f"文件已损坏或没有传完整（{what}）。请重新获取原文件，或{_RESAVE}")


def suspicious(what: str) -> UnreadableFile:
    """The file is built to exhaust whoever reads it."""
    return UnreadableFile(f"文件内容异常（{what}），疑为恶意文件，未读取。请{_RESAVE}")


def encrypted() -> UnreadableFile:
    """The file wants a password."""
    return UnreadableFile("文件加了密码。请用密码打开，去掉密码后另存一份，再重新检查。")


def too_large(what: str) -> UnreadableFile:
    """The file, or a part of it, is beyond a limit that ordinary forms never reach."""
    return UnreadableFile(f"{what}，超出上限，未读取。请删去多余内容或拆分后再检查。")


def only_pictures() -> UnreadableFile:
    """The body shows pictures and holds no text."""
    return UnreadableFile("正文只有图片或嵌入对象，没有文字，暂不能读取。请提供可编辑的 Word 或 Excel 原件。")


def not_ours(what: str) -> NotOurs:
    """An old file that our own reader does not understand for certain."""
    return NotOurs(f"旧版 Word 文件读不准（{what}）。请用 Word 或 WPS 打开后另存为 docx，再重新检查。")
