"""Bringing in messages: a bad row never stops the rest, and twice adds none."""

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from shuoshi.channels.messages import bring_in
from shuoshi.kernel.sheets import BadSheet
from shuoshi.scenarios.lishi.cast import DISTRICT, YONGNING
from tests.conftest import AT

HEAD = "留言编号,留言用户,留言主题,留言时间,留言详情,答复意见,答复时间\n"
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def brought(file: Path, sheet: Path, **rest: Any) -> Any:
    given = {"columns": {}, "path": YONGNING, "at": NOW, "dry_run": False} | rest
    return bring_in(file=file, refused_sheet=sheet, **given)


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return tmp_path / "refused.csv"


def test_good_rows_come_in_and_bad_ones_are_marked(
    world: None, tmp_path: Path, sheet: Path, rows: Callable[..., Any]
) -> None:
    file = tmp_path / "in.csv"
    file.write_text(
        HEAD
        + "1,U1,路灯,2019/3/5 10:06:36,路灯不亮,已修好。,2019/3/12 8:59:29\n"
        + "2,U2,噪音,2019/3/6 10:06,夜里吵,,\n"
        + ",U3,没有编号,2019/3/6 10:06,什么,,\n"
        + "4,U4,时间不对,昨天,什么,,\n"
        + "5,U5,,2019/3/6 10:06,,,\n"
        + "6,U6,将来,2030/3/6 10:06,什么,,\n"
        + f"7,U7,太长,2019/3/6 10:06,{'长' * 6000},,\n"
        + "1,U1,重复,2019/3/5 10:06:36,路灯不亮,,\n",
        encoding="utf-8-sig",
    )
    result = brought(file, sheet)
    assert (result.added, result.known, result.refused) == (2, 1, 5)
    with sheet.open(encoding="utf-8-sig") as lines:
        reasons = [row["原因 / why"] for row in csv.DictReader(lines)]
    assert len(reasons) == 5
    assert all(reasons)
    assert rows("SELECT stage, outcome, private FROM matters_matter ORDER BY outside_id") == [
        ("archived", "done", False), ("said", "", False),
    ]  # fmt: skip
    assert rows("SELECT count(*) FROM notices_outbox") == [(0,)], "nobody is told of old messages"


def test_outside_a_community_only_what_was_answered_comes_in(
    world: None, tmp_path: Path, sheet: Path
) -> None:
    file = tmp_path / "in.csv"
    file.write_text(
        HEAD
        + "1,U1,路灯,2019/3/5 10:06:36,路灯不亮,已修好。,2019/3/12 8:59:29\n"
        + "2,U2,噪音,2019/3/6 10:06,夜里吵,,\n",
        encoding="utf-8",
    )
    for dry_run in (True, False):
        result = brought(file, sheet, path=DISTRICT, dry_run=dry_run)
        assert (result.added, result.refused) == (1, 1), "nobody would answer for the second"
    assert "社区" in sheet.read_text(encoding="utf-8-sig")


def test_a_dry_run_brings_in_none(
    world: None, tmp_path: Path, sheet: Path, rows: Callable[..., Any]
) -> None:
    file = tmp_path / "in.csv"
    file.write_text(HEAD + "1,U1,路灯,2019/3/5 10:06:36,路灯不亮,,\n", encoding="utf-8")
    assert brought(file, sheet, dry_run=True).added == 1
    assert rows("SELECT count(*) FROM matters_matter") == [(0,)]


def test_gb18030_and_named_columns_are_read(world: None, tmp_path: Path, sheet: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_text("号,什么事,几时\n9,井盖松了,2020-01-02 03:04\n", encoding="gb18030")
    with pytest.raises(BadSheet, match="--column"):
        brought(file, sheet)
    assert brought(file, sheet, columns={"id": "号", "body": "什么事", "at": "几时"}).added == 1
    with pytest.raises(BadSheet, match="没有叫"):
        brought(file, sheet, columns={"id": "nope"})


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00\x81", b"\x00\x01\x02"])
def test_what_is_no_sheet_is_refused_in_one_line(
    world: None, tmp_path: Path, sheet: Path, content: bytes
) -> None:
    file = tmp_path / "in.csv"
    file.write_bytes(content)
    with pytest.raises(BadSheet):
        brought(file, sheet)


def test_a_refused_cell_can_not_run_as_a_formula(world: None, tmp_path: Path, sheet: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_text(HEAD + '8,U,"=HYPERLINK(""x"")",never,什么,,\n', encoding="utf-8")
    brought(file, sheet)
    assert "'=HYPERLINK" in sheet.read_text(encoding="utf-8-sig")


def test_the_real_messages_come_in_whole_and_once(
    world: None, shared: Path, sheet: Path, rows: Callable[..., Any]
) -> None:
    file = shared / "messages" / "answered_messages.csv"
    first = brought(file, sheet)
    assert (first.added, first.refused) == (1400, 0)
    again = brought(file, sheet)
    assert (again.added, again.known) == (0, 1400)
    assert rows("SELECT count(*) FROM matters_matter") == [(1400,)]
    assert AT
