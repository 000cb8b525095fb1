"""The journey in Chromium: a resident on a phone, staff at a desk, members on phones."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page, expect

from shuoshi.scenarios.lishi.cast import YONGNING
from tests.browser.conftest import DESK, PHONE

Visit = Callable[..., Page]
Shot = Callable[[Page, str], Path]


def no_sideways_scroll(page: Page) -> None:
    wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wide <= 0, f"{page.url} scrolls sideways by {wide} px"


def press(page: Page, summary: str, **fields: str) -> None:
    """Open a move's box, fill it in, press its button."""
    box = page.locator(
        "details", has=page.locator("summary", has_text=re.compile(rf"^{summary}$"))
    ).first
    if box.get_attribute("open") is None:
        box.locator("summary").click()
    for name, value in fields.items():
        control = box.locator(f"[name={name}]")
        if control.evaluate("e => e.tagName") == "SELECT":
            control.select_option(label=value)
        else:
            control.fill(value)
    box.locator("button").last.click()


def test_one_matter_from_said_to_evaluated(visit: Visit, shot: Shot, tmp_path: Path) -> None:
    photo = tmp_path / "light.jpg"
    Image.new("RGB", (800, 600), "#334455").save(photo)

    resident = visit()
    resident.goto("/")
    shot(resident, "01-home-360")
    resident.click("text=说一件事 >> nth=-1")
    assert "110" in resident.locator("main .banner").first.inner_text()
    resident.fill("#f-body", "三号楼二单元楼道灯坏了三天，老人上下楼摸黑走。")
    resident.select_option("#f-place", label="永宁社区")
    resident.set_input_files("#f-files", str(photo))
    shot(resident, "02-say-360")
    no_sideways_scroll(resident)
    resident.click("main button.main")
    resident.wait_for_url("**/t/*")
    number = resident.locator(".receipt .number").inner_text()
    secret_address = resident.url
    shot(resident, "03-receipt-360")
    no_sideways_scroll(resident)

    secretary = visit("shuji", DESK)
    shot(secretary, "04-queue-1440")
    secretary.fill("#find", number)
    secretary.keyboard.press("Enter")
    secretary.wait_for_url("**/staff/matters/*")
    shot(secretary, "05-matter-1440")
    address = secretary.url
    press(secretary, "受理", kind="民生事业")
    press(
        secretary,
        "公开",
        public_title="三号楼楼道灯坏了",
        public_text="三号楼楼道灯坏了三天，老人上下楼不安全。",
    )
    press(secretary, "提交议事")
    secretary.click("text=开始表决")
    for n in range(1, 8):
        member = visit(f"daibiao{n}")
        member.goto(address)
        if n == 1:
            shot(member, "06-vote-360")
            no_sideways_scroll(member)
        member.click("button[value=yes]" if n < 7 else "button[value=no]")
        expect(member.locator(".banner.good")).to_have_count(1)
    secretary.goto(address)
    press(secretary, "结束表决")
    press(secretary, "公布议定结果", decision="本周内换成感应灯，费用从公共收益列支。")
    shot(secretary, "07-notice-1440")

    public = visit()
    public.goto(f"/m/{number}")
    assert "应到 9，参加 7" in public.inner_text("main")
    shot(public, "08-public-360")

    guide = visit(None, DESK)
    guide.goto("/demo")
    shot(guide, "09-demo-1440")
    for _ in range(4):
        guide.click("button[value='3']")

    secretary.goto(address)
    press(secretary, "交办", holder="区城市管理局")
    handler = visit("chengban", PHONE)
    shot(handler, "10-queue-360")
    handler.goto(address)
    press(handler, "接办")
    handler.goto(address)
    box = handler.locator("details", has=handler.locator("summary", has_text="办结")).first
    if box.get_attribute("open") is None:
        box.locator("summary").click()
    box.locator("[name=result]").fill("换了新的感应灯，晚上去看过，亮了。")
    box.locator("[name=files]").set_input_files(str(photo))
    shot(handler, "11-finish-360")
    no_sideways_scroll(handler)
    box.locator("button").last.click()

    resident.goto(secret_address)
    shot(resident, "12-evaluate-360")
    resident.check("input[name=solved][value=yes]")
    resident.check("input[name=rating][value='5']")
    resident.fill("[name=words]", "灯亮了，谢谢。")
    resident.click("text=提交评价")
    assert "归档" in resident.inner_text("main")
    shot(resident, "13-archived-360")

    public.goto(f"/m/{number}")
    text = public.inner_text("main")
    for stage in ("说", "审", "议", "公开", "交办", "待接办", "办", "评", "归档"):
        assert stage in text
    assert "感应灯" in text
    assert "代表" not in text
    shot(public, "14-public-archived-360")
    public.set_viewport_size({"width": 1440, "height": 900})
    shot(public, "15-public-archived-1440")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["360", "1440"])
def test_every_page_fits_and_is_accessible(visit: Visit, shot: Shot, size: dict[str, int]) -> None:
    page, keeper = visit("shuji", size), visit("guanli", size)
    accounts = visit("anquan", size)
    first = page.locator("a.title").first.get_attribute("href")
    public = visit(None, size)
    public.goto("/board")
    shown = public.locator("a.title").first.get_attribute("href")
    for who, address, name in (
        (public, "/", "home"), (public, "/board", "board"), (public, shown, "public"), (public, "/say", "say"),
        (public, "/follow", "follow"), (public, "/login", "login"), (public, "/demo", "demo"),
        (public, "/-/components", "components"), (public, "/-/programmes/shuoshi_yishi", "programme"),
        (page, "/staff", "queue"), (page, "/staff/mine", "mine"), (page, "/staff/notices", "notices"),
        (page, first, "matter"), (page, "/staff/new/desk_call", "desk"),
        (page, "/password", "password"), (keeper, f"/staff/site/places/{YONGNING}", "site-place"),
        (keeper, f"/staff/site/posts/{YONGNING}", "site-posts"),
        (keeper, "/staff/site/limits/shuoshi_yishi", "site-limits"),
        (keeper, "/staff/site/words/shuoshi_yishi?text=name", "site-words"),
        (keeper, "/staff/site/calendar/2027", "site-calendar"), (accounts, "/staff/site/keys", "site-keys"),
        (accounts, f"/staff/site/posts/{YONGNING}", "site-accounts"), (page, "/staff/people", "people"),
        (page, "/staff/glass", "glass"), (page, "/staff/requests", "requests"),
        (public, "/account/code/", "code"), (page, "/account/second/", "second"),
    ):  # fmt: skip
        who.goto(str(address))
        no_sideways_scroll(who)
        shot(who, f"page-{name}-{size['width']}")
        found = Axe().run(who, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa"]})
        serious = [(v["id"], v["nodes"][0]["html"][:120]) for v in found.response["violations"]]
        assert serious == [], (address, serious)


def test_targets_are_large_enough_for_a_thumb(visit: Visit) -> None:
    page = visit("shuji", PHONE)
    for address in ("/say", "/staff"):
        page.goto(address)
        small = page.evaluate(
            "[...document.querySelectorAll('main button, main .button, main input, main select, main summary')]"
            ".filter(e => e.getBoundingClientRect().height > 0 && e.type !== 'radio' && e.type !== 'checkbox' && e.type !== 'hidden')"
            ".filter(e => e.getBoundingClientRect().height < 43.5).map(e => e.outerHTML.slice(0, 80))"
        )
        assert small == []


def test_without_javascript_a_matter_is_raised_and_followed(visit: Visit) -> None:
    page = visit(None, PHONE, js=False)
    page.goto("/say")
    page.fill("#f-body", "井盖松了，请来看看。")
    page.select_option("#f-place", label="永宁社区")
    page.click("main button.main")
    page.wait_for_url("**/t/*")
    assert page.locator(".receipt .number").inner_text().startswith("20")


def test_keys_walk_through_the_queue(visit: Visit) -> None:
    page = visit("shuji", DESK)
    page.goto("/staff")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.locator(".rows .row").nth(1).evaluate("e => e.classList.contains('at')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/matters/*")


def test_elder_mode_has_large_letters_and_targets(visit: Visit, shot: Shot) -> None:
    page = visit()
    page.goto("/look/elder/on?next=/say")
    size: Any = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    height: Any = page.evaluate(
        "document.querySelector('main button.main').getBoundingClientRect().height"
    )
    assert size >= 18
    assert height >= 60
    no_sideways_scroll(page)
    shot(page, "16-elder-say-360")


def test_english_pages_read_well(visit: Visit, shot: Shot) -> None:
    page = visit("shuji", DESK)
    page.goto("/look/language/en?next=/staff")
    shot(page, "17-queue-en-1440")
    page.locator("a.title").first.click()
    shot(page, "18-matter-en-1440")
    page.goto("/say")
    shot(page, "19-say-en-1440")
