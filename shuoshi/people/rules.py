"""By what a person is found, and what their values must look like. Pure."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from pypinyin import Style, lazy_pinyin, pinyin

from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.phones import digits_of, is_phone
from shuoshi.people.terms import (
    AGED_FROM,
    ELDER_FROM,
    INFANT_BELOW,
    Group,
    Sought,
    TooLittle,
    age_on,
)
from shuoshi.sealing.rules import surname_of

NAME, SURNAME_YEAR, PINYIN, INITIALS = "name", "surname_year", "pinyin", "initials"
PHONE, PHONE_TAIL, IDENTITY = "phone", "phone_tail", "identity"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_YEAR = re.compile(r"(?:19|20)\d\d|18\d\d")
_HAN = re.compile(r"[㐀-鿿]")
_MOBILE = re.compile(r"1\d{10}|000\d{8}")
_READINGS_MOST = 4
_SPELLED_LEAST, _NAME_LEAST, _TAIL, _PHONE_LEAST = 2, 2, 4, 7


def born_of(identity_number: str) -> date | None:
    """The day of birth that an identity number carries, if it is one."""
    try:
        return date.fromisoformat(
            f"{identity_number[6:10]}-{identity_number[10:12]}-{identity_number[12:14]}"
        )
    except ValueError:
        return None


def is_mobile(text: str) -> bool:
    """Whether a phone is one that codes can be sent to: eleven digits that begin with 1; the demonstration's
    made-up ones begin with 000, which no exchange has."""
    return bool(_MOBILE.fullmatch(digits_of(text)))


def born(values: Mapping[str, str]) -> date | None:
    """The day of birth: what the identity number carries, else what was told."""
    told = values["born_on"]
    return born_of(values["identity_number"]) or (date.fromisoformat(told) if told else None)


def below(age: int, values: Mapping[str, str], today: date) -> bool:
    """Whether somebody is known to be younger than `age` on a day; who tells no day of birth is not."""
    day = born(values)
    return day is not None and age_on(day, today) < age


def groups_by_age(born_on: date, today: date) -> frozenset[Group]:
    """The groups at risk that somebody belongs to by age on a day."""
    age = age_on(born_on, today)
    if age >= AGED_FROM:
        return frozenset({Group.AGE_80, Group.AGE_65})
    if age >= ELDER_FROM:
        return frozenset({Group.AGE_65})
    return frozenset({Group.INFANT} if 0 <= age < INFANT_BELOW else ())


def fits(values: Mapping[str, str], today: date) -> None:
    """Raises BadInput where a day of birth is to come, or is another than the identity number's."""
    told, carried = values["born_on"], born_of(values["identity_number"])
    if told and carried and told != carried.isoformat():
        raise BadInput("出生日期和身份证号对不上。", field="born_on")
    if (day := born(values)) is not None and day > today:
        raise BadInput("出生日期不能在今天以后。", field="born_on")


def read_identity(text: str) -> str:
    """An identity number, its form and its last character checked.

    Raises:  BadInput
    Source:  GB 11643-1999
    """
    number = text.strip().upper().replace(" ", "")
    if not number:
        return ""
    wrong = BadInput("身份证号不对，请核对 18 位号码。", field="identity_number")
    if not re.fullmatch(r"\d{17}[\dX]", number) or born_of(number) is None:
        raise wrong
    right = sum(int(d) * w for d, w in zip(number, _WEIGHTS, strict=False)) % 11
    if number[17] != _CHECKS[right]:
        raise wrong
    return number


def read_phone(text: str) -> str:
    """A phone as it is written. Raises BadInput."""
    phone = text.strip()
    if phone and not is_phone(phone):
        raise BadInput("电话只写数字，如 13800000000 或 0358-8220000。", field="phone")
    return phone


def tokens_of(values: Mapping[str, str]) -> frozenset[Sought]:
    """Everything a person is found by: full name, surname with birth year, pinyin and its initials,
    phone and its last four, identity number."""
    return frozenset(_tokens(values))


def _tokens(values: Mapping[str, str]) -> Iterator[Sought]:
    name = _squeezed(values.get("name", ""))
    identity, phone = values.get("identity_number", ""), digits_of(values.get("phone", ""))
    born = values.get("born_on", "") or str(born_of(identity) or "")
    if name:
        yield Sought(NAME, name)
        for spelled in spellings(name):
            yield Sought(PINYIN, "".join(spelled))
            if len(spelled) > 1:
                yield Sought(INITIALS, "".join(part[0] for part in spelled))
    if name and born:
        yield Sought(SURNAME_YEAR, surname_of(name) + born[:4])
    if len(phone) >= _PHONE_LEAST:
        yield Sought(PHONE, phone)
        yield Sought(PHONE_TAIL, phone[-_TAIL:])
    if identity:
        yield Sought(IDENTITY, identity.upper())


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text) if _HAN.search(text) else " ".join(text.lower().split())


def spellings(name: str) -> list[list[str]]:
    """The pinyin of a name, once for each reading of its first letter (单: dan, shan)."""
    if not _HAN.search(name):
        return [name.lower().split()]
    first = pinyin(name[0], style=Style.NORMAL, heteronym=True)[0][:_READINGS_MOST]
    rest = [part for part in lazy_pinyin(name[1:], errors="ignore") if part]
    whole = lazy_pinyin(name, errors="ignore")
    return [whole, *([reading, *rest] for reading in first if [reading, *rest] != whole)]


def sought(text: str) -> tuple[Sought, ...]:
    """What a worker typed, as what to look by; a person is found by any of it.

    Raises:  TooLittle where it would fit half the district
    """
    typed = " ".join(text.strip().split())
    bare = typed.replace(" ", "").replace("-", "")
    if re.fullmatch(r"\d{17}[\dXx]", bare):
        return (Sought(IDENTITY, bare.upper()),)
    if bare.lstrip("+").isdigit():
        return (_by_digits(digits_of(bare)),)
    if _HAN.search(typed):
        return (_by_name(typed),)
    spelled = bare.lower()
    if not spelled.isascii() or not spelled.isalpha() or len(spelled) < _SPELLED_LEAST:
        raise TooLittle
    return Sought(INITIALS, spelled), Sought(PINYIN, spelled)


def _by_name(typed: str) -> Sought:
    year = _YEAR.search(typed)
    name = _squeezed(_YEAR.sub("", typed).replace("年", "").replace("*", ""))
    surname = surname_of(name + "某某")
    if year and name == surname:
        return Sought(SURNAME_YEAR, surname + year[0])
    if len(name) < _NAME_LEAST:
        raise TooLittle
    return Sought(NAME, name)


def _by_digits(digits: str) -> Sought:
    if len(digits) == _TAIL:
        return Sought(PHONE_TAIL, digits)
    if len(digits) >= _PHONE_LEAST:
        return Sought(PHONE, digits)
    raise TooLittle


_LEVELS = (20, 15, 12, 9, 6)
"""Lengths of paths that are places: building, grid, community, street, district."""


def common_place(one: str, other: str) -> str:
    """The lowest place above both paths."""
    return one[: next((n for n in _LEVELS if one[:n] == other[:n] and len(one) >= n), 0)]
