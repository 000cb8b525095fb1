"""Reading a warning as sources send it: CAP 1.2 (Common Alerting Protocol, OASIS). Value in, value out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from shuoshi.kernel.errors import BadInput
from shuoshi.warnings.ladders import ladders
from shuoshi.warnings.terms import HEADLINE_MOST, SOURCE_MOST, TEXT_MOST, Level

MOST_BYTES = 256 * 1024
_CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"
_LEVELS = {
    "extreme": Level.RED, "severe": Level.ORANGE, "moderate": Level.YELLOW, "minor": Level.BLUE,
    "red": Level.RED, "orange": Level.ORANGE, "yellow": Level.YELLOW, "blue": Level.BLUE,
}  # fmt: skip
"""CAP's severities; and the colours that Chinese sources put in their place [K]."""
_USUAL = timedelta(hours=24)
"""How long a warning stands where its source says nothing of it."""


_YEARS = range(2000, 2100)


class Message(StrEnum):
    """What a message does: warns, says anew, calls off."""

    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"


@dataclass(frozen=True, slots=True)
class Alert:
    """A warning as its source sent it.

    Shape:   `reference` its number there, `refers` to the numbers of earlier ones; `exercise` where it is no real one;
             `ladder` and `level` as far as they can be known, '' otherwise; `codes` of places as digits without zeros
             behind, `areas` as they are called.
    """

    message: Message
    exercise: bool
    source: str
    reference: str
    refers: tuple[str, ...]
    sent_at: datetime
    until: datetime
    event: str
    ladder: str
    level: str
    headline: str
    text: str
    areas: tuple[str, ...]
    codes: tuple[str, ...]


class NoAlert(BadInput):
    """这不是一份 CAP 1.2 预警文件，请核对。"""


def read_cap(raw: bytes) -> Alert:
    """What a CAP 1.2 message says, of its Chinese part where it has several.

    Raises:  NoAlert for anything else: another format, entities and declarations, too much, no time, a message that
             acknowledges or reports a fault
    Source:  OASIS CAP 1.2 section 3.2 [C]
    """
    if len(raw) > MOST_BYTES:
        raise NoAlert(field="cap")
    try:
        root = fromstring(raw, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise NoAlert(field="cap") from error
    if root.tag != f"{_CAP}alert" or _said(root, "msgType") not in set(Message):
        raise NoAlert(field="cap")
    infos = root.findall(f"{_CAP}info")
    info = next((i for i in infos if _said(i, "language").lower().startswith("zh")), None)
    info = infos[0] if info is None and infos else info
    if info is None:
        raise NoAlert(field="cap")
    return _alert(root, info)


def _alert(root: Element, info: Element) -> Alert:
    sent = _time(_said(root, "sent"))
    if sent is None:
        raise NoAlert(field="cap")
    areas = info.findall(f"{_CAP}area")
    event = _said(info, "event")
    headline = _said(info, "headline") or event
    words = [_said(info, "description"), _said(info, "instruction")]
    return Alert(
        Message(_said(root, "msgType")), _said(root, "status") != "Actual",
        (_said(info, "senderName") or _said(root, "sender"))[:SOURCE_MOST], _said(root, "identifier")[:SOURCE_MOST],
        tuple(r.split(",")[1] for r in _said(root, "references").split() if r.count(",") == 2), sent,
        _time(_said(info, "expires")) or sent + _USUAL, event, _ladder(f"{event} {headline}"),
        _LEVELS.get(_said(info, "severity").lower(), ""), headline[:HEADLINE_MOST],
        "\n".join(filter(None, words))[:TEXT_MOST], tuple(_said(a, "areaDesc") for a in areas), tuple(_codes(areas)),
    )  # fmt: skip


def _said(parent: Element, name: str) -> str:
    found = parent.findtext(f"{_CAP}{name}")
    return " ".join(found.split()) if found else ""


def _time(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None and found.year in _YEARS else None


def _ladder(words: str) -> str:
    """The ladder whose events a text names; '' for none."""
    said = words.lower()
    return next((n for n, r in ladders().items() if any(e.lower() in said for e in r.events)), "")


def _codes(areas: Iterable[Element]) -> Iterable[str]:
    """Codes of places among the geocodes: digits, the zeros behind a level left out."""
    for area in areas:
        for geocode in area.findall(f"{_CAP}geocode"):
            code = _said(geocode, "value")
            if code.isascii() and code.isdigit() and len(code) in (6, 9, 12):
                yield _short(code)


def _short(code: str) -> str:
    for n in (6, 9):
        if len(code) > n and not code[n:].strip("0"):
            return code[:n]
    return code
