"""Sheets: read whatever way they were saved; written so that a spreadsheet computes nothing of them."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from shuoshi.kernel.clock import ZONE

_FORMS = (
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d",
    "%Y/%m/%d",
)
_CELL_MOST = 10_000_000
_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BOM = "\ufeff"
"""What tells a spreadsheet that the text is UTF-8."""


class BadSheet(Exception):
    """The file can't be read at all: no such column, not a CSV, not UTF-8 nor GB 18030."""


def read_sheet(file: Path) -> tuple[list[str], list[dict[str, str]]]:
    """The header and the rows of a CSV, in UTF-8 or GB 18030.

    Raises:  BadSheet
    """
    csv.field_size_limit(_CELL_MOST)
    reader = csv.DictReader(io.StringIO(_text_of(file), newline=""))
    try:
        header = [name for name in reader.fieldnames or [] if name]
        rows = list(reader)
    except csv.Error as error:
        raise BadSheet(f"{file.name}: 表格读不下去 / not a table: {error}") from None
    if not header:
        raise BadSheet("文件是空的 / the file is empty")
    return header, rows


def read_csv(content: bytes) -> list[list[str]]:
    """Every row of a CSV, its head first, in UTF-8 or GB 18030.

    Raises:  BadSheet
    """
    csv.field_size_limit(_CELL_MOST)
    try:
        return list(csv.reader(io.StringIO(_text_in(content, "CSV"), newline="")))
    except csv.Error as error:
        raise BadSheet(f"表格读不下去 / not a table: {error}") from None


def no_column(name: str, header: Iterable[str]) -> BadSheet:
    """What to say of a column that is not there."""
    there = ", ".join(header)
    return BadSheet(f"没有叫“{name}”的列，有的是 / no such column, there are: {there}")


def moment(text: str) -> datetime:
    """A time as sheets write it, local.

    Raises:  ValueError
    """
    for form in _FORMS:
        try:
            return datetime.strptime(text.strip(), form).replace(tzinfo=ZONE)
        except ValueError:
            continue
    raise ValueError(f"时间看不懂 / no time: '{text[:40]}'")


def _text_of(file: Path) -> str:
    return _text_in(file.read_bytes(), file.name)


def _text_in(raw: bytes, named: str) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadSheet(f"{named}: 既不是 UTF-8 也不是 GB 18030 / neither UTF-8 nor GB 18030")


def harmless(cell: object) -> str:
    """A cell as text; what a spreadsheet would take for a formula gets an apostrophe before it.

    Source:  OWASP, "CSV Injection"
    """
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.lstrip(" \u3000").startswith(_BEGINS_FORMULA) else text


def csv_lines(rows: Iterable[Iterable[object]]) -> str:
    """Rows as lines of CSV (RFC 4180), each cell harmless."""
    out = io.StringIO()
    csv.writer(out).writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue()
