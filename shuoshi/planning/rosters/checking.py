"""Whether a roster keeps what its problem asks, and what it costs. Written from the problem's words alone, day by day:
it shares nothing with what makes rosters, so that it can find them wrong."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shuoshi.planning.rosters.terms import DAY_MIN, Duty, Person, Problem, Roster, Rule, Term


@dataclass(frozen=True, slots=True)
class Fault:
    """A hard rule that is broken: whose, on which day, in words for whoever develops."""

    rule: Rule
    words: str
    person: str = ""
    day: int | None = None

    def __str__(self) -> str:
        return f"{self.person or 'all'}, day {self.day}, {self.rule}: {self.words}"


def faults_of(problem: Problem, roster: Roster) -> tuple[Fault, ...]:
    """Every hard rule that is broken; nothing where all are kept."""
    return tuple(_faults(problem, roster))


def _faults(problem: Problem, roster: Roster) -> Iterator[Fault]:
    people = {p.key: p for p in problem.people}
    shifts = {s.code: s for s in problem.shifts}
    of = dict[str, dict[int, Duty]]()
    standing = set(problem.fixed)
    for duty in roster.duties:
        who, day = duty.person, duty.day
        if who not in people or duty.shift not in shifts or not 0 <= day < problem.days:
            yield Fault(Rule.ALLOWED, "no such person, shift or day", who, day)
            continue
        if day in of.setdefault(who, {}):
            yield Fault(Rule.ONE_A_DAY, "two duties", who, day)
        of[who][day] = duty
        if (day, duty.shift) in problem.settled and duty not in standing:
            yield Fault(Rule.FIXED, "another duty where it is settled", who, day)
    for duty in problem.fixed:
        if of.get(duty.person, {}).get(duty.day) != duty:
            yield Fault(Rule.FIXED, "the fixed duty is not there", duty.person, duty.day)
    for key, person in people.items():
        yield from _of_person(problem, person, of.get(key, {}))
    yield from _demands(problem, roster)


def _of_person(problem: Problem, person: Person, duties: dict[int, Duty]) -> Iterator[Fault]:
    key = person.key
    fixed = {d.day for d in problem.fixed if d.person == key}
    for day, duty in duties.items():
        if person.posts and duty.post not in person.posts and day not in fixed:
            yield Fault(Rule.ALLOWED, f"serves at {duty.post}", key, day)
        if day in person.off and day not in fixed:
            yield Fault(Rule.OFF, "serves on a day off", key, day)
    for code, often in Counter(d.shift for d in duties.values()).items():
        if often > person.shifts.get(code, often):
            yield Fault(Rule.SHIFTS, f"{often} shifts {code}", key)
    yield from _minutes(problem, person, duties)
    worked = sum(any(d in duties for d in weekend) for weekend in problem.weekends())
    if person.weekends_most is not None and worked > person.weekends_most:
        yield Fault(Rule.WEEKENDS, f"{worked} weekends", key)
    before = len(person.worked)
    codes = [*person.worked, *(duties[d].shift if d in duties else "" for d in range(problem.days))]
    yield from _rests(problem, key, codes, before)
    yield from _runs(person, codes, before)


def _minutes(problem: Problem, person: Person, duties: dict[int, Duty]) -> Iterator[Fault]:
    length = {s.code: s.minutes for s in problem.shifts}
    served = sum(length[d.shift] for d in duties.values())
    if served < person.least_min or (person.most_min is not None and served > person.most_min):
        yield Fault(Rule.MINUTES, f"{served} minutes", person.key)
    if person.week_most_min is None:
        return
    for week in problem.weeks():
        minutes = sum(length[duties[d].shift] for d in week if d in duties)
        if minutes > person.week_most_min:
            yield Fault(Rule.WEEK, f"{minutes} minutes in a week", person.key, week[0])


def _rests(problem: Problem, key: str, codes: list[str], before: int) -> Iterator[Fault]:
    shifts = {s.code: s for s in problem.shifts}
    for n in range(1, len(codes)):
        if not codes[n - 1] or not codes[n] or n < before:
            continue
        one, other = shifts[codes[n - 1]], shifts[codes[n]]
        rest = DAY_MIN + other.begins_min - one.begins_min - one.minutes
        if rest < problem.rest_min or other.code in one.never_before:
            yield Fault(Rule.REST, f"{other.code} too soon after {one.code}", key, n - before)


def _runs(person: Person, codes: list[str], before: int) -> Iterator[Fault]:
    """Days on and days off on end. What touches either edge may have gone on before or may go on after: it is never too
    short; what lies before the roster alone is nobody's fault any more."""
    start = 0
    while start < len(codes):
        end = start
        while end < len(codes) and bool(codes[end]) == bool(codes[start]):
            end += 1
        long, inside = end - start, start > 0 and end < len(codes)
        most = person.run_most if codes[start] else None
        if end > before and most is not None and long > most:
            yield Fault(Rule.RUN, f"{long} days on end", person.key, start - before)
        rule, least = (
            (Rule.RUN, person.run_least) if codes[start] else (Rule.BREAK, person.break_least)
        )
        if end >= before and inside and long < least:  # whether it goes on is decided on day 0
            yield Fault(rule, f"only {long} days", person.key, start - before)
        start = end


def _demands(problem: Problem, roster: Roster) -> Iterator[Fault]:
    told = {s.demand: s.missing for s in roster.short}
    for demand in problem.demands:
        there = _there(problem, roster, demand.day, demand.shift, demand.post, demand.skill)
        missing = max(demand.people - there, 0)
        if missing and demand.under is None:
            words = f"{there} of {demand.people} at {demand.post} {demand.shift} {demand.skill}"
            yield Fault(Rule.COVER, words, day=demand.day)
        if missing != told.get(demand, 0):
            yield Fault(
                Rule.COVER, f"{missing} missing, {told.get(demand, 0)} told", day=demand.day
            )


def _there(problem: Problem, roster: Roster, day: int, shift: str, post: str, skill: str) -> int:
    able = {p.key for p in problem.people if not skill or skill in p.skills}
    return sum(
        d.day == day and d.shift == shift and d.post == post and d.person in able
        for d in roster.duties
    )


def cost_of(problem: Problem, roster: Roster) -> Mapping[Term, int]:
    """What a roster costs by term, counted anew."""
    duties = {(d.person, d.day): d for d in roster.duties}
    cost = Counter[Term]()
    for demand in problem.demands:
        there = _there(problem, roster, demand.day, demand.shift, demand.post, demand.skill)
        cost[Term.UNDER] += max(demand.people - there, 0) * (demand.under or 0)
        cost[Term.OVER] += max(there - demand.people, 0) * demand.over
    for wish in problem.wishes:
        duty = duties.get((wish.person, wish.day))
        served = duty is not None and wish.shift in ("", duty.shift)
        cost[Term.WISHES] += wish.weight * (served != wish.wants)
    nights = {s.code for s in problem.shifts if s.night}
    had = Counter(d.person for d in roster.duties if d.shift in nights)
    many = [had[p.key] for p in problem.people if any(p.shifts.get(code, 1) for code in nights)]
    cost[Term.NIGHTS] += problem.night_weight * (max(many, default=0) - min(many, default=0))
    kept = set(roster.duties)
    cost[Term.CHANGES] += problem.change_weight * sum(d not in kept for d in problem.before)
    return {term: cost[term] for term in Term}
