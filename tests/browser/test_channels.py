"""Each way in, in Chromium: what somebody says there becomes a matter, or joins one that is there."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.test_journey import no_sideways_scroll, press
from tests.channels.test_needs_sheet import filled

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
    with resident.context.expect_page() as opened:
        found.locator("button").click()
    too = opened.value  # what was written stays in the form, should it be something else after all
    too.wait_for_url(f"**/m/{number}")
    expect(too.locator("body")).to_contain_text(re.compile(r"有 \d+ 人也遇到"))
    shot(too, "21-too-360")
    too.click("text=不再是了，撤回")
    expect(too.locator("body")).to_contain_text("已撤回")
    assert title in resident.input_value("#f-body")


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


def test_at_a_door_several_needs_are_noted_in_one_go(visit: Visit, shot: Shot) -> None:
    worker = visit("wangge")
    worker.click("text=入户走访")
    worker.select_option("#f-place", label="永宁苑 永宁第1网格 1号楼")
    worker.fill("#f-name", "王奶奶")
    worker.fill("[id='f-0-body']", "楼道里的灯不亮，晚上看不见台阶。")
    worker.fill("[id='f-1-body']", "想请人教一教手机。")
    worker.select_option("[id='f-1-programme']", "need_525")
    worker.click("text=再加一件")
    worker.fill("[id='f-2-body']", "腿脚不便，想要一个坐便椅。")
    worker.select_option("[id='f-2-programme']", "small_wish")
    no_sideways_scroll(worker)
    shot(worker, "23-visit-360")
    worker.click("main button.main")
    expect(worker.locator(".receipt")).to_have_count(3)
    shot(worker, "24-visited-360")


def test_one_chat_message_is_confirmed_by_a_person(visit: Visit, shot: Shot) -> None:
    worker = visit("wangge")
    worker.click("text=群里的一条消息")
    worker.fill("#f-message", "张三（2单元） 10:32\n2号楼后面的下水道返水，臭得开不了窗。")
    shot(worker, "25-chat-360")
    worker.click("main button.main")
    expect(worker.locator("#f-body")).to_have_value("2号楼后面的下水道返水，臭得开不了窗。")
    expect(worker.locator("#f-channel")).to_have_value("chat")
    shot(worker, "26-chat-confirm-360")
    worker.click("main button.main")
    worker.wait_for_url("**/receipt")


def test_a_sheet_of_needs_is_looked_through_and_registered(
    visit: Visit, shot: Shot, tmp_path: Path
) -> None:
    sheet = tmp_path / "needs.xlsx"
    sheet.write_bytes(
        filled(
            ("需要什么", "在哪里", "电话"),
            ("洗两床大被子", "永宁第1网格1号楼", "13800000000"),
            ("教用手机挂号", "", ""),
            ("修水龙头", "没有的楼", ""),
        )
    )
    secretary = visit("shuji", DESK)
    secretary.click("text=从表格登记")
    secretary.select_option("#f-programme", "need_525")
    secretary.set_input_files("#f-sheet", sheet)
    shot(secretary, "27-sheet-1440")
    secretary.click("main button.main")
    expect(secretary.locator("body")).to_contain_text("可以登记 2 件，有毛病 1 行")
    shot(secretary, "28-through-1440")
    secretary.click("main button.main")
    expect(secretary.locator("body")).to_contain_text("登记了 2 件，先前已登记 0 件，没有登记 1 行")


def test_a_poster_is_printed_and_whoever_scans_it_says_something_there(
    visit: Visit, shot: Shot
) -> None:
    secretary = visit("shuji", DESK)
    secretary.click("text=楼栋二维码")
    expect(secretary.locator(".poster")).to_have_count(17)
    shot(secretary, "29-posters-1440")
    with secretary.expect_download() as pdf:
        secretary.click("text=下载 PDF")
    assert Path(pdf.value.path()).read_bytes().startswith(b"%PDF")
    resident = visit()
    resident.goto("/say?place=14110200100900100001")
    expect(resident.locator("#f-place option:checked")).to_have_text(
        "永宁社区 永宁苑 永宁第1网格 1号楼"
    )
    resident.fill("#f-body", "一楼的声控灯不亮。")
    shot(resident, "30-scanned-360")
    resident.click("main button.main")
    resident.wait_for_url("**/t/*")


def test_a_message_hangs_on_the_wall_once_it_is_put_up_and_somebody_can_help(
    visit: Visit, shot: Shot
) -> None:
    resident = visit("jumin")
    resident.goto("/wall")
    resident.click("text=写一条")
    resident.fill("#f-body", "楼下的孩子们想要一个乒乓球台。")
    resident.select_option("#f-programme", "small_wish")
    resident.select_option("#f-place", label="永宁社区")
    resident.click("main button.main")
    resident.wait_for_url("**/t/*")
    number = resident.locator(".receipt .number").inner_text()
    resident.goto("/wall")
    expect(resident.locator("body")).not_to_contain_text("乒乓球台")
    secretary = visit("shuji", DESK)
    secretary.fill("#find", number)
    secretary.keyboard.press("Enter")
    secretary.wait_for_url("**/staff/matters/*")
    press(secretary, "收下，找人认领", kind="去看看")
    expect(secretary.locator("body")).to_contain_text("还没上墙")
    press(secretary, "公开", public_title="乒乓球台", public_text="孩子们想要一个乒乓球台。")
    anybody = visit()
    anybody.goto("/wall")
    note = anybody.locator(".note", has_text="孩子们想要一个乒乓球台")
    expect(note).to_have_count(1)
    no_sideways_scroll(anybody)
    shot(anybody, "31-wall-360")
    anybody.set_viewport_size(DESK)
    shot(anybody, "32-wall-1440")
    resident.goto("/wall")
    resident.locator(".note").filter(has_not_text="乒乓球台").first.locator("a.title").click()
    resident.click("summary:has-text('我能帮')")
    resident.fill("[name=words]", "我可以陪着去。")
    shot(resident, "33-help-360")
    resident.click("text=告诉社区")
    expect(resident.locator("body")).to_contain_text("社区会联系您")
    resident.goto("/my")
    expect(resident.locator("body")).to_contain_text("等社区联系")
    shot(resident, "34-my-360")


def test_the_operator_hears_a_call_and_sees_what_is_known(visit: Visit, shot: Shot) -> None:
    title, place, _number = a_released_one(visit())
    operator = visit("zhiban", DESK)
    operator.get_by_role("link", name="值班电话", exact=True).click()
    operator.fill("#f-body", f"{title}，怎么样了？")
    operator.click("main button.main")
    expect(operator.locator("body")).to_contain_text("附近已知的")
    if place.startswith("永宁"):
        expect(operator.locator(".rows").first).to_contain_text(title)
    shot(operator, "35-desk-1440")
    no_sideways_scroll(operator)
    operator.click("button:has-text('码变来电登记')")
    expect(operator.locator("#f-channel")).to_have_value("desk")
    expect(operator.locator("body")).to_contain_text("近期离开过离石吗")
    operator.click("main button.main")
    operator.wait_for_url("**/receipt")


def test_minutes_of_a_meeting_become_matters_that_know_it(visit: Visit, shot: Shot) -> None:
    secretary = visit("shuji", DESK)
    secretary.click("main >> text=会议")
    secretary.click("text=记一次座谈会")
    secretary.fill("#f-title", "永宁苑居民座谈会")
    secretary.fill("#f-attended", "23")
    secretary.fill("[id='f-0-body']", "二单元门口的台阶缺了一块，老人下楼不方便。")
    secretary.fill("[id='f-1-body']", "想请律师来讲一次老人立遗嘱。")
    secretary.select_option("[id='f-1-programme']", "need_525")
    shot(secretary, "36-minutes-1440")
    secretary.click("main button.main")
    expect(secretary.locator("body")).to_contain_text("登记了 2 件")
    shot(secretary, "37-sitting-1440")
    secretary.set_viewport_size(PHONE)
    no_sideways_scroll(secretary)
    secretary.locator(".rows a.title").first.click()
    expect(secretary.locator("aside")).to_contain_text("出自会议")
