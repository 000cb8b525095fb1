"""A list of needs as a spreadsheet."""

import io

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from shuoshi.channels.needs_sheet import ROWS_MOST, blank, columns_of, needs_in
from shuoshi.kernel import workbooks
from shuoshi.kernel.errors import BadInput
from shuoshi.programmes.queries import current
from shuoshi.scenarios.lishi.cast import YONGNING


def read(content: bytes) -> list[workbooks.Line]:
    return workbooks.read(content, most=ROWS_MOST)


def filled(*rows: tuple[object, ...]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for n, row in enumerate(rows):
        sheet.write_row(n, 0, row)
    book.close()
    return out.getvalue()


def test_the_blank_sheet_is_one_that_can_be_read(world: None) -> None:
    made = blank(current("need_525"), "zh")
    (head,) = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(0).to_python()
    assert columns_of([str(c) for c in head]) == {
        "body": 0, "place": 1, "kind": 2, "name": 3, "phone": 4, "private": 5,
    }  # fmt: skip


def test_a_filled_one_is_read_row_by_row_with_what_is_wrong_beside_it(world: None) -> None:
    lines = read(
        filled(
            ("诉求", "楼栋", "类型", "姓名", "手机", "不公开"),
            ("想请人洗大件", "永宁苑 1号楼", "", "王奶奶", 13800000000, "是"),
            ("", "", "", "", "", ""),
            ("教手机", "没有的楼", "", "", "", ""),
            ("修水管", "", "没有的类", "", "", ""),
        )
    )
    d = current("need_525")
    places = {"永宁苑1号楼": YONGNING + "00100001"}
    one, two, three = needs_in(lines, d=d, path=YONGNING, places=places, month="2026-04")
    assert one.said is not None
    assert (one.said.path, one.said.phone, one.said.private) == (
        YONGNING + "00100001", "13800000000", True,
    )  # fmt: skip
    assert "没有的楼" in str(two.fault)
    assert "没有的类" in str(three.fault)
    assert [need.line for need in (one, two, three)] == [2, 4, 5]  # as the sheet itself counts


def test_the_same_row_is_the_same_request_within_a_month_and_equal_rows_are_two(
    world: None,
) -> None:
    d = current("need_525")

    def keys(*rows: str, month: str = "2026-04") -> list[str | None]:
        lines = [(1, ["内容"]), *((n, [row]) for n, row in enumerate(rows, 2))]
        found = needs_in(lines, d=d, path=YONGNING, places={}, month=month)
        return [need.said.key for need in found if need.said]

    assert keys("修水管", "教手机") == list(reversed(keys("教手机", "修水管")))
    assert len(set(keys("修水管", "修水管"))) == 2
    assert keys("修水管") != keys("修水管", month="2026-05")


def test_csv_of_any_office_program_is_read_too() -> None:
    for encoding in ("utf-8-sig", "gb18030"):
        assert read("内容,电话\n\n修水管,0358-8220000\n".encode(encoding)) == [
            (1, ["内容", "电话"]),
            (3, ["修水管", "0358-8220000"]),
        ]


def test_a_sheet_with_gaps_loses_no_row() -> None:
    rows = [("内容",), *((f"第{n}件",) if n % 2 else ("",) for n in range(400))]
    assert len(read(filled(*rows))) == 201


def test_what_is_no_sheet_or_too_long_is_refused_in_words() -> None:
    for broken in (
        b"PK\x03\x04 not a workbook",
        b"\xd0\xcf\x11\xe0 an old workbook",
        b"\xff\xfe\x00",
    ):
        with pytest.raises(BadInput, match="不是能读的表格"):
            read(broken)
    with pytest.raises(BadInput, match="空的"):
        read(b"")
    with pytest.raises(BadInput, match="一次最多"):
        read(("内容\n" + "修水管\n" * (ROWS_MOST + 1)).encode())
    with pytest.raises(BadInput, match="2 MB"):
        read(b"x" * 2_000_001)
    with pytest.raises(BadInput, match="没有叫"):
        columns_of(["甲", "乙"])


def test_one_stray_cell_far_away_takes_no_memory() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write(0, 0, "内容")
    sheet.write(1_048_575, 16_383, "x")
    book.close()
    with pytest.raises(BadInput, match="XFD1048576"):
        read(out.getvalue())


def test_every_word_in_the_column_of_privacy_but_no_makes_a_row_private(district: None) -> None:
    marks = ["要保密", "maybe", "是", "否", "", "不公开"]
    lines = [(1, ["需要什么", "不公开"]), *((n, ["想请人看看", m]) for n, m in enumerate(marks, 2))]
    needs = needs_in(lines, d=current("need_525"), path=YONGNING, places={}, month="2026-11")
    assert [n.said and n.said.private for n in needs] == [True, True, True, False, False, True]
