"""A sheet is taken in to its end, and comes back marked."""

import io
from collections import Counter
from datetime import date, timedelta

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from shuoshi.kernel.errors import BadInput, NotAllowed
from shuoshi.people.bulk import write_people
from shuoshi.people.census import take_in, work_off
from shuoshi.people.census_reading import sheet_with_outcomes, sheets_of
from shuoshi.people.census_sheet import COLUMNS, blank, marked_sheet
from shuoshi.people.outcomes import Became
from shuoshi.people.queries import find_people
from shuoshi.people.reading import home_shown, pairs_within, risks_of
from shuoshi.people.retention import forget_sheets
from shuoshi.people.terms import CensusNotFound, Group, MayNotRegister, Tie
from shuoshi.scenarios.lishi.cast import YONGNING
from tests.conftest import AT, Cast, Rows
from tests.people.making import GRID_1, number, registered

HEAD = [called.zh for called, _others in COLUMNS.values()]


def sheet(*rows: list[str], head: list[str] = HEAD) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet()
    for n, row in enumerate([head, *rows]):
        for c, cell in enumerate(row):
            page.write_string(n, c, cell)
    book.close()
    return out.getvalue()


def row(name: str, n: int, **more: str) -> list[str]:
    given = {
        "name": name, "identity_number": number(date(1950, 1, 1) + timedelta(days=n), n % 1000),
        "phone": f"139{n:08}", "born_on": "", "place": "永宁第1网格", "door": f"{n} 单元 101", "tie": "户主",
        "groups": "",
    } | more  # fmt: skip
    return list(given.values())


def became(census, by) -> list[str]:
    return [o.became.value for o in sheet_with_outcomes(census, by=by)[2]]


def test_a_thousand_rows_with_a_hundred_twice_never_stop(cast: Cast, rows: Rows) -> None:
    by = cast("shuji")
    people = [row(f"演示{n}", n) for n in range(900)]
    before = rows("SELECT count(*) FROM people_person")[0][0]
    census = take_in(content=sheet(*people, *people[:100]), path=YONGNING, by=by, at=AT)
    assert work_off(at=AT) == 1_000
    found = Counter(became(census, by))
    assert found == {"new": 900, "twice": 100}
    assert rows("SELECT count(*) FROM people_person")[0][0] - before == 900
    assert rows("SELECT count(*) FROM people_membership WHERE since_on = '2026-04-13'")[0][0] == 900
    assert work_off(at=AT) == 0
    (shown, *_rest) = sheets_of(by=by)
    assert (shown.done, shown.rows, shown.counts[Became.TWICE]) == (1_000, 1_000, 100)


def test_every_row_is_judged_on_its_own(cast: Cast) -> None:
    by = cast("shuji")
    known = registered(by, "已演示", identity_number=number(date(1940, 2, 2)), door="7 单元 701")
    registered(by, "像演示", phone="13900005555", door="8 单元 801")
    registered(
        cast("wangge2"),
        "远演示",
        path=cast("wangge2").bounds.lo,
        identity_number=number(date(1941, 2, 2)),
    )
    census = take_in(
        content=sheet(
            row("新演示", 1, groups="独居、行动不便"),
            row("已演示", 2, identity_number=number(date(1940, 2, 2)), phone="13900006666", groups="低收入"),
            row("像演示", 3, phone="13900005555"),
            row("远演示", 4, identity_number=number(date(1941, 2, 2))),
            row("", 5), row("错演示", 6, identity_number="123"), row("哪演示", 7, place="没有的楼"),
            row("类演示", 8, groups="坏人"), row("系演示", 9, tie="邻居"), row("新演示", 1),
            row("生演示", 10, identity_number="", born_on="1938/5/6", tie="母亲"),
        ),
        path=YONGNING, by=by, at=AT,
    )  # fmt: skip
    work_off(at=AT)
    assert became(census, by) == [
        "new", "known", "alike", "elsewhere", "fault", "fault", "fault", "fault", "fault", "twice", "new",
    ]  # fmt: skip
    (new,) = find_people("13900000001", by=by)
    assert {r.group for r in risks_of(new.id, by=by)} == {
        Group.LIVES_ALONE,
        Group.MOBILITY,
        Group.AGE_65,
    }
    assert {m.tie for m in home_shown(new.household_id, by=by).members} == {Tie.HEAD}
    assert known in {p.id for p in find_people("13900006666", by=by)}
    assert Group.LOW_INCOME in {r.group for r in risks_of(known, by=by)}
    assert len(pairs_within(by=by)) == 1
    (old,) = find_people("13900000010", by=by)
    assert {r.group for r in risks_of(old.id, by=by)} == {Group.AGE_65, Group.AGE_80}


def test_the_sheet_comes_back_with_what_became_of_each_row(cast: Cast) -> None:
    by = cast("shuji")
    census = take_in(
        content=sheet(row("甲演示", 1), row("甲演示", 1), row("", 2)), path=YONGNING, by=by, at=AT
    )
    work_off(at=AT)
    _shown, lines, outcomes = sheet_with_outcomes(census, by=by)
    assert outcomes[1].values == {"other": "2"}
    given = {o.line: (o.became.value, o.text) for o in outcomes}
    back = CalamineWorkbook.from_filelike(io.BytesIO(marked_sheet(lines, given, ("结果", "说明"))))
    cells = back.get_sheet_by_index(0).to_python()
    assert cells[0] == [*HEAD, "结果", "说明"]
    assert [c[-2] for c in cells[1:]] == ["new", "twice", "fault"]
    assert cells[1][0] == "甲演示"


def test_it_goes_on_where_it_stopped(cast: Cast, monkeypatch) -> None:
    by = cast("shuji")
    monkeypatch.setattr("shuoshi.people.census.BATCH", 3)
    census = take_in(
        content=sheet(*[row(f"演示{n}", n) for n in range(7)], row("演示0", 0)),
        path=YONGNING,
        by=by,
        at=AT,
    )
    monkeypatch.setattr("shuoshi.people.census.write_people", _failing_on(2))
    work_off(at=AT)
    (shown, *_rest) = sheets_of(by=by)
    assert shown.done == 3
    monkeypatch.undo()
    work_off(at=AT)
    assert Counter(became(census, by)) == {"new": 7, "twice": 1}


def _failing_on(call: int):
    calls = []

    def write(people, at):
        calls.append(1)
        if len(calls) == call:
            raise RuntimeError
        write_people(people, at)

    return write


def test_the_sheet_is_sealed_and_gone_after_a_week(cast: Cast, rows: Rows) -> None:
    by = cast("shuji")
    census = take_in(content=sheet(row("密演示", 1)), path=YONGNING, by=by, at=AT)
    ((kept,),) = rows("SELECT encode(sheet, 'escape') FROM people_census")
    assert "演示" not in kept
    work_off(at=AT)
    assert forget_sheets(AT + timedelta(days=6)) == 0
    assert forget_sheets(AT + timedelta(days=8)) == 1
    with pytest.raises(CensusNotFound):
        sheet_with_outcomes(census, by=by)
    assert sheets_of(by=by)[0].counts == {Became.NEW: 1}


def test_only_who_sent_it_fetches_it_and_only_within_the_range(cast: Cast) -> None:
    census = take_in(content=sheet(row("甲演示", 1)), path=YONGNING, by=cast("shuji"), at=AT)
    for other in (cast("wangge"), cast("wangge2")):
        with pytest.raises(CensusNotFound):
            sheet_with_outcomes(census, by=other)
    with pytest.raises(NotAllowed):
        take_in(content=sheet(row("甲演示", 1)), path=YONGNING, by=cast("wangge2"), at=AT)
    with pytest.raises(MayNotRegister):
        take_in(content=sheet(row("甲演示", 1)), path=YONGNING, by=cast("chengban"), at=AT)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", sheet(["甲"], head=["户主编号"]), sheet()])
def test_what_is_no_sheet_of_residents_is_refused_at_once(cast: Cast, content: bytes) -> None:
    with pytest.raises(BadInput) as error:
        take_in(content=content, path=YONGNING, by=cast("shuji"), at=AT)
    assert error.value.field == "sheet"


def test_the_blank_sheet_can_be_read_back(cast: Cast) -> None:
    cells = (
        CalamineWorkbook.from_filelike(io.BytesIO(blank("zh"))).get_sheet_by_index(0).to_python()
    )
    assert cells[0] == HEAD
    assert GRID_1
