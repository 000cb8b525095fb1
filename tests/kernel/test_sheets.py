"""Sheets that a spreadsheet computes nothing of."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuoshi.kernel.sheets import csv_lines, harmless


@pytest.mark.parametrize(
    "formula",
    [
        "=1+1",
        "+8613800000000",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        " =1",
        "\u3000=1",
        "＝1",
        "\n=cmd|' /C calc'!A0",
    ],
)
def test_what_looks_like_a_formula_is_text(formula: str) -> None:
    assert harmless(formula) == f"'{formula}"


def test_other_cells_stay_as_they_are() -> None:
    assert [harmless(c) for c in ("路灯坏了", "2026-000012", "3=3", "", None, 7)] == [
        "路灯坏了", "2026-000012", "3=3", "", "", "7",
    ]  # fmt: skip


@given(st.lists(st.lists(st.text(), min_size=2, max_size=4), min_size=1, max_size=5))
def test_no_cell_begins_a_formula_and_none_is_lost(rows: list[list[str]]) -> None:
    text = csv_lines(rows)
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert [len(r) for r in read] == [len(r) for r in rows]
    for row, given_ in zip(read, rows, strict=True):
        for cell, plain in zip(row, given_, strict=True):
            assert cell in (plain, f"'{plain}")
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
