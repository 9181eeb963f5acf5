"""`audit.toml` as a dataclass."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.config import Config, cache_folder, load_config
from audit.errors import UsageError


def _file(folder: Path, text: str) -> Path:
    path = folder / "audit.toml"
    path.write_text(text, "utf-8")
    return path


def test_without_a_file_every_setting_has_its_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_config() == Config()


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    text = 'rules = ["ours"]\ncache = "kept"\nprior = "去年"\nbudget = "预算.xlsx"\n'
    loaded = load_config(_file(tmp_path, text))
    assert loaded.rules == (tmp_path / "ours",)
    assert loaded.cache == tmp_path / "kept"
    assert (loaded.prior, loaded.budget) == (tmp_path / "去年", tmp_path / "预算.xlsx")


def test_the_file_of_the_working_folder_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _file(tmp_path, 'profile = "hubei"\nyear = 2024\nfail_on = "never"\n')
    monkeypatch.chdir(tmp_path)
    loaded = load_config()
    assert (loaded.profile, loaded.year, loaded.fail_on) == ("hubei", 2024, "never")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('profil = "hubei"', "是不是 profile"),
        ("year = true", "year 应为正整数"),
        ('fail_on = "high"', "error、warning、note、never"),
        ('rules = "ours"', "文件夹的列表"),
        ("year = ", "不是合法的 TOML"),
    ],
)
def test_a_wrong_setting_is_named_with_what_it_should_be(tmp_path: Path, text: str, wanted: str) -> None:
    with pytest.raises(UsageError, match=r"audit\.toml") as caught:
        load_config(_file(tmp_path, text))
    assert wanted in str(caught.value)


def test_a_file_saved_by_notepad_is_read_and_one_in_gbk_is_told(tmp_path: Path) -> None:
    path = tmp_path / "audit.toml"
    path.write_bytes('\ufeffprior = "去年"\n'.encode())
    assert load_config(path).prior == tmp_path / "去年"
    path.write_bytes('prior = "去年"\n'.encode("gbk"))
    with pytest.raises(UsageError, match="另存为 UTF-8"):
        load_config(path)


def test_a_missing_file_that_was_named_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="读不了配置文件"):
        load_config(tmp_path / "none.toml")


def test_the_cache_follows_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIT_CACHE", str(tmp_path))
    assert cache_folder(None) == tmp_path
    assert cache_folder(tmp_path / "own") == tmp_path / "own"
