"""A census is taken in: every row is tried on its own, in batches that are done once, and the sheet comes back marked.

Who is registered already keeps what is registered, and gets what was missing; who looks like somebody registered is
registered, and the two wait to be looked at side by side. Nothing stops the sheet.
"""

import logging
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from shuoshi.accounts.queries import by_account
from shuoshi.journal.actions import record
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput, NotAllowed
from shuoshi.kernel.ids import new_id
from shuoshi.kernel.texts import Worded, marked
from shuoshi.kernel.workbooks import Line, read
from shuoshi.people.bulk import NewHousehold, NewPerson, write_households, write_people
from shuoshi.people.census_known import Known, Told, told_of
from shuoshi.people.census_sheet import ROWS_MOST, Resident, columns_of, rows_of
from shuoshi.people.indexing import index_person
from shuoshi.people.models import AtRisk, Census, Household, Person
from shuoshi.people.outcomes import LEFT, SAYS, Became, Outcome
from shuoshi.people.queries import known_as
from shuoshi.people.settling import note_pair
from shuoshi.people.terms import KEEPERS, CensusNotFound, MayNotRegister, Source
from shuoshi.places.queries import paths_by_name, place_at
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor, Reach

_log = logging.getLogger("shuoshi.people")
BATCH = 200


def take_in(*, content: bytes, path: str, by: Actor, at: datetime) -> UUID:
    """Accept a sheet for later: looked at as far as that it can be read and has a column of names.

    Raises:  MayNotRegister, NotAllowed outside one's range, PlaceNotFound, BadInput (no sheet, no names, too many rows)
    """
    if by.role not in KEEPERS or by.reach is not Reach.TERRITORIAL:
        raise MayNotRegister
    if by.account_id is None or by.duty_id is None:
        raise MayNotRegister
    if not by.bounds.holds(path):
        raise NotAllowed("这里不在您的范围内。")
    place_at(path)
    lines = read(content, most=ROWS_MOST)
    columns_of(lines[0][1])
    if len(lines) < 2:
        raise BadInput("表格里只有表头，没有居民。", field="sheet")
    with acting(SYSTEM):
        census = Census(
            id=new_id(at), path=path, account_id=by.account_id, duty_id=by.duty_id, sent_at=at,
            sheet=b64encode(content).decode(), rows=len(lines) - 1,
        )  # fmt: skip
        census.save(force_insert=True)
        record(kind="people.census", subject_id=census.id, path=path, by=by, at=at)
    return census.id


def lines_of(census: Census) -> list[Line]:
    """The rows of a census that is still here. Raises CensusNotFound."""
    if census.sheet is None:
        raise CensusNotFound
    return read(b64decode(str(census.sheet)), most=ROWS_MOST)


def work_off(*, at: datetime) -> int:
    """Take in whatever waits, from where each stopped; gives how many rows. Safe to be called by two at once."""
    done = 0
    with acting(SYSTEM):
        waiting = list(Census.objects.filter(finished_at__isnull=True).order_by("sent_at", "id"))
    for census in waiting:
        try:
            by = _sender(census, at)
            while many := _batch(census.id, by, at):
                done += many
        except (
            Exception
        ):  # one sheet that can't be taken in keeps no other from it; the next hour tries again
            _log.exception("census %s", census.id)
    return done


def _batch(census_id: UUID, by: Actor | None, at: datetime) -> int:
    """The next rows of a census, in one transaction, under its row's lock; 0 where it is finished."""
    with acting(SYSTEM):
        census = Census.objects.select_for_update().get(id=census_id)
        if census.finished_at is not None:
            return 0
        begun = len(census.outcomes)
        lines = lines_of(census)
        if by is None:
            rest: list[Outcome] = [
                Outcome(n, Became.FAULT, marked("导入的人已经不在这个岗位上。"))
                for n, _c in lines[1 + begun :]
            ]
        else:
            rest = _Rows(census, lines, by, at).take(begun, BATCH)
        census.outcomes = census.outcomes + [o.kept() for o in rest]
        if len(census.outcomes) >= census.rows:
            census.finished_at = at
        census.save(update_fields=["outcomes", "finished_at"])
    return len(rest)


def _sender(census: Census, at: datetime) -> Actor | None:
    """Whoever sent it, if they are still on that duty."""
    signed = by_account(census.account_id, at)
    return (
        next((a for a in signed.actors() if a.duty_id == census.duty_id), None) if signed else None
    )


class _Rows:
    """The rows of a sheet, judged and written some at a time, as engine in the caller's scope."""

    def __init__(self, census: Census, lines: Sequence[Line], by: Actor, at: datetime) -> None:
        self.by, self.at, self.today = by, at, local_date(at)
        places = paths_by_name(census.path, self.today)
        self.rows = list(rows_of(lines, path=census.path, places=places, today=self.today))
        self.homes: dict[str, dict[str, UUID]] = {}
        self.places: dict[str, UUID] = {}
        self.new: list[NewPerson] = []
        self.new_homes: list[NewHousehold] = []
        self.pairs: list[tuple[UUID, UUID]] = []

    def take(self, begun: int, many: int) -> list[Outcome]:
        """Judge and write rows from the one after `begun`."""
        told = {
            r.line: told_of(r.said)
            for r in self.rows[: begun + many]
            if isinstance(r.said, Resident)
        }
        first: dict[tuple[bytes, ...], int] = {}
        for row in self.rows[:begun]:
            for same in told[row.line].same() if row.line in told else ():
                first.setdefault(same, row.line)
        some = self.rows[begun : begun + many]
        self._lock(told[r.line] for r in some if r.line in told)
        known = Known((told[r.line] for r in some if r.line in told), self.by)
        out = []
        for row in some:
            if isinstance(row.said, Worded):
                out.append(Outcome(row.line, Became.FAULT, row.said.text, row.said.values))
                continue
            sames = told[row.line].same()
            twice = next((first[s] for s in sames if s in first), None)
            for same in sames:
                first.setdefault(same, row.line)
            if twice is not None:
                out.append(Outcome(row.line, Became.TWICE, SAYS[Became.TWICE], {"other": twice}))
            else:
                out.append(self._one(row.line, row.said, told[row.line], known))
        self._write()
        return out

    def _one(self, line: int, said: Resident, told: Told, known: Known) -> Outcome:
        same = known.same(told)
        if same is not None:
            if not self.by.bounds.holds(known.path_of[same]):
                return Outcome(line, Became.ELSEWHERE, SAYS[Became.ELSEWHERE])
            if not self._fill(same, said):
                return Outcome(line, Became.ELSEWHERE, LEFT)
            return Outcome(line, Became.KNOWN, SAYS[Became.KNOWN])
        alike = known.alike(told, said.path)
        person = self._person(said)
        self.new.append(person)
        self.pairs += [(person.id, one) for one in alike]
        return (
            Outcome(line, Became.ALIKE, SAYS[Became.ALIKE]) if alike else Outcome(line, Became.NEW)
        )

    def _person(self, said: Resident) -> NewPerson:
        if said.path not in self.places:
            self.places[said.path] = place_at(said.path).id
        place_id, home = self.places[said.path], self._home(said, self.places[said.path])
        return NewPerson(
            new_id(self.at), dict(said.values), place_id, said.path, home, said.tie, said.groups,
            self.by.account_id if said.values["phone"] else None, review_on=said.review_on,
        )  # fmt: skip

    def _home(self, said: Resident, place_id: UUID) -> UUID | None:
        door = said.values["door"]
        if not door:
            return None
        if said.path not in self.homes:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"doors:{said.path}"])
            there = Household.objects.filter(path=said.path)
            self.homes[said.path] = {str(h.door): h.id for h in there}
        homes = self.homes[said.path]
        if door not in homes:
            homes[door] = new_id(self.at)
            self.new_homes.append(NewHousehold(homes[door], place_id, said.path, door))
        return homes[door]

    def _fill(self, person_id: UUID, said: Resident) -> bool:
        """Give somebody who is registered what was missing: values, and reasons. Whether they live here."""
        person = Person.objects.select_for_update().get(id=person_id)
        if person.left_on is not None:
            return False
        lacks = [
            n
            for n in ("phone", "identity_number", "born_on")
            if said.values[n] and not getattr(person, n)
        ]
        for name in lacks:
            setattr(person, name, said.values[name])
        if "phone" in lacks:
            person.phone_by = self.by.account_id
        if lacks:
            person.save(update_fields=[*lacks, "phone_by"])
            index_person(known_as(Person.objects.select_related("household").get(id=person_id)))
        open_now = AtRisk.objects.filter(person_id=person_id, ended_on__isnull=True)
        AtRisk.objects.bulk_create(
            AtRisk(
                id=new_id(self.at), person_id=person_id, path=person.path, group=g, source=Source.CENSUS,
                found_on=self.today, review_on=said.review_on,
            )
            for g in sorted(said.groups - set(open_now.values_list("group", flat=True)))
        )  # fmt: skip
        return True

    def _lock(self, told: Iterable[Told]) -> None:
        """Nobody registers these numbers beside this batch."""
        with connection.cursor() as cursor:
            for token in sorted({min(t.identity) for t in told if t.identity}):
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [token.hex()])

    def _write(self) -> None:
        write_households(self.new_homes, self.at)
        for home in self.new_homes:
            record(
                kind="people.add_household",
                subject_id=home.id,
                path=home.path,
                by=self.by,
                at=self.at,
            )
        write_people(self.new, self.at)
        for person in self.new:
            record(
                kind="people.add", subject_id=person.id, path=person.path, by=self.by, at=self.at
            )
        ids = {p for pair in self.pairs for p in pair}
        people = {p.id: p for p in Person.objects.filter(id__in=ids)}
        for one, other in self.pairs:
            note_pair(people[one], people[other], self.at)
        self.new, self.new_homes, self.pairs = [], [], []
