"""Sections of `audit.toml`: strict, and named down to the key."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.config import Config, load_config
from audit.config.contract import ActionSettings
from audit.config.notices import MailSettings, WebhookSettings
from audit.errors import UsageError


def _loaded(folder: Path, text: str) -> Config:
    path = folder / "audit.toml"
    path.write_text(text, "utf-8")
    return load_config(path)


def test_sections_become_dataclasses_with_paths_beside_the_file(tmp_path: Path) -> None:
    config = _loaded(
        tmp_path,
        """
        [notices]
        link = "https://audit.example/reports/"
        apps_env = ["WECOM"]
        [notices.mail]
        host = "mail.example"
        sender = "audit@mail.example"
        to = ["a@mail.example", "b@mail.example"]
        security = "ssl"
        ca_file = "own.pem"
        [notices.webhook]
        url = "https://hook.example/x"
        [contract]
        own_actions = true
        [[contract.actions]]
        type = "store"
        folder = "校验"
        [[contract.actions]]
        type = "bureau.Tell"
        arguments = {board = "一处", level = 2}
        """,
    )
    assert config.notices.mail == MailSettings(
        "mail.example",
        "audit@mail.example",
        ("a@mail.example", "b@mail.example"),
        security="ssl",
        ca_file=tmp_path / "own.pem",
    )
    assert config.notices.webhook == WebhookSettings(url="https://hook.example/x")
    assert (config.notices.when, config.notices.apps_env) == ("new", ("WECOM",))
    assert config.contract.own_actions
    assert config.contract.actions == (
        ActionSettings("store", tmp_path / "校验"),
        ActionSettings("bureau.Tell", arguments={"board": "一处", "level": 2}),
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("[notice]", "没有名为 notice 的设置，是不是 notices？"),
        ("[notices]\nlnk = 'x'", "没有名为 notices.lnk 的设置，是不是 link？"),
        ("[notices.mail]\nhost = 'x'\nsender = 'y'", "缺少 notices.mail.to"),
        ("[notices.mail]\nhost = 'x'\nsender = 'y'\nto = 'z'", "notices.mail.to 应为邮箱地址的列表"),
        ("[notices]\nwhen = 'never'", "notices.when 应为new、always"),
        ("[notices]\ntimeout = 0", "notices.timeout 应为正整数"),
        ("notices = 3", "notices 应为一节设置"),
        ("[contract]\nown_actions = 'yes'", "contract.own_actions 应为true 或 false"),
        ("[contract]\nactions = 'store'", "contract.actions 应为一组设置的列表"),
        ("[[contract.actions]]\nfolder = 'x'", "缺少 contract.actions[1].type"),
        ("[[contract.actions]]\ntype = 'store'", "contract.actions[1]: folder（写到哪个文件夹）要和"),
        ("[[contract.actions]]\ntype = 'shell'", "type 应为 store、notify，或自己的 Action 类"),
        ("[[contract.actions]]\ntype = 'bureau.Tell'", "contract: bureau.Tell 是外来的程序"),
        ("[notices.webhook]\ntoken_env = 'X'", "url（地址）和 url_env"),
        ("[notices.mail]\nhost = 'x'\nsender = 'y'\nto = []\nuser = 'z'", "user 和 password_env"),
        (
            "[notices.mail]\nhost='x'\nsender='y'\nto=[]\nuser='z'\npassword_env='P'\nsecurity='none'",
            "口令会明文传送",
        ),
        (
            "[[contract.actions]]\ntype = 'notify'\n[[contract.actions]]\ntyp = 'x'",
            "没有名为 contract.actions[2].typ 的设置，是不是 type？",
        ),
    ],
)
def test_a_wrong_key_or_value_is_named_with_its_section(tmp_path: Path, text: str, wanted: str) -> None:
    with pytest.raises(UsageError, match=r"audit\.toml") as caught:
        _loaded(tmp_path, text)
    assert wanted in str(caught.value)
