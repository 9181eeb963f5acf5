"""The settings of a folder of submissions: `audit.toml` as a dataclass."""

from __future__ import annotations

import os
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from audit.config.contract import ContractSettings
from audit.config.notices import NoticeSettings
from audit.config.sections import Section
from audit.errors import UsageError

FILE_NAME = "audit.toml"
FAIL_ON = ("error", "warning", "note", "never")
LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Config:
    """What `audit.toml` may say; a command-line option wins over it.

    Paths are relative to the folder of the file. `cache` holds what was read and the compiled
    rules, and may be deleted at any time; `prior` the forms of the year before, `budget` the list of
    budgeted projects, `templates` a bureau's own templates of work papers. A section is a dataclass of
    its own.

    The rest is for `audit nightly`: the folders of submissions, the report folder, the store (a file, or
    a postgresql:// address), the file of waivers, and where the newest link of the chain is copied to.
    """

    profile: str | None = None
    year: int | None = None
    rules: tuple[Path, ...] = ()
    select: tuple[str, ...] = field(default=(), metadata={"noun": "规则编号"})
    ignore: tuple[str, ...] = field(default=(), metadata={"noun": "规则编号"})
    fail_on: str = field(default="error", metadata={"choices": FAIL_ON})
    jobs: int | None = None
    lang: str = field(default="zh", metadata={"choices": LANGUAGES})
    cache: Path | None = None
    prior: Path | None = None
    budget: Path | None = field(default=None, metadata={"noun": "文件"})
    templates: Path | None = None
    folders: tuple[Path, ...] = ()
    report: Path | None = None
    store: str = "audit.db"
    waivers: Path | None = field(default=None, metadata={"noun": "文件"})
    anchor: Path | None = field(default=None, metadata={"noun": "文件"})
    contract: ContractSettings = field(default_factory=ContractSettings)
    notices: NoticeSettings = field(default_factory=NoticeSettings)


def load_config(path: Path | None = None) -> Config:
    """Read the given file, else `audit.toml` in the working folder, else the defaults."""
    file = path or Path(FILE_NAME)
    if path is None and not file.is_file():
        return Config()
    try:
        raw = tomllib.loads(file.read_text("utf-8-sig"))  # Notepad begins a file with a mark
    except OSError as error:
        raise UsageError(f"{file}: 读不了配置文件（{error.strerror}）。") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{file}: 配置文件的编码不是 UTF-8，请另存为 UTF-8。") from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{file}: 不是合法的 TOML（{error}）。") from error
    return Section(file).read(Config, raw)


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
