"""What the unit that finds results does: bags received, what was found in each container, who comes again alone."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection

from shuoshi.counts.editions import edition_called
from shuoshi.counts.keeping import count_there, noted
from shuoshi.counts.models import Bag, Container, Count
from shuoshi.counts.rules import steps_fit
from shuoshi.counts.terms import MayNotResult, Went
from shuoshi.kernel.errors import BadInput
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor

_RESULT = """
UPDATE counts_container c SET result = b.result, resulted_at = %s, resulted_by = %s
FROM unnest(%s::text[], %s::text[]) AS b(code, result), counts_bag g
WHERE c.count_id = %s AND c.code = b.code AND g.id = c.bag_id AND g.received_at IS NOT NULL AND c.result <> b.result
RETURNING c.id, c.code, b.result
"""
_SINGLES = """
INSERT INTO counts_single (id, count_id, container_id, subject_id, path, asked_at)
SELECT m.id, c.count_id, c.id, m.subject_id, coalesce(p.path, h.path, c.path), %s
FROM counts_container c JOIN counts_member m ON m.container_id = c.id
LEFT JOIN people_person p ON p.id = m.subject_id LEFT JOIN people_household h ON h.id = m.subject_id
WHERE c.id = ANY(%s) AND c.most > %s
ON CONFLICT (id) DO NOTHING
"""
_NOT_ALONE = "UPDATE counts_single SET own_id = NULL WHERE own_id = ANY(%s)"
"""Whoever was alone in a container of which nothing can be said comes once more."""
_NO_SINGLES = "DELETE FROM counts_single WHERE container_id = ANY(%s) AND own_id IS NULL"


def finds_results(count_id: UUID, by: Actor) -> bool:
    """Whether an actor is of the unit that finds a count's results. One statement."""
    return by.unit_id is not None and Count.objects.filter(id=count_id, lab_id=by.unit_id).exists()


def may_result(by: Actor, count: Count) -> None:
    """Raises MayNotResult for whoever is of another unit than the one that finds a count's results."""
    if by.unit_id is None or by.unit_id != count.lab_id:
        raise MayNotResult


def receive_bags(
    *, count_id: UUID, bags: Mapping[str, int], by: Actor, at: datetime
) -> dict[str, Went]:
    """Bags came, by code, each with how many containers are in it by hand; one with another number is not received.

    Raises:  MayNotResult, CountNotFound, BadInput
    """
    steps_fit(len(bags))
    went = dict[str, Went]()
    with acting(by) as scope:
        scope.write_as_engine()
        count = count_there(count_id)
        may_result(by, count)
        found = Bag.objects.select_for_update().filter(count_id=count_id, code__in=list(bags))
        by_code = {bag.code: bag for bag in found.order_by("id")}
        came = list[Bag]()
        for code, n in bags.items():
            bag = by_code.get(code.strip())
            went[code] = _received(bag, n)
            if bag is not None and went[code] is Went.DONE:
                bag.received_at, bag.received_by = max(at, bag.handed_at or at), by.account_id
                came.append(bag)
        Bag.objects.bulk_update(came, ["received_at", "received_by"])
        noted("receive", count.id, count.path, by, at)
    return went


def _received(bag: Bag | None, n: int) -> Went:
    if bag is None:
        return Went.NONE
    if bag.handed_at is None:
        return Went.EARLY
    if bag.many != n:
        return Went.DIFFERS
    return Went.SAME if bag.received_at else Went.DONE


def give_results(
    *, count_id: UUID, results: Mapping[str, str], by: Actor, at: datetime
) -> dict[str, Went]:
    """What was found, by the containers' codes; said again otherwise, the later word holds. Where the edition says so,
    each member of the container is to be counted again alone.

    Raises:  MayNotResult, CountNotFound, BadInput with its field
    """
    steps_fit(len(results))
    with acting(by) as scope:
        scope.write_as_engine()
        count = count_there(count_id)
        may_result(by, count)
        rules = edition_called(count.edition)
        known = rules.results.of if rules.results else {}
        if not set(results.values()) <= set(known):
            raise BadInput("请从选项里选。", field="result")
        with connection.cursor() as cursor:
            codes, found = [c.strip() for c in results], list(results.values())
            cursor.execute(_RESULT, [at, by.account_id, codes, found, count.id])
            done = cursor.fetchall()
            again = [i for i, _code, result in done if known[result].singles]
            clear = [i for i, _code, result in done if not known[result].singles]
            if clear:
                cursor.execute(_NO_SINGLES, [clear])
            if again:
                cursor.execute(_SINGLES, [at, again, rules.alone])
                cursor.execute(_NOT_ALONE, [again])
        now = {code for _i, code, _result in done}
        there = dict(
            Container.objects.filter(count_id=count.id, code__in=set(codes) - now)
            .values_list("code", "result")
        )  # fmt: skip
        noted("result", count.id, count.path, by, at)
    return {c: _resulted(c.strip(), results[c], now, there) for c in results}


def _resulted(code: str, result: str, now: set[str], there: Mapping[str, str]) -> Went:
    if code in now:
        return Went.DONE
    if code not in there:
        return Went.NONE
    return Went.SAME if there[code] == result else Went.EARLY
