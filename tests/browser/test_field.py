"""A grid worker's day on a phone in Chromium: enrolled, the network cut, records sealed, brought home once."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.test_journey import no_sideways_scroll, press

Visit = Callable[..., Page]
Shot = Callable[[Page, str], Path]
PIN = "380215"


def enrol(page: Page) -> None:
    page.goto("/field/")
    page.fill("#f-name", "网格员工作手机")
    page.fill("#f-new-pin", "111111")
    page.fill("#f-again", "111111")
    page.locator("[data-field=enrol-form] button").click()
    expect(page.locator("[data-field=enrol-fault]")).to_contain_text("太好猜")
    page.fill("#f-new-pin", PIN)
    page.fill("#f-again", PIN)
    page.locator("[data-field=enrol-form] button").click()
    expect(page.locator("[data-view=list]")).to_be_visible(timeout=20_000)
    expect(page.locator("[data-field=items] li").nth(2)).to_be_visible()


def unlock(page: Page, pin: str = PIN) -> None:
    expect(page.locator("[data-view=locked]")).to_be_visible()
    page.fill("#f-pin", pin)
    page.locator("[data-field=pin-form] button").first.click()


def record(page: Page, n: int, words: str, finding: str = "都好") -> str:
    """Open the n-th of the list, meet them, say something; gives the name."""
    page.locator("[data-field=items] [data-field=title]").nth(n).click()
    name = page.locator("[data-field=item-head]").inner_text()
    page.get_by_label("见到了、说上话了").check()
    page.get_by_label(finding, exact=True).check()
    page.get_by_label("说一句").fill(words)
    page.locator("[data-field=form] > button").click()
    expect(page.locator("[data-view=list]")).to_be_visible(timeout=20_000)
    return name


def waiting(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.locator("[data-field=waiting]")).to_have_text(text, timeout=15_000)


def queue(page: Page) -> int:
    return int(page.evaluate("fieldStore.all('queue').then((rows) => rows.length)"))


def test_a_day_with_the_network_cut(visit: Visit, shot: Shot) -> None:
    page = visit("wangge", PHONE)
    enrol(page)
    today = page.locator("[data-field=day]").inner_text()[:10]
    shot(page, "field-list-360")
    no_sideways_scroll(page)
    assert "*" not in page.locator("[data-field=items] [data-field=title]").first.inner_text(), (
        "the name to ask for"
    )
    record(page, 0, "药快没了，要人帮着买。", "有事要人帮")
    waiting(page, "没有等着传的")
    expect(page.locator("[data-field=items] li").first).to_contain_text("记过")

    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("[data-field=online]")).to_have_text("没有网")
    unlock(page, "999999")
    expect(page.locator("[data-field=pin-fault]")).to_contain_text("还可以试 9 次")
    unlock(page)
    expect(page.locator("[data-field=items] li").nth(2)).to_be_visible()
    page.locator("[data-field=items] [data-field=title]").nth(1).click()
    shot(page, "field-item-360")
    no_sideways_scroll(page)
    page.get_by_label("说一句").fill("写了一半")
    page.locator("[data-field=back]").click()
    page.locator("[data-field=items] [data-field=title]").nth(1).click()
    expect(page.get_by_label("说一句")).to_have_value("写了一半")
    page.locator("[data-field=form] > button").click()
    expect(page.locator("[data-name=outcome] [data-field=fault]")).to_be_visible()
    page.locator("[data-field=back]").click()
    record(page, 1, "都好，就是想孙子。")
    record(page, 2, "楼下灯坏了。", "家里有隐患")
    waiting(page, re.compile(r"2 条等着传"))
    kept = page.evaluate("fieldStore.all('queue').then((rows) => JSON.stringify(rows))")
    assert "孙子" not in kept, "what waits is sealed"
    assert "met" not in kept
    page.locator("[data-field=items] [data-field=title]").nth(2).click()
    page.locator("[data-field=take-back]").click()
    waiting(page, re.compile(r"1 条等着传"))
    expect(page.get_by_label("说一句")).to_have_value("楼下灯坏了。")
    page.go_back()
    expect(page.locator("[data-view=list]")).to_be_visible(timeout=20_000)
    record(page, 2, "楼下灯坏了，一晃一晃。", "家里有隐患")
    shot(page, "field-offline-360")
    page.reload()
    waiting(page, re.compile(r"2 条等着传"))
    page.context.set_offline(False)
    waiting(page, "没有等着传的")
    assert queue(page) == 0
    page.goto("/staff/care")
    expect(page.locator("main .row", has_text="今天走访过").nth(2)).to_be_visible()
    served(visit, shot, page, date.fromisoformat(today))


def served(visit: Visit, shot: Shot, worker: Page, today: date) -> None:
    """What the first visit found becomes a need: agreed by the committees, paired, served, surveyed."""
    parts = list[str | None]()
    for listed in ("/staff/care?mine=1", "/staff/care"):
        worker.goto(listed)
        parts += [a.get_attribute("href") for a in worker.locator("main a.title").all()]
    for href in parts:
        worker.goto(str(href))
        if "药快没了" in worker.inner_text("main"):
            break
    box = worker.locator("details", has_text="转成要办的事").first
    box.locator("button").first.click()
    found = re.search(r"转出去了：(\S+)", worker.locator(".banner.good").inner_text())
    assert found
    worker.goto("/staff")
    worker.fill("#find", found[1])
    worker.keyboard.press("Enter")
    worker.wait_for_url("**/staff/matters/*")
    address = worker.url
    press(worker, "确认需求", kind="代买代办")
    secretary = visit("shuji", DESK)
    secretary.goto(address)
    secretary.click("text=开始表决")
    for name in ("shuji", "weiyuan", "zhiban"):
        member = visit(name)
        member.goto(address)
        member.click("button[value=yes]")
    secretary.goto(address)
    shot(secretary, "need-paired-1440")
    press(secretary, "配对", holder="永宁爱心洗护队", provider_kind="社会组织")
    provider = visit("aixin", PHONE)
    for move, more in (
        ("接受", {"planned_on": (today + timedelta(days=2)).isoformat()}),
        ("上门了", {}),
        ("服务完了", {"result": "药买好送到家了。"}),
    ):
        provider.goto(address)
        press(provider, move, **more)
    guide = visit(None, DESK)
    guide.goto("/demo")
    guide.click("button[value='3']")
    desk = visit("zhiban", DESK)
    desk.goto(address)
    desk.check("input[name=solved][value=yes]")
    desk.check("input[name=rating][value='5']")
    desk.click("text=记下回访")
    said = desk.inner_text("main")
    assert re.search("解决了 · 非常满意|已评价|居民监督", said), said


def test_signing_out_and_ten_wrong_pins_leave_what_is_unsent(visit: Visit) -> None:
    page = visit(
        "wangge", PHONE, workers=False
    )  # the worker would bring it home behind the page's back
    enrol(page)
    page.context.set_offline(True)
    record(page, 3, "没网时记的。")
    waiting(page, re.compile(r"1 条等着传"))
    page.route("**/api/v1/devices/*/records", lambda route: route.fulfill(status=429))
    page.context.set_offline(False)
    page.goto("/staff/care")
    page.click("text=退出")
    page.wait_for_url("**/")
    page.goto("/field/")
    assert queue(page) == 1
    assert page.evaluate("fieldStore.all('day').then((rows) => rows.length)") == 0
    for left in range(9, -1, -1):
        unlock(page, "999999")
        if left:
            expect(page.locator("[data-field=pin-fault]")).to_contain_text(
                f"还可以试 {left} 次", timeout=10_000
            )
        expect(page.locator("[data-field=pin-form]:not([aria-busy])")).to_have_count(
            1, timeout=10_000
        )
    expect(page.locator("[data-view=enrol]")).to_be_visible(timeout=10_000)
    assert queue(page) == 1
    page.unroute("**/api/v1/devices/*/records")
    page.reload()
    waiting(page, "没有等着传的")
    assert queue(page) == 0, "brought home without a PIN and without a session"


def test_a_refusal_is_shown_at_once_and_a_lost_phone_shows_nothing(visit: Visit) -> None:
    page = visit("wangge", PHONE)
    enrol(page)
    record(page, 0, "去过一次了。")
    waiting(page, "没有等着传的")
    other = page.context.new_page()
    other.goto("/field/")
    expect(other.locator("[data-view=elsewhere]")).to_be_visible()
    other.goto("/devices")
    done = page.locator("[data-field=items] li", has_text="记过").first
    done.locator("[data-field=title]").click()
    page.locator("[data-field=once-more]").click()
    page.get_by_label("见到了、说上话了").check()
    page.get_by_label("生活困难", exact=True).check()
    page.get_by_label("都好", exact=True).check()
    expect(page.get_by_label("生活困难", exact=True)).not_to_be_checked()
    page.get_by_label("出门一段时间了").check()
    page.get_by_label("到哪天回来").fill("2026-01-01")
    page.locator("[data-field=form] > button").click()
    expect(page.locator("[data-name=until_on] [data-field=fault]")).to_contain_text("今天以后")
    other.get_by_text("丢了、不用了").first.click()
    other.locator("main details[open] button").click()
    expect(other.locator(".banner.good")).to_be_visible()
    page.get_by_label("见到了、说上话了").check()
    page.locator("[data-field=form] > button").click()
    expect(page.locator("[data-field=note]")).to_contain_text("停用", timeout=15_000)
    expect(page.locator("[data-view=enrol]")).to_be_visible()
    assert page.locator("[data-field=items] li").count() == 0
    assert page.evaluate("fieldStore.all('day').then((rows) => rows.length)") == 0
    other.goto("/devices")
    other.locator("main a.title").first.click()
    other.get_by_role("button", name="改好了，再交一次").click()
    expect(other.locator(".banner.good")).to_contain_text("记下了")


def test_a_post_counts_on_a_phone_without_a_network(visit: Visit, shot: Shot) -> None:
    command = visit("zhihui", DESK)
    command.goto("/staff/emergency?kind=epidemic")
    command.fill("[name=order_number]", "演示〔2026〕1 号")
    command.get_by_label("我核对过了").check()
    command.get_by_role("button", name="开启", exact=True).click()
    expect(command.locator("main")).to_contain_text("开启中")
    try:
        _counted_without_a_network(visit("wangge", PHONE), shot)
        page = visit("wangge", DESK)
        page.goto("/staff/posts")
        expect(page.locator("main li.row", has_text="高速口")).to_contain_text("3 次")
        expect(page.locator("main li.row", has_text="高速口")).to_contain_text("1 人等着")
    finally:
        command.goto("/staff/emergency")
        command.locator("summary", has_text="现在结束").first.click()
        command.get_by_role("button", name="结束这次应急").first.click()
        expect(command.locator("main")).not_to_contain_text("开启中")


def _counted_without_a_network(page: Page, shot: Shot) -> None:
    """Two as usual and one with a red code, one after the other; then one who would have to register and does not."""
    enrol(page)
    page.context.set_offline(True)
    page.locator("[data-field=items] [data-field=title]", has_text="高速口").click()
    verdict = page.locator("[data-field=verdict]")
    expect(verdict).to_have_text("放行")
    record_one = page.locator("[data-field=form] > button")
    for n in (1, 2):
        record_one.click()
        waiting(page, re.compile(rf"{n} 条等着传"))
        expect(verdict).to_have_text("放行")
    page.get_by_label("红", exact=True).check()
    expect(verdict).to_contain_text("移交：红码")
    shot(page, "field-post-360")
    no_sideways_scroll(page)
    record_one.click()
    waiting(page, re.compile(r"3 条等着传"))
    expect(verdict).to_have_text("放行")
    page.get_by_label("外地", exact=True).check()
    expect(verdict).to_contain_text("登记后放行")
    record_one.click()
    expect(page.locator("[data-name=field_plate] [data-field=fault]")).to_be_visible()
    page.context.set_offline(False)
    waiting(page, "没有等着传的")
    assert queue(page) == 0
