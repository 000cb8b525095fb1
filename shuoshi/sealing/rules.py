"""Masks: how a sealed value looks on a page, and what a mask that comes back means. Pure."""

from shuoshi.sealing.terms import Masked, StillMasked

_TWO_LETTERS = (
    "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶"
    "太叔申屠公孙慕容仲孙钟离长孙宇文司徒鲜于司空令狐呼延百里东郭西门"
)
_DOUBLE = frozenset(_TWO_LETTERS[n : n + 2] for n in range(0, len(_TWO_LETTERS), 2))
_STAR = "*"


def surname_of(name: str) -> str:
    """The surname of a Chinese name; the first word of another, or its first letter."""
    if name[:2] in _DOUBLE and len(name) > 2:
        return name[:2]
    return name.split(" ", 1)[0] if " " in name else name[:1]


def mask(kind: Masked, value: str) -> str:
    """A value as a page shows it: 张*, 138****5678, 1411**********1234.

    Shape:   never the whole value, however short; the empty text stays empty.
    """
    if not value:
        return ""
    match kind:
        case Masked.NAME:
            return surname_of(value) + _STAR if len(value) > 1 else _STAR
        case Masked.PHONE:
            return _middle(value, 3, 4, 4)
        case Masked.IDENTITY:
            return _middle(value, 4, 4, len(value) - 8)
        case Masked.DAY:
            return value[:4] + "-**-**" if len(value) > 4 else _STAR * 4
        case Masked.DOOR | Masked.TEXT:
            return _STAR * 6


def _middle(value: str, head: int, tail: int, stars: int) -> str:
    """Head and tail with stars between; all stars where too little would be hidden."""
    if len(value) < head + tail + 3:
        return _STAR * 6
    return value[:head] + _STAR * stars + value[-tail:]


def posted(kind: Masked, given: str, kept: str) -> str:
    """The value to keep after a form came back: a mask that came back unchanged keeps the real one.

    Raises:  StillMasked where a mask came back changed in part
    """
    given = given.strip()
    if given == mask(kind, kept):
        return kept
    if _STAR in given:
        raise StillMasked
    return given
