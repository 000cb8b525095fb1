"""A list of needs as a spreadsheet: a blank one to fill in, what is in a filled one, each row judged."""

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import xlsxwriter

from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.texts import Bilingual, Worded, marked
from shuoshi.kernel.workbooks import Line
from shuoshi.matters.terms import Raised
from shuoshi.programmes.definition import Definition

ROWS_MOST = 300
COLUMNS: Mapping[str, tuple[Bilingual, tuple[str, ...]]] = {
    "body": (Bilingual("需要什么", "Need"), ("内容", "需求", "诉求", "事项", "body", "text")),
    "place": (Bilingual("在哪里", "Place"), ("地点", "楼栋", "网格", "社区", "地址", "where")),
    "kind": (Bilingual("类别", "Kind"), ("类型", "分类", "种类", "type")),
    "name": (Bilingual("怎么称呼", "Name"), ("姓名", "称呼", "联系人", "户主")),
    "phone": (Bilingual("电话", "Phone"), ("手机", "联系电话", "手机号", "联系方式", "mobile")),
    "private": (Bilingual("不公开", "Private"), ("保密", "是否不公开")),
}
"""What a column holds: how our own sheet calls it, and how others do."""
_NO = frozenset({"", "否", "不", "不是", "no", "false", "0", "n", "×", "x", "公开", "无"})
"""What does not make a row private; every other word in that column does, to be on the safe side."""
SEVERAL_PLACES = marked("有几处叫“%(what)s”，请连网格一起写，如“第1网格 3号楼”。")
NO_SUCH_PLACE = marked("没有叫“%(what)s”的地方，请写社区、网格、楼栋的名称或编码，或者空着。")
NO_SUCH_KIND = marked("没有“%(what)s”这一类，可以写：%(there)s。")


@dataclass(frozen=True, slots=True)
class Need:
    """One row of a sheet: its line there, its cells, what is wrong with it."""

    line: int
    cells: Mapping[str, str]
    said: Raised | None = None
    fault: Worded | None = None


def blank(d: Definition, language: str) -> bytes:
    """An empty sheet to fill in, as .xlsx: the columns, and the kinds to choose from."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet(d.programme.name.says(language)[:31])
    bold, text = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "@"})
    for n, (field, (called, _others)) in enumerate(COLUMNS.items()):
        sheet.set_column(n, n, 46 if field == "body" else 16, text)
        sheet.write_string(0, n, called.says(language), bold)
    kinds = [kind.says(language) for kind in d.programme.kinds.values()]
    if kinds:
        at = list(COLUMNS).index("kind")
        choice = {"validate": "list", "source": kinds, "error_type": "warning"}
        sheet.data_validation(1, at, ROWS_MOST, at, choice)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def columns_of(head: Sequence[str]) -> dict[str, int]:
    """Which column holds what, by its usual names.

    Raises:  BadInput where none holds the words
    """
    places = {name.strip().strip("*＊").lower(): n for n, name in enumerate(head)}
    found: dict[str, int] = {}
    for field, (called, others) in COLUMNS.items():
        hit = next((places[n.lower()] for n in (*called, *others) if n.lower() in places), None)
        if hit is not None:
            found[field] = hit
    if "body" not in found:
        raise BadInput(
            "第一行里没有叫“%(what)s”的列，请用空白表，或者改列名。", field="sheet",
            what=COLUMNS["body"][0],
        )  # fmt: skip
    return found


def needs_in(
    lines: Sequence[Line], *, d: Definition, path: str, places: Mapping[str, str], month: str
) -> tuple[Need, ...]:
    """Each row as what it says; what can't be read in it is worded beside it.

    Shape:   `places` gives the path of a name or code, '' for a name of several places; `path` is where a
             row without a place lies. The same words for the same place and person are one request within a
             `month`, so that a sheet that was mended registers what is new alone; equal rows of one sheet
             are counted apart.
    Raises:  BadInput (no column of words)
    """
    (_first, head), *rows = lines
    columns, seen, out = columns_of(head), dict[str, int](), list[Need]()
    for n, row in rows:
        cells = {field: row[at].strip() if at < len(row) else "" for field, at in columns.items()}
        said = _said(cells, d, path, places)
        if isinstance(said, Worded):
            out.append(Need(n, cells, fault=said))
            continue
        same = "\x1f".join((d.key, said.path, month, *(cells[field] for field in sorted(cells))))
        seen[same] = seen.get(same, 0) + 1
        key = hashlib.sha256(f"{same}\x1f{seen[same]}".encode()).hexdigest()
        out.append(Need(n, cells, replace(said, key=key)))
    return tuple(out)


def _said(
    cells: Mapping[str, str], d: Definition, path: str, places: Mapping[str, str]
) -> Raised | Worded:
    """What a row says, or what is wrong with it."""
    where, kind = cells.get("place", ""), cells.get("kind", "")
    there = places.get("".join(where.split())) if where else path
    if there == "":
        return Worded(SEVERAL_PLACES, {"what": where[:40]})
    if there is None:
        return Worded(NO_SUCH_PLACE, {"what": where[:40]})
    kinds = d.programme.kinds
    codes = {said: code for code, text in kinds.items() for said in (text.zh, text.en, code)}
    if kind and kind not in codes:
        names = "、".join(text.zh for text in kinds.values())
        return Worded(NO_SUCH_KIND, {"what": kind[:40], "there": names})
    return Raised(
        d.key, there, "", cells.get("body", ""), kind=codes.get(kind, ""), channel="needs_form",
        private=cells.get("private", "").lower() not in _NO, name=cells.get("name", ""),
        phone=cells.get("phone", ""),
    )  # fmt: skip
