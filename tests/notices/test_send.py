"""Notices over real servers of this machine; a far side that fails is told, and nothing else happens."""

from __future__ import annotations

import sys
import time
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from audit.config.notices import MailSettings, NoticeSettings, WebhookSettings
from audit.notices import Notice, send
from tests.notices import servers
from tests.notices.servers import HOST, PASSWORD, USER

NOTICE = Notice({"new": 3, "unaudited": 1}, run=7, finished="2026-11-26T02:10:33+08:00", link="https://a/")
TO = ("one@audit.example", "two@audit.example")


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return servers.certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(autouse=True)
def _own_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIT_TEST_PASSWORD", PASSWORD)
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("audit.notices.webhook.PAUSE", 0.01)


def _mail(port: int, *to: str, security: str = "none", **more: object) -> NoticeSettings:
    settings = MailSettings(HOST, "审核 <audit@audit.example>", to or TO, port, security, **more)  # type: ignore[arg-type]
    return NoticeSettings(mail=settings, timeout=1)


def _hook(url: str, **more: object) -> NoticeSettings:
    return NoticeSettings(webhook=WebhookSettings(url=url, **more), timeout=1)  # type: ignore[arg-type]


# ---- e-mail


def test_a_letter_arrives_with_title_figures_and_link() -> None:
    with servers.mail_server() as (box, port):
        assert send(NOTICE, _mail(port)) == ()
    (letter,) = box.letters
    assert letter.rcpt_tos == list(TO)
    assert isinstance(letter.content, bytes)
    read = message_from_bytes(letter.content, policy=policy.default)
    assert read["Subject"] == NOTICE.title("zh")
    assert read.get_content().splitlines() == NOTICE.body("zh").splitlines()
    assert read["Message-ID"].endswith("@audit.example>")


@pytest.mark.parametrize("security", ["starttls", "ssl"])
def test_a_letter_goes_over_a_safe_connection_with_a_password(security: str, pair: tuple[Path, Path]) -> None:
    context = servers.tls(*pair)
    options = {"ssl_context": context} if security == "ssl" else {"tls_context": context}
    login = {"user": USER, "password_env": "AUDIT_TEST_PASSWORD", "ca_file": pair[0]}
    options |= {"auth_required": True, "auth_require_tls": security == "starttls"}  # type: ignore[dict-item]
    with servers.mail_server(**options) as (box, port):
        assert send(NOTICE, _mail(port, security=security, **login)) == ()
    assert len(box.letters) == 1
    assert box.secure == [security == "starttls"]  # the other kind speaks nothing but TLS


def test_a_server_that_nobody_vouches_for_gets_neither_letter_nor_password(
    pair: tuple[Path, Path],
) -> None:
    login = {"user": USER, "password_env": "AUDIT_TEST_PASSWORD"}
    with servers.mail_server(tls_context=servers.tls(*pair), auth_required=True) as (box, port):
        (said,) = send(NOTICE, _mail(port, security="starttls", **login))
    assert "CERTIFICATE_VERIFY_FAILED" in said
    assert not box.letters


def test_a_wrong_password_is_told_without_the_password(
    monkeypatch: pytest.MonkeyPatch, pair: tuple[Path, Path], capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AUDIT_TEST_PASSWORD", "geheim-42")
    login = {"user": USER, "password_env": "AUDIT_TEST_PASSWORD", "ca_file": pair[0]}
    with servers.mail_server(tls_context=servers.tls(*pair), auth_required=True) as (_, port):
        (said,) = send(NOTICE, _mail(port, security="starttls", **login))
    assert said == f"通知没有送到：邮件（{HOST}）：用户名或口令不对（535）"
    captured = capfd.readouterr()
    assert "geheim-42" not in said + captured.out + captured.err


def test_a_variable_that_is_not_set_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AUDIT_TEST_PASSWORD")
    (said,) = send(NOTICE, _mail(1, security="ssl", user=USER, password_env="AUDIT_TEST_PASSWORD"))
    assert "环境变量 AUDIT_TEST_PASSWORD 没有设置" in said


def test_an_address_that_is_refused_is_named_and_the_others_get_their_letter() -> None:
    with servers.mail_server() as (box, port):
        (said,) = send(NOTICE, _mail(port, "one@audit.example", "nobody@audit.example"))
        (all_refused,) = send(NOTICE, _mail(port, "nobody@audit.example"))
    assert said.endswith("服务器不收这些地址：nobody@audit.example")
    assert all_refused == said
    assert [letter.rcpt_tos for letter in box.letters] == [["one@audit.example"]]


def test_nobody_there_is_told() -> None:
    (said,) = send(NOTICE, _mail(servers.free_port()), lang="en")
    assert said == f"A notice was not delivered: e-mail ({HOST}): Connection refused"


@pytest.mark.parametrize("odd", [servers.hang, servers.drip, servers.hang_up])
@pytest.mark.parametrize("kind", ["mail", "hook"])
def test_a_far_side_that_hangs_or_goes_is_told_and_left(kind: str, odd: object) -> None:
    with servers.odd_server(odd) as port:  # type: ignore[arg-type]
        settings = _mail(port) if kind == "mail" else _hook(f"http://{HOST}:{port}/key")
        started = time.monotonic()
        (said,) = send(NOTICE, settings)
    assert time.monotonic() - started < 8
    assert "通知没有送到" in said
    assert "/key" not in said


# ---- webhook


def test_a_webhook_gets_the_notice_as_json_with_its_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIT_TEST_TOKEN", "abc")
    with servers.web_server() as (posted, port):
        assert send(NOTICE, _hook(f"http://{HOST}:{port}/hook", token_env="AUDIT_TEST_TOKEN")) == ()
    (body,) = posted.bodies
    assert {key: body[key] for key in ("version", "run", "finished", "counts", "link")} == {
        "version": 1,
        "run": 7,
        "finished": "2026-11-26T02:10:33+08:00",
        "counts": {"new": 3, "unaudited": 1},
        "link": "https://a/",
    }
    assert body["text"].startswith("绩效自评表审核：新增 3")
    assert posted.headers[0]["Authorization"] == "Bearer abc"
    assert posted.headers[0]["Content-Type"] == "application/json; charset=utf-8"


def test_a_webhook_with_a_certificate_of_its_own(pair: tuple[Path, Path]) -> None:
    with servers.web_server(context=servers.tls(*pair)) as (posted, port):
        assert send(NOTICE, _hook(f"https://localhost:{port}/", ca_file=pair[0])) == ()
        (said,) = send(NOTICE, _hook(f"https://localhost:{port}/"))
    assert len(posted.bodies) == 1
    assert "CERTIFICATE_VERIFY_FAILED" in said


@pytest.mark.parametrize(
    ("answers", "asked", "said"),
    [
        ((503, 200), 2, None),
        ((503, 500), 2, "对方答复 500"),
        ((404, 200), 1, "对方答复 404"),
        ((302, 200), 1, "对方答复 302"),
    ],
)
def test_a_webhook_is_asked_once_more_where_that_may_help(
    answers: tuple[int, ...], asked: int, said: str | None
) -> None:
    with servers.web_server(*answers) as (posted, port):
        told = send(NOTICE, _hook(f"http://{HOST}:{port}/hook"))
    assert len(posted.bodies) == asked
    assert told == (() if said is None else (f"通知没有送到：网络接口：{said}",))


def test_an_address_that_is_no_web_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIT_TEST_HOOK", "file:///etc/hostname")
    settings = NoticeSettings(webhook=WebhookSettings(url_env="AUDIT_TEST_HOOK"))
    (said,) = send(NOTICE, settings)
    assert said == "通知没有送到：网络接口：地址应以 https:// 或 http:// 开头"


# ---- apprise


def test_apprise_hands_the_notice_on(monkeypatch: pytest.MonkeyPatch) -> None:
    with servers.web_server() as (posted, port):
        monkeypatch.setenv("AUDIT_TEST_APP", f"json://{HOST}:{port}/")
        assert send(NOTICE, NoticeSettings(apps_env=("AUDIT_TEST_APP",))) == ()
    (body,) = posted.bodies
    assert body["title"] == NOTICE.title("zh")
    assert "新增 3" in body["message"]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("json://127.0.0.1:{port}/geheim", "对方没有收下"),
        ("geheim", "环境变量 AUDIT_TEST_APP 里不是 apprise 认得的地址"),
    ],
)
def test_what_apprise_cannot_deliver_is_told_without_the_address(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], address: str, said: str
) -> None:
    with servers.web_server(500) as (_, port):
        monkeypatch.setenv("AUDIT_TEST_APP", address.format(port=port))
        told = send(NOTICE, NoticeSettings(apps_env=("AUDIT_TEST_APP",)))
    captured = capfd.readouterr()
    assert told == (f"通知没有送到：apprise（AUDIT_TEST_APP）：{said}",)
    assert "geheim" not in captured.out + captured.err


@pytest.mark.parametrize(
    "address", ["wecombot://0123456789/", "dingtalk://0123456789abc/", "feishu://0123456789/"]
)
def test_apprise_knows_the_three_that_offices_use(address: str) -> None:
    import apprise

    assert apprise.Apprise().add(address)


def test_apprise_that_is_not_installed_is_told_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    monkeypatch.setenv("AUDIT_TEST_APP", "json://localhost/")
    (said,) = send(NOTICE, NoticeSettings(apps_env=("AUDIT_TEST_APP",)))
    assert "pip install 'jixiao-audit[notices]'" in said


def test_one_channel_that_fails_keeps_no_other_from_being_told() -> None:
    with servers.web_server() as (posted, port):
        mail = _mail(servers.free_port()).mail
        hook = WebhookSettings(url=f"http://{HOST}:{port}/")
        told = send(NOTICE, NoticeSettings(mail=mail, webhook=hook, timeout=1))
    assert len(told) == 1
    assert len(posted.bodies) == 1
