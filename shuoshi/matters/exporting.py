"""What the matters hold of a person, as they take it along: what they said, how it went, their word on it,
what they were told, their files."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from shuoshi.kernel.texts import Bilingual
from shuoshi.matters.actions import served
from shuoshi.matters.forms import options_of
from shuoshi.matters.models import Answer
from shuoshi.matters.pictures import opened
from shuoshi.matters.queries import QueueRow, around, raised_by
from shuoshi.matters.reading import read_matter
from shuoshi.matters.sealed import is_sealed, open_field, readable
from shuoshi.notices.queries import sent_about
from shuoshi.privacy.exporting import moment
from shuoshi.privacy.ports import Row
from shuoshi.programmes.definition import Definition
from shuoshi.programmes.fields import FieldRule, Text
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor
from shuoshi.sealing.terms import KeyGone

_EVERY = 1_000_000
_RAISERS = ("raiser", "resident")
_NUMBER, _AT = Bilingual("编号", "Number"), Bilingual("时间", "When")
_WHAT, _WHO = Bilingual("做了什么", "What"), Bilingual("谁", "Who")
_TYPES = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "application/pdf": "pdf"}
Cell = tuple[Bilingual, str | Bilingual]


def _own(by: Actor) -> Iterator[tuple[QueueRow, Definition]]:
    for row in raised_by(by, most=_EVERY):
        yield row, row.definition


def raised(person_id: UUID, by: Actor) -> list[Row]:
    """The matters that a person raised, with what they filled in. Two statements a matter."""
    out: list[Row] = []
    for row, d in _own(by):
        m = read_matter(row.id, by=by, at=row.opened_at)
        out.append(
            [
                (_NUMBER, m.number),
                (Bilingual("标题", "Title"), m.title),
                (Bilingual("内容", "Words"), m.body),
                (_AT, moment(m.opened_at)),
                (Bilingual("地点", "Place"), row.place),
                (Bilingual("现在", "Now"), _bilingual(d.stages[m.stage].name)),
                *_cells(d, m.form),
            ]
        )
    return out


def _cells(d: Definition, form: Any) -> Iterator[Cell]:
    """Fields that the raiser may read, those whole that they had sealed."""
    for name, value in readable(d, form, "raiser").items():
        rule, kept = d.fields[name], form[name]
        plain = open_field(name, kept) if rule.sealed and is_sealed(kept) else value
        yield _bilingual(rule.name), _value(d, rule, plain)


def _value(d: Definition, rule: FieldRule, value: Any) -> str | Bilingual:
    if rule.type == "choice":
        option = options_of(d, rule).get(str(value))
        return _bilingual(option) if isinstance(option, Text) else str(option or value)
    if rule.type == "bool":
        return Bilingual("是", "yes") if value else Bilingual("否", "no")
    return str(value)


def _bilingual(text: Text) -> Bilingual:
    return Bilingual(text.says("zh"), text.says("en"))


def steps(person_id: UUID, by: Actor) -> list[Row]:
    """How each of them went, as its raiser reads it. One statement in a scope a matter."""
    out: list[Row] = []
    for row, d in _own(by):
        for step in around(row.id, by=by).steps:
            if step.move == "climb":
                continue  # reminders are between the units
            move = d.moves.get(step.move.removesuffix(".approval"))
            what = _bilingual(move.name) if move else Bilingual(step.move, step.move)
            head: list[Cell] = [(_NUMBER, row.number), (_AT, moment(step.at)), (_WHAT, what)]
            out.append([*head, (_WHO, step.said_by), *_cells(d, step.answers)])
    return out


def ratings(person_id: UUID, by: Actor) -> list[Row]:
    """Their own word on what was done. One statement in a scope a matter."""
    out: list[Row] = []
    for row, _d in _own(by):
        with acting(by):
            words = list(Answer.objects.filter(matter_id=row.id, role__in=_RAISERS).order_by("at"))
        for one in words:
            solved = (
                Bilingual("解决了", "solved") if one.solved else Bilingual("没解决", "not solved")
            )
            out.append(
                [
                    (_NUMBER, row.number), (_AT, moment(one.at)), (Bilingual("解决没有", "Solved"), solved),
                    (Bilingual("满意度", "Rating"), str(one.rating)), (Bilingual("内容", "Words"), one.words),
                ]
            )  # fmt: skip
    return out


def told(person_id: UUID, by: Actor) -> list[Row]:
    """What they were told of them. Two statements in scopes a matter."""
    out: list[Row] = []
    for row, _d in _own(by):
        for sent in sent_about(row.id, "raiser", row.number, row.title):
            head: list[Cell] = [(_NUMBER, row.number), (_AT, moment(sent.at))]
            out.append(
                [
                    *head,
                    (Bilingual("怎么告知", "By"), sent.by),
                    (Bilingual("内容", "Words"), sent.text),
                ]
            )
    return out


def files(person_id: UUID, by: Actor) -> Iterator[tuple[str, bytes]]:
    """The files of their matters, named by number, stage and turn."""
    for row, _d in _own(by):
        for n, file in enumerate(around(row.id, by=by).files, 1):
            name = f"{row.number}-{file.stage}-{n}"
            try:
                with opened(served(file.id, (by,)).path) as content:
                    yield f"{name}.{_TYPES.get(file.content_type, 'bin')}", content.read()
            except (FileNotFoundError, KeyGone):  # the rest is still theirs
                yield f"{name}-missing.txt", b"This file is no longer there."
