"""Visits on a phone without a network: whom one goes to today, and what a phone brings home of it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from shuoshi.care.keeping import cares, locked
from shuoshi.care.models import Carer, Visit
from shuoshi.care.parts import Part, day_list, look_at_part
from shuoshi.care.schemes import Scheme, schemes
from shuoshi.care.terms import (
    ARRANGERS,
    FINDINGS,
    OUTCOMES,
    PAUSES,
    WAYS,
    WORDS_MOST,
    CarerNotFound,
    Finding,
    NotAgreed,
    Visited,
)
from shuoshi.care.visiting import record_visit, write_visit
from shuoshi.devices.rules import day_of, many_of, text_of
from shuoshi.devices.terms import About, Ask, Candidate, Item, Written
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import Conflict
from shuoshi.kernel.texts import Bilingual
from shuoshi.programmes.fields import Text
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor

_FACTS = {
    "door": Bilingual("门牌", "Door"),
    "contact": Bilingual("紧急联系人", "Whom to call"),
}


class VisitKind:
    """A visit, by the part of the carer under which it is made."""

    name = "visit"
    title = Bilingual("走访", "Visit")
    order = 2
    arrangers: Collection[str] = ARRANGERS

    def candidates(self, able: Sequence[Actor], at: datetime) -> list[Candidate]:
        """One's own first, then what is most due, each pairing once; only whom both sides said yes to."""
        found: dict[UUID, Candidate] = {}
        for mine in (True, False):
            for by in filter(cares, able):
                for call in day_list(by=by, on=local_date(at), mine=mine, asked_too=False):
                    candidate = Candidate(self.name, call.carer_id, by)
                    found.setdefault(call.pairing_id, candidate)
        return list(found.values())

    def item(self, candidate: Candidate, at: datetime) -> Item | None:
        """None where it ended or a yes was withdrawn meanwhile."""
        try:
            part = look_at_part(candidate.subject_id, by=candidate.by, on=local_date(at), at=at)
        except (CarerNotFound, NotAgreed):
            return None
        return _item(part)

    def sees(self, subject_id: UUID, by: Actor) -> bool:
        if not cares(by):
            return False
        with acting(by):
            return Carer.objects.filter(id=subject_id).exists()

    def about(self, subject_id: UUID) -> About | None:
        carer = Carer.objects.select_related("pairing").filter(id=subject_id).first()
        if carer is None:
            return None
        pairing = carer.pairing
        return About(pairing.path, pairing.person_id, pairing.household_id)

    def asks(self, subject_id: UUID) -> tuple[Ask, ...]:
        carer = Carer.objects.select_related("pairing").filter(id=subject_id).first()
        if carer is None:
            return ()
        tier = carer.pairing.tier
        return _asks(schemes()[carer.pairing.scheme], tier, _comes_along(carer))

    def take(
        self, written: Written, able: Sequence[Actor], given: Actor | None, at: datetime
    ) -> None:
        """Raises CarerNotFound, NotAgreed, PairingNotFound, Conflict, BadInput with its field."""
        visited = visited_as(written)
        for by in filter(cares, able):
            try:
                record_visit(visited=visited, by=by, at=at)
            except CarerNotFound:
                continue
            return
        if given is None or not cares(given):
            raise CarerNotFound
        with acting(SYSTEM):
            carer = Carer.objects.filter(id=visited.carer_id).first()
            if carer is None:
                raise CarerNotFound
            locked(carer.pairing_id)
            write_visit(visited, Carer.objects.select_for_update().get(id=carer.id), given, at)

    def kept(self, written: Written) -> bool:
        said, found = visited_as(written), Visit.objects.filter(id=written.id).first()
        return found is not None and (
            found.carer_id, found.way, found.outcome, found.at, found.words or "", tuple(found.findings),
            found.handover,
        ) == (
            said.carer_id, said.way, said.outcome, said.at, said.words, tuple(sorted(said.findings)), said.handover,
        )  # fmt: skip

    def theirs(self, written: Written) -> Mapping[str, Any]:
        found = Visit.objects.filter(id=written.id, carer_id=written.subject_id).first()
        if found is None:
            return {}
        return {
            "way": found.way, "outcome": found.outcome, "words": str(found.words or ""),
            "findings": list(found.findings), "handover": found.handover,
        }  # fmt: skip

    def settle(self, written: Written, able: Sequence[Actor], at: datetime) -> None:
        """A visit is not written over. Raises Conflict."""
        raise Conflict("同一个编号下已经有另一次走访，请在结对的页面上补记。")


def _item(part: Part) -> Item:
    """One line with the values that the role needs."""
    call = part.call
    role = call.scheme.roles[call.role].name
    facts: list[tuple[Bilingual, str | Bilingual]] = [
        (Bilingual("办法", "Scheme"), _both(call.scheme.name)), (Bilingual("角色", "Role"), _both(role)),
    ]  # fmt: skip
    facts += [(label, part.values[v]) for v, label in _FACTS.items() if part.values.get(v)]
    return Item(
        VisitKind.name, call.carer_id, part.values.get("name") or call.name, call.place, tuple(facts),
        part.values.get("phone", ""), _asks(call.scheme, call.tier, part.handover),
        local_date(call.due_at) if call.due_at else None,
    )  # fmt: skip


def _both(text: Text) -> Bilingual:
    return Bilingual(text.zh, text.en)


def _asks(scheme: Scheme, tier: str, handover: bool) -> tuple[Ask, ...]:
    ways = scheme.tiers[tier].ways if tier in scheme.tiers else tuple(WAYS)
    found = [
        Ask("outcome", Bilingual("见到了没有", "Did you meet them"), "choice",
            tuple((o.value, n) for o, n in OUTCOMES.items()), True),
        Ask("way", Bilingual("怎么去的", "By which way"), "choice", tuple((w.value, WAYS[w]) for w in ways), True,
            usual=ways[0].value),
        Ask("until_on", Bilingual("到哪天回来", "Until which day"), "day", required=True,
            when=("outcome", tuple(sorted(PAUSES))), ahead=True),
        Ask("findings", Bilingual("看到什么", "What you noticed"), "many",
            tuple((f.value, n) for f, n in FINDINGS.items()), when=("outcome", ("met",)),
            alone=Finding.WELL.value),
        Ask("words", Bilingual("说一句", "In words"), "long", most=WORDS_MOST),
    ]  # fmt: skip
    if handover:
        found.append(
            Ask("handover", Bilingual("和前一位一起去的，交接好了", "Whoever leaves came along"), "yes",
                when=("outcome", ("met",)))
        )  # fmt: skip
    return tuple(found)


def _comes_along(carer: Carer) -> bool:
    return carer.after_id is not None and carer.handed_over_on is None


def visited_as(written: Written) -> Visited:
    """A visit as a phone wrote it. Raises BadInput with its field."""
    v = written.values
    return Visited(
        written.id, written.subject_id, text_of(v, "way"), text_of(v, "outcome"), written.captured_at,
        text_of(v, "words"), many_of(v, "findings"), day_of(v, "until_on"), v.get("handover") is True,
    )  # fmt: skip
