"""What is written down of somebody under an emergency, by the fields that an edition's law names: cleaned, masked."""

from collections.abc import Mapping

from shuoshi.events.words import ERASED, read_sealed
from shuoshi.kernel.errors import BadInput
from shuoshi.kernel.phones import is_phone
from shuoshi.programmes.fields import FieldRule
from shuoshi.sealing.rules import mask
from shuoshi.sealing.terms import Masked

_MASKS = {
    "name": Masked.NAME,
    "phone": Masked.PHONE,
    "identity": Masked.IDENTITY,
    "door": Masked.DOOR,
}


def fields_said(
    asked: Mapping[str, FieldRule], given: Mapping[str, str], most: int
) -> dict[str, str]:
    """What was given, cleaned, without what is empty; what nobody asks is refused. `most` letters where a field says
    none.

    Raises:  BadInput with its field
    """
    for name in given:
        if name not in asked:
            raise BadInput("没有这一项。", field=name)
    return {
        name: said
        for name, rule in asked.items()
        if (said := _field(name, rule, given.get(name, ""), most))
    }


def _field(name: str, rule: FieldRule, given: str, usual_most: int) -> str:
    said = given.strip()
    if not said and rule.required:
        raise BadInput("不能空着。", field=name)
    most = rule.most or usual_most
    if rule.type == "int" and said:
        if not said.isdecimal() or not said.isascii() or int(said) > most:
            raise BadInput("写 %(least)s 到 %(most)s。", field=name, least=0, most=most)
    elif len(said) > most:
        raise BadInput("请写明，最多 %(most)s 个字。", field=name, most=most)
    if said and rule.sealed == "phone" and not is_phone(said):
        raise BadInput("电话只写数字，如 13800000000 或 0358-8220000。", field=name)
    return said


def fields_masked(
    asked: Mapping[str, FieldRule], kept: Mapping[str, str], bound_to: str
) -> dict[str, str]:
    """What is kept as a list shows it: a name by its first letter, a phone by its ends, a plate by its first two
    letters."""
    return {
        name: _shown(str(asked[name].sealed) if asked[name].sealed else "", read_sealed(word, bound_to))
        for name, word in kept.items()
        if name in asked
    }  # fmt: skip


def _shown(kind: str, value: str) -> str:
    if not kind or value == ERASED:
        return value
    if kind in _MASKS:
        return mask(_MASKS[kind], value)
    return value[:2] + "*" * 4 if len(value) > 3 else "****"
