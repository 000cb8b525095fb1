"""Sealed values of a matter's form: how they are kept, masked, opened, and how a mask comes back."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import connection

from shuoshi.kernel.texts import marked
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.fields import FieldRule
from shuoshi.programmes.standard import FIELDS
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, key_of_switch
from shuoshi.sealing.actions import is_stale
from shuoshi.sealing.cipher import open_text, seal, seal_text, unseal
from shuoshi.sealing.rules import mask, posted
from shuoshi.sealing.terms import KeyGone, Masked, Purpose

_SEALED = "sealed"
_TYPED = frozenset({"bool", "int", "money", "rows"})
"""Types whose values are no text."""
TRACE = "******"
ERASED = marked("（已按期限销毁）")
TITLE, BODY = "matters_mattertext.title", "matters_mattertext.body"
REPORT, ANSWER = "matters_report.text", "matters_answer.words"
_KINDS: dict[str, tuple[Purpose, Masked]] = {
    "name": (Purpose.CONTACT, Masked.NAME),
    "phone": (Purpose.CONTACT, Masked.PHONE),
    "identity": (Purpose.IDENTITY, Masked.IDENTITY),
    "door": (Purpose.HOME, Masked.DOOR),
    "health": (Purpose.HEALTH, Masked.TEXT),
}


def _kind(rule: FieldRule) -> tuple[Purpose, Masked]:
    """The key's purpose and the mask of a sealed field."""
    return _KINDS.get(str(rule.sealed), (Purpose.FORM, Masked.TEXT))


def is_sealed(value: Any) -> bool:
    """Whether a kept value is sealed: known by its form, which no answer can have."""
    return isinstance(value, Mapping) and set(value) == {_SEALED}


def without_sealed(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers as the timeline keeps them: of a sealed field only that it was filled in, so that its
    value stands in the form alone. Words that every move may take stand nowhere else and stay."""
    return {
        name: {_SEALED: ""} if is_sealed(value) and name not in FIELDS else value
        for name, value in answers.items()
    }


def key_of(marks: Mapping[str, Any]) -> str | None:
    """The emergency's key under which a matter's texts are sealed; none for an ordinary one."""
    switch = marks.get("switch")
    return key_of_switch(UUID(switch)) if switch else None


def sealed_text(text: str, column: str, key: str | None) -> str:
    """A text as it is kept: sealed under an emergency's key, else as it is."""
    return seal_text(text, purpose=key, bound_to=column) if key and text else text


def read_text(text: str, column: str) -> str:
    """A kept text as it reads; what was erased says so."""
    try:
        return open_text(text, bound_to=column)
    except KeyGone:
        return ERASED


def plain_fields(definition: Definition, form: Mapping[str, Any]) -> dict[str, Any]:
    """A form as conditions read it: an emergency's answers opened, what is marked as sealed not."""
    return {
        name: _opened(definition, name, value) if _only_at_rest(definition, name, value) else value
        for name, value in form.items()
    }


def plain_words(definition: Definition, form: Mapping[str, Any]) -> tuple[str, ...]:
    """The texts of a form that whoever reads the matter may read: neither sealed nor for some alone."""
    rules = definition.fields
    return tuple(
        value
        for name, value in form.items()
        if isinstance(value, str)
        and rules[name].type in ("text", "long")
        and not (rules[name].sealed or rules[name].seen_by)
    )


def _only_at_rest(definition: Definition, name: str, value: Any) -> bool:
    rule = definition.fields.get(name)
    return is_sealed(value) and rule is not None and not rule.sealed


def _bound_to(name: str) -> str:
    return f"form.{name}"


def seal_fields(
    definition: Definition, answers: Mapping[str, Any], key: str | None = None
) -> dict[str, Any]:
    """Answers as they are kept: what the file marks as sealed is sealed, bound to its field.

    Shape:   under an emergency's `key` every answer is sealed, a choice and a number too: that somebody
             needs power for oxygen is one word. What is marked goes under that key as well.
    """
    return {
        name: _seal(definition.fields[name], name, value, key)
        if not is_sealed(value) and _to_seal(definition.fields[name], name, key)
        else value
        for name, value in answers.items()
    }


def _to_seal(rule: FieldRule, name: str, key: str | None) -> bool:
    """What every move may ask, such as the unit or the days, says nothing of a person and stays, but
    for its words."""
    return bool(rule.sealed) or (
        key is not None and (rule.type in ("text", "long") or name not in FIELDS)
    )


def _seal(rule: FieldRule, name: str, value: Any, key: str | None) -> dict[str, str]:
    purpose = key or _kind(rule)[0]
    plain = str(value) if rule.sealed or rule.type not in _TYPED else json.dumps(value)
    return {_SEALED: seal(plain, purpose=purpose, bound_to=_bound_to(name)).hex()}


def _opened(definition: Definition, name: str, value: Any) -> Any:
    """What an emergency sealed, with its type again."""
    plain = open_field(name, value)
    typed = definition.fields[name].type in _TYPED and plain not in ("", ERASED)
    return json.loads(plain) if typed else plain


def open_field(name: str, value: Any) -> str:
    """The plain text of a sealed field, '' for a trace in the timeline. Only for the engine, and
    after a look was written down."""
    if not value[_SEALED]:
        return ""
    try:
        return unseal(bytes.fromhex(value[_SEALED]), bound_to=_bound_to(name))
    except KeyGone:
        return ERASED


def readable(definition: Definition, form: Mapping[str, Any], role: str) -> dict[str, Any]:
    """A form as a role may read it: fields whose `seen_by` leaves it out are gone, sealed ones
    masked."""
    out: dict[str, Any] = {}
    for name, value in form.items():
        rule = definition.fields.get(name)
        if rule is None or (rule.seen_by and role not in rule.seen_by):
            continue
        if _only_at_rest(definition, name, value):
            value = _opened(definition, name, value)
        elif is_sealed(value):
            value = mask(_kind(rule)[1], open_field(name, value)) or TRACE
        out[name] = value
    return out


def sealed_for(definition: Definition, form: Mapping[str, Any], role: str) -> tuple[str, ...]:
    """The filled sealed fields that a role may look at."""
    return tuple(
        name
        for name in readable(definition, form, role)
        if is_sealed(form[name]) and definition.fields[name].sealed
    )


def came_back(rule: FieldRule, name: str, given: Any, kept: Any) -> Any:
    """The kept value where its own mask came back, nothing where another value did.

    Raises:  StillMasked where a mask came back changed in part
    """
    if not isinstance(given, str):
        return None
    plain = open_field(name, kept) if is_sealed(kept) else ""
    return kept if plain and posted(_kind(rule)[1], given, plain) == plain != given else None


_FORMS = """
SELECT matter_id, form::text FROM matters_mattertext
WHERE matter_id > %s AND form::text LIKE '%%{"sealed"%%' ORDER BY matter_id LIMIT %s
"""
_KEEP = "UPDATE matters_mattertext SET form = %s::jsonb WHERE matter_id = %s AND form = %s::jsonb"
_BATCH = 500


def reseal_forms(purpose: Purpose) -> int:
    """Seal what forms hold under older keys of a purpose under its newest; returns how many values.

    Shape:   batches of 500 in transactions of their own; a form that changed meanwhile is left for
             the next run.
    """
    moved, after = 0, UUID(int=0)
    while True:
        with acting(SYSTEM), connection.cursor() as cursor:
            cursor.execute(_FORMS, [after, _BATCH])
            rows = cursor.fetchall()
            for matter_id, text in rows:
                new, n = _resealed(json.loads(text), purpose)
                if n:
                    cursor.execute(_KEEP, [json.dumps(new), matter_id, text])
                    moved += n * cursor.rowcount
        if not rows:
            return moved
        after = rows[-1][0]


def _resealed(form: Mapping[str, Any], purpose: Purpose) -> tuple[dict[str, Any], int]:
    """A form with its stale values sealed anew, and how many there were. A value of the first form
    goes to whichever purpose is asked for first."""
    out, moved = dict(form), 0
    for name, value in form.items():
        if not is_sealed(value) or not value[_SEALED]:
            continue
        old = bytes.fromhex(value[_SEALED])
        if is_stale(old, purpose):
            new = seal(open_field(name, value), purpose=purpose, bound_to=_bound_to(name))
            out[name], moved = {_SEALED: new.hex()}, moved + 1
    return out, moved
