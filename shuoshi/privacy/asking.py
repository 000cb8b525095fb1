"""The person's requests: asked for, due, answered, logged."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, F, Min, QuerySet

from shuoshi.accounts.entering import forget_accounts
from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local
from shuoshi.kernel.errors import BadInput, NotAllowed
from shuoshi.kernel.ids import new_id
from shuoshi.kernel.limits import parse_limit
from shuoshi.kernel.worktime import add_limit
from shuoshi.people.models import Person
from shuoshi.people.queries import known_of
from shuoshi.people.terms import KEEPERS, PersonNotFound
from shuoshi.privacy.models import Request
from shuoshi.privacy.ports import PERSON_ERASERS
from shuoshi.privacy.terms import (
    ANSWERERS,
    AnsweredAlready,
    Asked,
    RequestKind,
    RequestNotFound,
)
from shuoshi.reach.scope import Scope, acting
from shuoshi.reach.terms import Actor
from shuoshi.units.queries import work_calendar

ANSWER_WITHIN = "15 working_days"
"""Ours [P]; the law says 'in time' (DOMAIN.md 11.1, PIPL 44 to 50)."""
_WORDS_MOST, _MOST = 1000, 200
_SAID_WITH = frozenset({RequestKind.CORRECT, RequestKind.EXPLAIN})


def ask(*, person_id: UUID, kind: str, words: str, by: Actor, at: datetime) -> UUID:
    """Record what a person asks for: by themselves, or through a worker who writes it down.

    Shape:   due in fifteen working days.
    Raises:  NotAllowed, PersonNotFound, BadInput (unknown kind, too long, no words where some are
             needed, the same waits already)
    """
    own = by.role == "resident" and by.person_id == person_id
    if not own and by.role not in KEEPERS:
        raise NotAllowed
    if kind not in set(RequestKind):
        raise BadInput("请从选项里选。", field="kind")
    if len(words) > _WORDS_MOST:
        raise BadInput("最多 %(most)s 个字。", field="words", most=_WORDS_MOST)
    if kind in _SAID_WITH and not words.strip():
        raise BadInput("请写清楚：要更正哪一项、应当是什么，或者要说明什么。", field="words")
    due = add_limit(work_calendar(), at, parse_limit(ANSWER_WITHIN))
    with acting(by) as scope:
        known = known_of(person_id)
        if known is None:
            raise PersonNotFound
        scope.write_as_engine()
        Person.objects.select_for_update().get(id=person_id)
        if Request.objects.filter(
            person_id=person_id, kind=kind, answered_at__isnull=True
        ).exists():
            raise BadInput("同样的申请还在办，办完了会告诉您。", field="kind")
        row = Request.objects.create(
            id=new_id(at), person_id=person_id, path=known.path, kind=kind, words=words.strip(),
            asked_at=at, due_on=local(due).date(),
        )  # fmt: skip
        record(
            kind="privacy.ask", subject_id=person_id, other_id=row.id, path=known.path, by=by, at=at
        )
    return row.id


def answer(
    *, request_id: UUID, granted: bool, words: str, by: Actor, at: datetime, sure: bool = False
) -> None:
    """Answer a request. To grant an erasure, being `sure`, lets the person go out of every room's records.

    Locks:   the request's row.
    Raises:  NotAllowed, RequestNotFound, AnsweredAlready, BadInput (no reason for a refusal, or
             something that stands against an erasure)
    """
    if by.role not in ANSWERERS:
        raise NotAllowed("个人信息的申请由社区书记或街道审核员答复。")
    if not granted and not words.strip():
        raise BadInput("不能同意的，请写明理由。", field="words")
    if len(words) > _WORDS_MOST:
        raise BadInput("最多 %(most)s 个字。", field="words", most=_WORDS_MOST)
    with acting(by) as scope:
        if not Request.objects.filter(id=request_id).exists():
            raise RequestNotFound
        scope.write_as_engine()
        row = Request.objects.select_for_update().get(id=request_id)
        if row.answered_at is not None:
            raise AnsweredAlready
        if granted and row.kind == RequestKind.ERASE and not sure:
            raise BadInput("删除以后找不回来：请先核对，再勾上“我核对过了”。", field="sure")
        Request.objects.filter(id=request_id).update(
            answered_at=at, granted=granted, answer=words.strip() or None, said_by=by.said
        )
        record(
            kind="privacy.answer", subject_id=row.id, other_id=row.person_id, path=row.path, by=by,
            at=at,
        )  # fmt: skip
        if granted and row.kind == RequestKind.ERASE and row.person_id is not None:
            _let_go(row.person_id, scope, at)


def _let_go(person_id: UUID, scope: Scope, at: datetime) -> None:
    """Take a person out of the records: every room first, then login, consents, and the person.

    Raises:  BadInput for who belongs to a household, which is registered by statutory duty
    """
    person = Person.objects.select_for_update().get(id=person_id)
    if person.household_id is not None:
        raise BadInput("住户登记是法定职责，不能整个删除；可以更正，或删去电话。", field="words")
    for let_go in PERSON_ERASERS:
        let_go(person_id, at)
    asked = Request.objects.filter(person_id=person_id)
    asked.filter(answered_at__isnull=True).update(answered_at=at, granted=False, said_by="系统")
    asked.update(words="", answer=None)
    if Person.objects.filter(same_as_id=person_id, household__isnull=False).exists():
        raise BadInput("还有一份合并进来的住户登记，先满一年或者撤销合并。", field="words")
    Person.objects.filter(same_as_id=person_id).delete()
    Person.objects.filter(id=person_id).delete()
    scope.write_as_login()
    forget_accounts(person_id)


def requests_of(person_id: UUID, *, by: Actor) -> tuple[Asked, ...]:
    """A person's requests, the newest first. One statement in a scope."""
    with acting(by):
        return _rows(Request.objects.filter(person_id=person_id).order_by("-asked_at", "-id"))


def requests_within(*, by: Actor) -> tuple[Asked, ...]:
    """Requests within the range of whoever answers: those that wait first, by their day. One
    statement in a scope.

    Raises:  NotAllowed
    """
    if by.role not in ANSWERERS:
        raise NotAllowed("个人信息的申请由社区书记或街道审核员答复。")
    with acting(by):
        answered = F("answered_at").asc(nulls_first=True)
        return _rows(Request.objects.order_by(answered, "due_on", "id"))


def first_due(*, by: Actor) -> tuple[int, date | None]:
    """How many requests within the range wait for an answer, and the day by which the first is due. One
    statement in a scope; for other roles (0, None) and none."""
    if by.role not in ANSWERERS:
        return 0, None
    with acting(by):
        found = Request.objects.filter(answered_at__isnull=True)
        row = found.aggregate(n=Count("id"), due=Min("due_on"))
    return row["n"], row["due"]


def _rows(found: QuerySet[Request]) -> tuple[Asked, ...]:
    return tuple(
        Asked(
            r.id, r.person_id, r.path, RequestKind(r.kind), str(r.words or ""), r.asked_at,
            r.due_on, r.answered_at, r.granted, str(r.answer or ""), r.said_by,
        )
        for r in found[:_MOST]
    )  # fmt: skip
