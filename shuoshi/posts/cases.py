"""Whoever waits at a post: objected, looked at again, handed on; and the change of shift with those who still wait."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db.models import Sum

from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.kernel.ids import new_id
from shuoshi.kernel.lengths import at_most, says
from shuoshi.posts.keeping import noted, post_of_mine, switch_of
from shuoshi.posts.models import Case, Handover, Passage, Tally
from shuoshi.posts.rules import may_lead, may_pass
from shuoshi.posts.sealed import sealed_word
from shuoshi.posts.terms import (
    CASE_ENDS,
    OBJECTS_WITHIN,
    REFUSED,
    WHO_MOST,
    WHY_MOST,
    CaseKind,
    CaseNotFound,
    HandoverNotFound,
    Outcome,
)
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor, key_of_switch


def object_to(*, passage_id: UUID, by: Actor, at: datetime) -> None:
    """Somebody who was turned back or diverted objects: the leader of the post looks again. Twice is once.

    Raises:  MayNotPass, CaseNotFound where there was no such passage within a day, Conflict where nothing was refused
    """
    may_pass(by)
    with acting(by) as scope:
        row = Passage.objects.filter(id=passage_id).first()
        if row is None or row.at < at - OBJECTS_WITHIN:
            raise CaseNotFound
        if row.outcome not in REFUSED:
            raise Conflict("没有被劝返或者分流，没有什么可以不同意的。")
        if row.decided:
            raise Conflict("这是负责人定的；还不同意，请打值守点上写的电话。")
        scope.write_as_engine()
        _made, new = Case.objects.get_or_create(
            id=row.id, defaults={
                "post_id": row.post_id, "path": row.path, "switch_id": row.switch_id, "kind": CaseKind.APPEAL,
                "outcome": row.outcome, "opened_at": at,
            },
        )  # fmt: skip
        if new:
            noted("object", row.id, row.path, by, at)


def end_case(*, case_id: UUID, ended: Outcome, who: str, why: str, by: Actor, at: datetime) -> None:
    """Say what came of somebody who waited. On an objection the leader decides, by name and with the reason.

    Raises:  MayNotPass, MayNotLead, CaseNotFound, BadInput with its field
    """
    may_pass(by)
    if ended not in CASE_ENDS:
        raise BadInput("请从选项里选。", field="ended")
    with _case_of_mine(case_id, by) as row:
        if row.kind == CaseKind.APPEAL:
            may_lead(by)
            says(who, "who", WHO_MOST)
            says(why, "why", WHY_MOST)
        at_most(who, "who", WHO_MOST)
        at_most(why, "why", WHY_MOST)
        key = key_of_switch(row.switch_id)
        Case.objects.filter(id=row.id).update(
            closed_at=max(at, row.opened_at), ended=ended, account_id=by.account_id,
            who=sealed_word(who.strip(), key), why=sealed_word(why.strip(), key),
        )  # fmt: skip
        noted("case_ended", row.id, row.path, by, at)


def reopen_case(*, case_id: UUID, by: Actor, at: datetime) -> None:
    """It was ended by mistake: they wait again, the same day; an objection by whoever leads.

    Raises:  MayNotPass, MayNotLead, CaseNotFound
    """
    may_pass(by)
    with acting(by) as scope:
        if not Case.objects.filter(id=case_id).exists():
            raise CaseNotFound
        scope.write_as_engine()
        over = Case.objects.select_for_update().filter(id=case_id, closed_at__isnull=False)
        row = over.exclude(kind=CaseKind.OVERRIDE).first()
        if row is None or row.closed_at is None or local_date(row.closed_at) != local_date(at):
            raise CaseNotFound
        if row.kind == CaseKind.APPEAL:
            may_lead(by)
        Case.objects.filter(id=row.id).update(
            closed_at=None, ended="", who="", why="", account_id=None
        )
        noted("case_reopened", row.id, row.path, by, at)


@contextmanager
def _case_of_mine(case_id: UUID, by: Actor) -> Iterator[Case]:
    with acting(by) as scope:
        if not Case.objects.filter(id=case_id).exists():
            raise CaseNotFound
        scope.write_as_engine()
        row = Case.objects.select_for_update().filter(id=case_id, closed_at__isnull=True).first()
        if row is None:
            raise CaseNotFound
        yield row


def hand_over(*, post_id: UUID, words: str, by: Actor, at: datetime) -> UUID:
    """A shift gives the post to the next, with today's figures and who still waits. One at a time waits to be taken.

    Raises:  MayNotPass, PostNotFound, EmergencyOff, Conflict, BadInput with its field
    """
    may_pass(by)
    at_most(words, "words", WHY_MOST)
    with post_of_mine(post_id, by) as post:
        under = switch_of(post, at)
        if Handover.objects.filter(
            post_id=post.id, taken_at__isnull=True, switch_id=under.id
        ).exists():
            raise Conflict("上一次交接还没有人接。")
        today = Tally.objects.filter(
            post_id=post.id, switch_id=under.id, on=local_date(at)
        ).values_list("outcome")
        counts = dict(today.annotate(n=Sum("passages")).order_by("outcome"))
        waits = Case.objects.filter(post_id=post.id, switch_id=under.id, closed_at__isnull=True)
        made = Handover.objects.create(
            id=new_id(at), post_id=post.id, path=post.path, switch_id=under.id, at=at, by=by.said or by.role,
            by_id=by.account_id, cases=waits.count(),
            counts=counts, words=sealed_word(words.strip(), under.key),
        )  # fmt: skip
        noted("hand_over", post.id, post.path, by, at)
    return made.id


def take_over(*, handover_id: UUID, by: Actor, at: datetime) -> None:
    """The next shift takes the post. Not whoever gave it.

    Raises:  MayNotPass, HandoverNotFound, Conflict
    """
    may_pass(by)
    with acting(by) as scope:
        if not Handover.objects.filter(id=handover_id).exists():
            raise HandoverNotFound
        scope.write_as_engine()
        row = (
            Handover.objects.select_for_update()
            .filter(id=handover_id, taken_at__isnull=True)
            .first()
        )
        if row is None:
            raise HandoverNotFound
        if row.by_id is not None and row.by_id == by.account_id:
            raise Conflict("交班的人自己不能接班。")
        Handover.objects.filter(id=row.id).update(
            taken_at=max(at, row.at), taken_by=by.said or by.role
        )
        noted("take_over", row.post_id, row.path, by, at)
