"""Replay the public log of 1,434 permit applications, 8,577 events: `make bench-permits`.

Every event is made as a move or refused with the engine's own words; due times that the programme file gives are
compared with the log's own deadlines. Reads ../shared/data/eventlogs.
"""

import csv
import re
import time
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

FILE = (
    Path(__file__).parent.parent.parent
    / "shared" / "data" / "eventlogs" / "receipt_permit_coselog.csv"
)  # fmt: skip
PROGRAMME = Path(__file__).parent / "permit_receipt.yaml"
_MOVES = {
    "Confirmation": "confirm", "T02": "t02_check", "T03": "t03_adjust", "T04": "t04_determine",
    "T05": "t05_print", "T06": "t06_stop_advice", "T07": "t07_internal", "T08": "t08_ask",
    "T09": "t09_external", "T10": "t10_stop", "T11": "t11_create", "T12": "t12_check",
    "T13": "t13_adjust", "T14": "t14_determine", "T15": "t15_print", "T16": "t16_hold",
    "T17": "t17_check", "T18": "t18_adjust", "T19": "t19_determine", "T20": "t20_print",
}  # fmt: skip
_CODE = re.compile(r"^(Confirmation|T\d\d)")
Row = dict[str, str]


def moment(said: str) -> datetime:
    """A time of the log, in UTC."""
    return datetime.fromisoformat(said).astimezone(UTC)


def cases() -> dict[str, list[Row]]:
    """The events of each case, in order of time; empty cells are empty texts."""
    found: dict[str, list[Row]] = defaultdict(list)
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["case"]].append(row)
    return {
        case: sorted(rows, key=lambda r: moment(r["timestamp"])) for case, rows in found.items()
    }


def opened_at(rows: list[Row]) -> datetime:
    """When a case began: its start, or its first event where that was written down before."""
    return min(moment(rows[0]["case:startdate"]), moment(rows[0]["timestamp"]))


def main() -> None:
    """Replay and print, or a sentence where the log is not there."""
    if not FILE.exists():
        print("shared/data/eventlogs is not here: nothing to replay")
        return
    from bench.__main__ import ready

    cluster = ready()
    try:
        _replay(cases())
    finally:
        cluster.stop()


def _replay(found: dict[str, list[Row]]) -> None:
    from shuoshi.accounts.actions import give_duty, open_account
    from shuoshi.journal.partitions import ensure_months
    from shuoshi.kernel.clock import now
    from shuoshi.kernel.errors import Refusal
    from shuoshi.matters.engine import move
    from shuoshi.matters.opening import open_matter
    from shuoshi.matters.reading import read_matter
    from shuoshi.matters.terms import Raised
    from shuoshi.programmes.actions import install
    from shuoshi.reach.terms import SYSTEM, Actor
    from shuoshi.scenarios.lishi.cast import DISTRICT, YONGNING
    from shuoshi.scenarios.lishi.walking import actor
    from shuoshi.scenarios.lishi.world import DUTIES_FROM
    from shuoshi.units.models import Unit

    at = now()
    first = min(opened_at(rows) for rows in found.values())
    last = max(moment(r["timestamp"]) for rows in found.values() for r in rows)
    later = timedelta(weeks=-((at - first) // timedelta(weeks=-1)))
    print(
        f"the log's times, moved by {later.days // 7} weeks so that they come after the house was built"
    )
    ensure_months((first + later).date(), (last + later + timedelta(days=40)).date())
    install(file=PROGRAMME, by=SYSTEM, at=at, path=DISTRICT)
    unit = Unit.objects.get(kind="community", path=YONGNING).id
    people: dict[str, Actor] = {}
    names = sorted({r["resource"] for rows in found.values() for r in rows})
    for n, name in enumerate(names, 1):
        account = open_account(
            username=f"log.{n}",
            name=name,
            password=None,
            by=SYSTEM,
            at=at,
            path=YONGNING,
        )
        give_duty(
            account_id=account, role="committee_member", path=YONGNING, unit_id=unit, by=SYSTEM,
            at=at, starts_on=DUTIES_FROM,
        )  # fmt: skip
        people[name] = actor(f"log.{n}", at)
    made, refused, ids = 0, Counter[str](), dict[str, UUID]()
    began = time.perf_counter()
    for case, rows in found.items():
        said = Raised("permit_receipt", YONGNING, case, case, channel="desk", outside_id=case)
        start = opened_at(rows) + later
        ids[case] = open_matter(said=said, by=people[rows[0]["resource"]], at=start).matter_id
    opening = time.perf_counter() - began
    events = sorted(
        ((moment(r["timestamp"]), case, r) for case, rows in found.items() for r in rows),
        key=lambda e: e[0],
    )
    began = time.perf_counter()
    for when, case, row in events:
        code = _CODE.match(row["activity"])
        name = _MOVES[code[1]] if code else ""
        try:
            move(
                matter_id=ids[case], name=name, answers={}, by=people[row["resource"]],
                at=when + later,
            )  # fmt: skip
            made += 1
        except Refusal as why:
            refused[f"{row['activity'][:34]}: {why}"] += 1
    took = time.perf_counter() - began
    print(
        f"{len(found)} opened in {opening:.0f} s; {made + sum(refused.values())} events in {took:.0f} s "
        f"({took / len(events) * 1000:.1f} ms each; asked 120 s): {made} made, {sum(refused.values())} refused"
    )
    for says, n in refused.most_common():
        print(f"{n:6}  {says}")
    off = Counter[int]()
    for case, rows in found.items():
        due = read_matter(ids[case], by=SYSTEM, at=at).overall_due_at
        assert due is not None
        off[(moment(rows[0]["case:deadline"]) + later - due + timedelta(hours=12)).days] += 1
    same = off[0]
    print(
        f"deadlines: {same} of {len(found)} are the log's own to the day; the others, by days later there:"
    )
    print("  " + ", ".join(f"{n} × {days:+}" for days, n in off.most_common(16) if days))


if __name__ == "__main__":
    main()
