"""A census as a spreadsheet: a blank one, what a filled one says row by row, and the same sheet marked."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import xlsxwriter

from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.texts import Bilingual, Worded, marked
from shuoshi.kernel.workbooks import Line
from shuoshi.people.actions import read_values
from shuoshi.people.rules import born_of
from shuoshi.people.terms import BY_AGE, GROUPS, REVIEW_DAYS, TIES, Group, Tie

ROWS_MOST = 4_999
COLUMNS: Mapping[str, tuple[Bilingual, tuple[str, ...]]] = {
    "name": (Bilingual("姓名", "Name"), ("居民姓名",)),
    "identity_number": (
        Bilingual("身份证号", "Identity number"),
        ("身份证", "证件号码", "公民身份号码"),
    ),
    "phone": (Bilingual("电话", "Phone"), ("手机", "联系电话", "手机号", "联系方式")),
    "born_on": (Bilingual("出生日期", "Born on"), ("生日", "出生年月日")),
    "place": (Bilingual("楼栋", "Building"), ("地点", "网格", "住址", "地址", "小区楼栋")),
    "door": (Bilingual("门牌", "Door"), ("房号", "单元房号", "门牌号")),
    "tie": (Bilingual("与户主关系", "Tie to the head"), ("关系", "户主关系")),
    "groups": (Bilingual("需要关照", "Needs looking after"), ("关爱类型", "重点人群", "关照原因")),
}
"""What a column holds: how our own sheet calls it, and how others do."""
NO_PLACE = marked("没有叫“%(what)s”的地方，或者不止一处：请写社区、网格、楼栋的名称或编码。")
NO_GROUP = marked("没有“%(what)s”这一类，可以写：%(there)s。")
NO_TIE = marked("“%(what)s”看不懂，可以写：%(there)s。")
_BETWEEN = str.maketrans(dict.fromkeys("、，,;；/|", " "))


@dataclass(frozen=True, slots=True)
class Resident:
    """What one row says of somebody."""

    values: Mapping[str, str]
    path: str
    tie: Tie
    groups: frozenset[Group]
    review_on: date


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet: its line there, and who it is or what is wrong with it."""

    line: int
    said: Resident | Worded


def blank(language: str) -> bytes:
    """An empty sheet to fill in, as .xlsx, with the words to choose from."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet(Bilingual("居民", "Residents").says(language))
    bold, text = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "@"})
    for n, (_field, (called, _others)) in enumerate(COLUMNS.items()):
        sheet.set_column(n, n, 22 if n in (1, 7) else 14, text)
        sheet.write_string(0, n, called.says(language), bold)
    at = list(COLUMNS).index("tie")
    choice = {
        "validate": "list",
        "source": [t.says(language) for t in TIES.values()],
        "error_type": "warning",
    }
    sheet.data_validation(1, at, ROWS_MOST, at, choice)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def columns_of(head: Sequence[str]) -> dict[str, int]:
    """Which column holds what, by its usual names.

    Raises:  BadInput where none holds names
    """
    places = {name.strip().strip("*＊").lower(): n for n, name in enumerate(head)}
    found: dict[str, int] = {}
    for field, (called, others) in COLUMNS.items():
        hit = next((places[n.lower()] for n in (*called, *others) if n.lower() in places), None)
        if hit is not None:
            found[field] = hit
    if "name" not in found:
        raise BadInput(
            "第一行里没有叫“%(what)s”的列，请用空白表，或者改列名。",
            field="sheet",
            what=COLUMNS["name"][0],
        )
    return found


def rows_of(
    lines: Sequence[Line], *, path: str, places: Mapping[str, str], today: date
) -> Iterator[Row]:
    """Each row below the head, read on its own: one that is wrong stops no other.

    Shape:   `places` gives the path of a name or code, '' for a name of several places; `path` is where who has no
             place lives.
    Raises:  BadInput (no column of names)
    """
    (_first, head), *rest = lines
    columns = columns_of(head)
    for line, cells in rest:
        said = {f: cells[n].strip() if n < len(cells) else "" for f, n in columns.items()}
        yield Row(line, _read(said, path, places, today))


def _read(
    said: Mapping[str, str], path: str, places: Mapping[str, str], today: date
) -> Resident | Worded:
    where = said.get("place", "")
    there = places.get("".join(where.split()), "") if where else path
    if not there:
        return Worded(NO_PLACE, {"what": where[:40]})
    tie = _tie(said.get("tie", ""))
    groups = _groups(said.get("groups", ""))
    if isinstance(tie, Worded):
        return tie
    if isinstance(groups, Worded):
        return groups
    own = {f: said.get(f, "") for f in ("name", "phone", "identity_number", "born_on", "door")}
    own["born_on"] = _day(own["born_on"])
    try:
        values = read_values(own, today)
    except BadInput as error:
        return Worded(error.text, error.values)
    values["born_on"] = values["born_on"] or str(born_of(values["identity_number"]) or "")
    return Resident(values, there, tie, groups - BY_AGE, today + timedelta(days=REVIEW_DAYS))


def _day(text: str) -> str:
    """A day as spreadsheets write it (1950/3/9, 1950.3.9, 19500309), as a form does."""
    digits = (
        text.replace("/", "-")
        .replace(".", "-")
        .replace("年", "-")
        .replace("月", "-")
        .replace("日", "")
    )
    if digits.isdigit() and len(digits) == 8:
        digits = f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
    parts = digits.split(" ")[0].split("-")
    return "-".join(p.zfill(2) for p in parts) if len(parts) == 3 else text


def _tie(text: str) -> Tie | Worded:
    if not text:
        return Tie.OTHER
    words = {
        w: tie for tie, called in TIES.items() for w in (called.zh, called.en.lower(), tie.value)
    }
    found = words.get(text.lower()) or _OTHER_TIES.get(text)
    return found or Worded(
        NO_TIE, {"what": text[:20], "there": "、".join(t.zh for t in TIES.values())}
    )


_OTHER_TIES: Mapping[str, Tie] = {
    "本人": Tie.HEAD, "妻": Tie.SPOUSE, "夫": Tie.SPOUSE, "妻子": Tie.SPOUSE, "丈夫": Tie.SPOUSE,
    "子": Tie.CHILD, "女": Tie.CHILD, "儿子": Tie.CHILD, "女儿": Tie.CHILD, "长子": Tie.CHILD,
    "长女": Tie.CHILD, "次子": Tie.CHILD, "次女": Tie.CHILD, "父": Tie.PARENT, "母": Tie.PARENT,
    "父亲": Tie.PARENT, "母亲": Tie.PARENT, "孙子": Tie.RELATIVE, "孙女": Tie.RELATIVE, "儿媳": Tie.RELATIVE,
    "女婿": Tie.RELATIVE, "其他": Tie.OTHER,
}  # fmt: skip


def _groups(text: str) -> frozenset[Group] | Worded:
    words = {
        w: g
        for g, called in GROUPS.items()
        for w in (called.zh, called.zh.replace(" ", ""), g.value)
    }
    known = dict(words)
    found = set[Group]()
    for word in text.replace("80 岁", "80岁").replace("65 岁", "65岁").translate(_BETWEEN).split():
        if word in ("无", "否", "没有"):
            continue
        group = known.get(word)
        if group is None:
            return Worded(
                NO_GROUP, {"what": word[:20], "there": "、".join(g.zh for g in GROUPS.values())}
            )
        found.add(group)
    return frozenset(found)


def marked_sheet(
    lines: Sequence[Line], results: Mapping[int, tuple[str, str]], heads: tuple[str, str]
) -> bytes:
    """The sheet as it came, with two columns more: what became of each row, and why. By line."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    bold, text = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "@"})
    wide = max(len(cells) for _n, cells in lines)
    (_first, head), *rest = lines
    for n, cell in enumerate([*head, *[""] * (wide - len(head)), *heads]):
        sheet.write_string(0, n, cell, bold)
    for at, (line, cells) in enumerate(rest, start=1):
        for n, cell in enumerate(cells):
            sheet.write_string(at, n, cell, text)
        for n, cell in enumerate(results.get(line, ("", ""))):
            sheet.write_string(at, wide + n, cell, text)
    sheet.set_column(0, wide + 1, 16)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()
