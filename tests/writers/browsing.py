"""A real browser that looks at reports from file:// and takes note of whatever it should not do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

Opener = Callable[..., Page]


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser of this system."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def opening(browser: Browser, folder: Path, **options: Any) -> Iterator[Opener]:
    """Opens pages of a folder; afterwards none has complained, asked, or looked outside of the folder."""
    context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, **options})
    complaints: list[str] = []

    def watch(route: Route) -> None:
        address = route.request.url.partition("#")[0]
        if not address.startswith((folder.as_uri() + "/", "blob:")):
            complaints.append(address)
        route.continue_()

    def open_page(name: str, state: str = "") -> Page:
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.goto((folder / name).as_uri() + (f"#{state}" if state else ""))
        return page

    context.route("**/*", watch)
    yield open_page
    context.close()
    assert complaints == [], complaints
