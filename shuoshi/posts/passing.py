"""Passages written down: judged by their edition's table, then one statement a batch, however many; twice is once."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from shuoshi.kernel.errors import BadInput
from shuoshi.posts.checks import checks_called
from shuoshi.posts.models import Post
from shuoshi.posts.rules import batch_fits, case_after, fields_of, may_lead, may_pass, outcome_of
from shuoshi.posts.sealed import sealed_word
from shuoshi.posts.terms import GATE, Came, Outcome, PassedOut, Passing, PostNotFound
from shuoshi.reach.queries import switch_at
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor, EmergencyOff, SwitchRow

_WRITTEN = (
    "SELECT posts_pass(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::uuid[], %s::timestamptz[], %s::text[], "
    "%s::smallint[], %s::text[], %s::smallint[], %s::smallint[], %s::smallint[], %s::boolean[], %s::jsonb)"
)
_NOTHING_MORE = '{"registered": [], "cases": []}'


def pass_through(
    *, post_id: UUID, items: Sequence[Passing], by: Actor, at: datetime
) -> tuple[PassedOut, ...]:
    """Write down what passed at a post, two hundred at most. One statement where nobody is registered and nothing is
    decided otherwise, three else.

    Shape:   an answer each in their order; each is kept, known already, or refused alone: there was no emergency then,
             or the post was not open. Decided otherwise only by whoever leads.
    Raises:  MayNotPass, MayNotLead, PostNotFound, BadInput with its field (nothing of the batch is written)
    """
    may_pass(by)
    kind = batch_fits(items)
    judged = [outcome_of(item, at) for item in items]
    more = _more(post_id, items, judged, by, at)
    columns = zip(
        *(
            (i.id, i.at, i.checks, rule, outcome.value, i.vehicles, i.aboard, i.lane, i.decided is not None)
            for i, (outcome, rule) in zip(items, judged, strict=True)
        ),
        strict=True,
    )  # fmt: skip
    given = [*by.settings(), post_id, kind, at, by.duty_id, *map(list, columns), more]
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN, given)
        came = cursor.fetchone()[0]
    if came is None:
        raise PostNotFound
    return tuple(
        PassedOut(i.id, Came(c), outcome, rule)
        for i, c, (outcome, rule) in zip(items, came, judged, strict=True)
    )


def _more(
    post_id: UUID, items: Sequence[Passing], judged: Sequence[tuple[Outcome, int]], by: Actor, at: datetime
) -> str:  # fmt: skip
    """What is written beside the passages: fields of whoever is registered, and whoever waits."""
    registered, cases = list[dict[str, Any]](), list[dict[str, Any]]()
    switches = _Switches(post_id, by)
    for item, (outcome, _rule) in zip(items, judged, strict=True):
        checks = checks_called(item.checks)
        if outcome is Outcome.REGISTER:
            said = fields_of(checks, item.fields)
            under = switches.at(item.at)
            if under is not None:
                kept = {n: sealed_word(said[n], under.key) for n in said}
                registered.append(
                    {"id": item.id, "switch": under.id, "checks": item.checks, "fields": kept}
                )
        elif item.fields:
            raise BadInput("没有这一项。", field=next(iter(item.fields)))
        case = case_after(item, outcome)
        if case is not None:
            cases.append(
                {"id": item.id, "kind": case, "outcome": outcome, "who": "", "why": "", "ended": ""}
            )
        if item.decided is not None:
            may_lead(by)
            under = switches.at(item.at)
            key = under.key if under else ""
            cases[-1] |= {
                "closed_at": item.at, "ended": outcome, "account_id": by.account_id,
                "who": sealed_word(item.decided.who.strip(), key), "why": sealed_word(item.decided.why.strip(), key),
            }  # fmt: skip
    if not registered and not cases:
        return _NOTHING_MORE
    return json.dumps({"registered": registered, "cases": cases}, default=str)


class _Switches:
    """The switch that was on at a post, asked for once a batch and only where something is sealed under its key."""

    def __init__(self, post_id: UUID, by: Actor) -> None:
        self._post_id, self._by = post_id, by
        self._post: Post | None = None
        self._known: list[SwitchRow] = []

    def at(self, when: datetime) -> SwitchRow | None:
        """None where none was on. Raises PostNotFound."""
        if self._post is None:
            with acting(self._by):
                self._post = Post.objects.filter(id=self._post_id).first()
            if self._post is None:
                raise PostNotFound
        post = self._post
        for row in self._known:
            if row.starts_at <= when and (row.ended_at is None or when < row.ended_at):
                return row
        try:
            row = switch_at(post.kind, GATE, post.path, when)
        except EmergencyOff:
            return None
        self._known.append(row)
        return row
