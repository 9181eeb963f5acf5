"""The settings of a folder of submissions: `audit.toml` as a dataclass."""

from __future__ import annotations

import difflib
import os
import sys
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from audit.errors import UsageError

FILE_NAME = "audit.toml"
FAIL_ON = ("error", "warning", "note", "never")
LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Config:
    """What `audit.toml` may say; a command-line option wins over it.

    Paths are relative to the folder of the file. `cache` holds what was read and the compiled
    rules, and may be deleted at any time; `prior` the forms of the year before, `budget` the list of
    budgeted projects.
    """

    profile: str | None = None
    year: int | None = None
    rules: tuple[Path, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str = "error"
    jobs: int | None = None
    lang: str = "zh"
    cache: Path | None = None
    prior: Path | None = None
    budget: Path | None = None


def load_config(path: Path | None = None) -> Config:
    """Read the given file, else `audit.toml` in the working folder, else the defaults."""
    file = path or Path(FILE_NAME)
    if path is None and not file.is_file():
        return Config()
    try:
        raw = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise UsageError(f"{file}: 读不了配置文件（{error.strerror}）。") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: 不是合法的 TOML（{error}）。") from error
    return Config(**{key: _setting(file, key, value) for key, value in raw.items()})


def cache_folder(configured: Path | None) -> Path:
    """Where the caches are: as configured, else the user's cache folder of this system."""
    if configured is not None:
        return configured
    if os.environ.get("AUDIT_CACHE"):
        return Path(os.environ["AUDIT_CACHE"])
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "jixiao-audit"


def _setting(file: Path, key: str, value: Any) -> Any:
    known = [field.name for field in fields(Config)]
    if key not in known:
        close = difflib.get_close_matches(key, known, 1)
        hint = f"，是不是 {close[0]}？" if close else f"，可用的有 {'、'.join(known)}。"
        raise UsageError(f"{file}: 没有名为 {key} 的设置{hint}")
    if key in ("year", "jobs"):
        return _checked(file, key, value, type(value) is int and value > 0, "正整数")
    if key == "rules":
        ok = isinstance(value, list) and all(isinstance(item, str) for item in value)
        _checked(file, key, value, ok, "文件夹的列表")
        return tuple(file.parent / item for item in value)
    if key in ("select", "ignore"):
        ok = isinstance(value, list) and all(isinstance(item, str) for item in value)
        return tuple(_checked(file, key, value, ok, "规则编号的列表"))
    if key in ("cache", "prior", "budget"):
        wanted = "文件" if key == "budget" else "文件夹"
        return file.parent / _checked(file, key, value, isinstance(value, str), wanted)
    choices = {"fail_on": FAIL_ON, "lang": LANGUAGES}.get(key)
    ok = value in choices if choices else isinstance(value, str)
    return _checked(file, key, value, ok, "、".join(choices) if choices else "文字")


def _checked(file: Path, key: str, value: Any, ok: bool, wanted: str) -> Any:
    if not ok:
        raise UsageError(f"{file}: {key} 应为{wanted}，现为 {value!r}。")
    return value
