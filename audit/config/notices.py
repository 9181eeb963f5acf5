"""Whom to tell of a night's run, and how: the section `notices` of `audit.toml`."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

SECURITY = ("starttls", "ssl", "none")
WHEN = ("new", "always")


@dataclass(frozen=True, slots=True)
class MailSettings:
    """A mail server; the password stands in the environment variable that `password_env` names.

    The port is 587, 465 or 25, by `security`, where none is given. `ca_file` holds the certificate
    of a house's own authority.
    """

    host: str
    sender: str
    to: tuple[str, ...] = field(metadata={"noun": "邮箱地址"})
    port: int | None = None
    security: str = field(default="starttls", metadata={"choices": SECURITY})
    user: str | None = None
    password_env: str | None = None
    ca_file: Path | None = field(default=None, metadata={"noun": "文件"})

    def __post_init__(self) -> None:
        if (self.user is None) != (self.password_env is None):
            raise ValueError("user 和 password_env（存口令的环境变量的名字）要一起写")
        if self.user is not None and self.security == "none":
            raise ValueError("security 为 none 时口令会明文传送，请改用 starttls 或 ssl，或不写 user")


@dataclass(frozen=True, slots=True)
class WebhookSettings:
    """Where the notice is posted as JSON: the address itself, or the environment variable that holds it.

    `token_env` names the variable whose value is sent as `Authorization: Bearer …`.
    """

    url: str | None = None
    url_env: str | None = None
    token_env: str | None = None
    ca_file: Path | None = field(default=None, metadata={"noun": "文件"})

    def __post_init__(self) -> None:
        if (self.url is None) == (self.url_env is None):
            raise ValueError("url（地址）和 url_env（存地址的环境变量的名字）要写且只写一个")


@dataclass(frozen=True, slots=True)
class NoticeSettings:
    """The channels, and when they are used: for news only, or after every run.

    `apps_env` names environment variables that hold addresses of apprise (wecombot://, dingtalk://,
    feishu://): such an address is a key, and has no place in a file. `link` is where people find the
    report, `timeout` the seconds that a channel may take.
    """

    when: str = field(default="new", metadata={"choices": WHEN})
    link: str | None = None
    timeout: int = 10
    mail: MailSettings | None = None
    webhook: WebhookSettings | None = None
    apps_env: tuple[str, ...] = field(default=(), metadata={"noun": "环境变量名"})
