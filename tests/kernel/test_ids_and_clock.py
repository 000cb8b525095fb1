"""Ids follow the time they are given; the clock moves only onward, and only where it may."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shuoshi.kernel import clock
from shuoshi.kernel.ids import new_id

AT = datetime(2026, 4, 13, 2, 0, tzinfo=UTC)


def test_ids_sort_by_their_time() -> None:
    ids = [new_id(AT + timedelta(milliseconds=n)) for n in range(50)]
    assert ids == sorted(ids)
    assert {i.version for i in ids} == {7}
    assert ids[0].int >> 80 == int(AT.timestamp() * 1000)


def test_an_id_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        new_id(datetime(2026, 4, 13))


def test_the_clock_moves_for_every_reader_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHUOSHI_CLOCK", str(tmp_path / "clock"))
    before = clock.now()
    clock.move_clock(timedelta(days=8))
    assert timedelta(days=8) <= clock.now() - before < timedelta(days=8, seconds=5)
    with pytest.raises(ValueError, match="back"):
        clock.move_clock(timedelta(days=-1))


def test_a_real_sites_clock_can_not_be_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHUOSHI_CLOCK")
    with pytest.raises(RuntimeError):
        clock.move_clock(timedelta(days=1))
