"""Spreadsheets that somebody sends: what stands in them, never more than fits."""

import io
import re
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook

from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.sheets import BadSheet, read_csv

BYTES_MOST = 2_000_000
_CELL_MOST, _WIDE_MOST, _TALL_MOST, _LETTERS_MOST = 6000, 100, 5000, 2
_UNPACKED_MOST = 40_000_000
_REFERENCE = re.compile(rb'<(?:\w+:)?c [^>]*?\br="([A-Z]{1,9})(\d{1,9})"')
Line = tuple[int, list[str]]
"""A row of a sheet: its number there, from 1, and its cells."""


def read(content: bytes, *, most: int) -> list[Line]:
    """The filled rows of a spreadsheet, the head first: .xlsx, or CSV in UTF-8 or GB 18030; at most so many
    below the head.

    Raises:  BadInput
    """
    if len(content) > BYTES_MOST:
        raise BadInput("文件超过 2 MB，请分开导入。", field="sheet")
    try:
        rows = _rows(content)
    except (CalamineError, BadSheet, BadZipFile):
        raise BadInput("这不是能读的表格，请用 Excel（.xlsx）或 CSV。", field="sheet") from None
    lines = [(n, row) for n, row in enumerate(rows, 1) if any(cell.strip() for cell in row)]
    return fitting(lines, most=most)


def fitting(lines: list[Line], *, most: int) -> list[Line]:
    """Lines that are not too many. Raises BadInput."""
    if not lines:
        raise BadInput("表格是空的。", field="sheet")
    if len(lines) - 1 > most:
        raise BadInput("一次最多 %(most)s 行，请分开导入。", field="sheet", most=most)
    return lines


def _rows(content: bytes) -> list[list[str]]:
    if not content.startswith(b"PK"):
        return [[cell[:_CELL_MOST] for cell in row[:_WIDE_MOST]] for row in read_csv(content)]
    _not_vast(content)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    found = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    return [[_cell(value) for value in row] for row in found]


def _not_vast(content: bytes) -> None:
    """Look at a workbook before it is read: reading makes room for every cell up to the farthest one, so
    that a small file can ask for more memory than there is.

    Raises:  BadInput, BadZipFile
    """
    with ZipFile(io.BytesIO(content)) as packed:
        if sum(part.file_size for part in packed.infolist()) > _UNPACKED_MOST:
            raise BadInput("表格展开以后太大，请分开导入。", field="sheet")
        for part in packed.namelist():
            if not part.startswith("xl/worksheets/") or not part.endswith(".xml"):
                continue
            for letters, row in _REFERENCE.findall(packed.read(part)):
                if len(letters) > _LETTERS_MOST or int(row) > _TALL_MOST:
                    raise BadInput(
                        "表格里 %(cell)s 那么远的地方有内容，请只留要登记的行和列。", field="sheet",
                        cell=f"{letters.decode()}{int(row)}",
                    )  # fmt: skip


def _cell(value: object) -> str:
    """A cell as somebody wrote it: a phone that a spreadsheet took for a number is no fraction."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)[:_CELL_MOST]
