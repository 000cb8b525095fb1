"""Chromium against a real demonstration. In CI a missing browser is a failure, elsewhere a named skip."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.demo import ROOT, Running, free_port, prepared, start

SHOTS = ROOT / "var" / "shots"
_EXPECTED = ("status of 4", "ERR_INTERNET_DISCONNECTED")
"""Refusals, and what a test that cuts the network asks for."""
PHONE, DESK = {"width": 360, "height": 780}, {"width": 1440, "height": 900}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is not installed, and CI must have it")
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def demo() -> Iterator[Running]:
    home = prepared()
    running = start(home, free_port())
    yield running
    running.stop()
    shutil.rmtree(home.parent, ignore_errors=True)


@pytest.fixture
def visit(browser: Browser, demo: Running) -> Iterator[Callable[..., Page]]:
    """A reader with a device of their own: visit('shuji', DESK). Console errors fail the test."""
    opened: list[Any] = []
    troubles: list[str] = []

    def go(
        username: str | None = None,
        size: dict[str, int] = PHONE,
        js: bool = True,
        workers: bool = True,
    ) -> Page:
        context = browser.new_context(
            viewport=size, java_script_enabled=js, locale="zh-CN", base_url=demo.url,
            service_workers="allow" if workers else "block",
        )  # fmt: skip
        opened.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda m: (
                troubles.append(m.text)
                if m.type == "error" and not any(known in m.text for known in _EXPECTED)
                else None
            ),
        )
        page.on("pageerror", lambda e: troubles.append(str(e)))
        if username:
            page.goto("/login")
            page.fill("#f-username", username)
            page.fill("#f-password", "yanshi-2026")
            page.click("main button.main")
        return page

    yield go
    for context in opened:
        context.close()
    assert troubles == []


@pytest.fixture
def shot() -> Callable[[Page, str], Path]:
    """Keep a picture of the whole page under var/shots."""

    def take(page: Page, name: str) -> Path:
        SHOTS.mkdir(parents=True, exist_ok=True)
        file = SHOTS / f"{name}.png"
        page.screenshot(path=file, full_page=True)
        return file

    return take
