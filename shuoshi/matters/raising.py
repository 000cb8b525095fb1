"""What somebody says, judged and shaped: title, text, contact, answers. Nothing is saved here."""

from datetime import datetime
from typing import Any

from shuoshi.kernel.phones import is_phone
from shuoshi.kernel.texts import Worded, marked
from shuoshi.matters.forms import (
    BODY_MOST,
    MISSING,
    TITLE_MOST,
    TOO_LONG,
    clean,
    read_answers,
    without_numbers,
)
from shuoshi.matters.sealed import seal_fields
from shuoshi.matters.terms import BadAnswers, Raised
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.ports import fields_at_first

NO_PLACE = marked("请选到社区或村。")


def worded(
    d: Definition, said: Raised, at: datetime, key: str | None = None
) -> tuple[str, str, dict[str, Any]]:
    """Title, body and form of what was said, or every fault at once; the form's texts sealed under an
    emergency's `key`. Phones and identity numbers are taken out of the title, which stands in lists.

    Raises:  BadAnswers
    """
    body = clean(said.body)
    title = without_numbers(clean(said.title).replace("\n", " ") or first_line(body))
    faults = _faults(d, said, title, body)
    if faults:
        raise BadAnswers(faults)
    asked = {name: d.fields[name].required for name in fields_at_first(d)}
    form = seal_fields(d, read_answers(d, asked, said.form, at), key)
    if said.private and "private" in d.programme.fields:
        form["private"] = True
    return title[:TITLE_MOST], body or title, form


def _faults(d: Definition, said: Raised, title: str, body: str) -> dict[str, Worded]:
    faults: dict[str, Worded] = {}
    if not body and not title:
        faults["body"] = Worded(MISSING)
    if not said.path:
        faults["place"] = Worded(NO_PLACE)
    if said.phone.strip() and not is_phone(said.phone.strip()):
        faults["phone"] = Worded(marked("电话只写数字，如 13800000000 或 0358-8220000。"))
    if len(body) > BODY_MOST:
        faults["body"] = Worded(TOO_LONG, {"most": BODY_MOST, "n": len(body)})
    if said.title and len(title) > TITLE_MOST:
        faults["title"] = Worded(TOO_LONG, {"most": TITLE_MOST, "n": len(title)})
    if said.kind and said.kind not in d.programme.kinds:
        faults["kind"] = Worded(marked("请从选项里选。"))
    return faults


def first_line(text: str, most: int = 30) -> str:
    """A title out of a text: its first line, up to the first full stop, at most `most` letters."""
    line = text.strip().split("\n", 1)[0]
    for stop in "。！？!?":
        head = line.split(stop, 1)[0]
        if 4 <= len(head) < len(line):
            line = head
    return line if len(line) <= most else line[: most - 1] + "…"
