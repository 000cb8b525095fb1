"""Each way in, in Chromium: what somebody says there becomes a matter, or joins one that is there."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK
from tests.browser.test_journey import no_sideways_scroll, press

Visit = Callable[..., Page]
Shot = Callable[[Page, str], Path]


def a_released_one(page: Page) -> tuple[str, str, str]:
    """Title, place and number of a matter on the board that still runs."""
    page.goto("/board")
    for row in page.locator(".rows .row").all():
        if "办结" in row.inner_text() or "归档" in row.inner_text():
            continue
        title = row.locator("a.title")
        number = str(title.get_attribute("href")).rsplit("/", 1)[-1]
        page.goto(f"/m/{number}")
        if page.locator("text=我也遇到").count():
            place = page.locator("p.small.quiet").first.inner_text().rsplit("/", 1)[-1].strip()
            return page.locator("h1").inner_text(), place, number
        page.goto("/board")
    raise AssertionError("the demonstration has no released matter that runs")


def test_while_somebody_writes_it_is_one_of_these_and_me_too_is_enough(
    visit: Visit, shot: Shot
) -> None:
    resident = visit()
    title, place, number = a_released_one(resident)
    resident.goto("/say")
    resident.select_option("#f-place", label=place)
    resident.fill("#f-body", f"{title}，一直没有人管。")
    found = resident.locator("[data-alike] .row").first
    expect(found).to_contain_text(title)
    shot(resident, "20-alike-360")
    no_sideways_scroll(resident)
    found.locator("button").click()
    resident.wait_for_url(f"**/m/{number}")
    expect(resident.locator("body")).to_contain_text(re.compile(r"有 \d+ 人也遇到"))
    shot(resident, "21-too-360")
    resident.click("text=不再是了，撤回")
    expect(resident.locator("body")).to_contain_text("已撤回")


def test_two_that_are_one_are_merged_side_by_side_and_taken_apart_again(
    visit: Visit, shot: Shot
) -> None:
    for words in (
        "西门垃圾桶满了三天没有人清，味道很大。",
        "小区西门的垃圾桶满了，没人清，味道大。",
    ):
        resident = visit()
        resident.goto("/say")
        resident.fill("#f-body", words)
        resident.select_option("#f-place", label="永宁社区")
        resident.click("main button.main")
        resident.wait_for_url("**/t/*")
    number = resident.locator(".receipt .number").inner_text()
    secretary = visit("shuji", DESK)
    secretary.fill("#find", number)
    secretary.keyboard.press("Enter")
    secretary.wait_for_url("**/staff/matters/*")
    address = secretary.url
    secretary.locator("aside .sheet", has_text="像是同一件事").locator("a").first.click()
    secretary.wait_for_url("**/beside/*")
    shot(secretary, "22-beside-1440")
    no_sideways_scroll(secretary)
    secretary.fill("[name=reason]", "同一个垃圾桶")
    secretary.click("main button.main")
    secretary.wait_for_url(address)
    expect(secretary.locator("body")).to_contain_text("已并入")
    press(secretary, "撤销并案", reason="不是同一个")
    expect(secretary.locator("body")).to_contain_text("“撤销并案”已记下")
