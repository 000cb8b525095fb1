"""Owners vote: a roll from a sheet, by heads and by area, on paper and by phone with a one-time code."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache

from shuoshi.accounts import ports
from shuoshi.accounts.codes import DAILY, Code, Use, send_code
from shuoshi.accounts.models import Account
from shuoshi.accounts.queries import by_account
from shuoshi.accounts.terms import CodeSpent, TooManyCodes
from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput, NotAllowed
from shuoshi.matters.engine import act
from shuoshi.meetings.actions import set_rule
from shuoshi.meetings.electors import Owner, owners_in, reindex, roll_of, set_roll
from shuoshi.meetings.models import BodyRule, Elector
from shuoshi.meetings.phone_votes import begin_vote, open_pass, papers, vote_by_phone
from shuoshi.meetings.queries import tally
from shuoshi.meetings.terms import (
    AlreadyVoted,
    BallotOver,
    Choice,
    NotOnTheRoll,
    PassOver,
    Rule,
    parse_share,
)
from shuoshi.privacy.actions import keep_to_retention
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor
from shuoshi.scenarios.lishi.owning import say_for_owners, walk_owners
from shuoshi.scenarios.lishi.walking import Walk
from shuoshi.sealing.cipher import index_version
from shuoshi.sealing.terms import Purpose
from shuoshi.units.models import Unit
from tests.conftest import AT, Cast, Rows

PHONES = {n: f"0000000{n:04}" for n in range(1, 10)}


class Sent(list[tuple[str, str]]):
    """A sender that keeps what it was given to send."""

    def send(self, *, to: str, code: str) -> None:
        self.append((to, code))

    def tell(self, *, to: str, text: str) -> None:
        self.append((to, text))


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    cache.clear()
    sender = Sent()
    monkeypatch.setattr(ports, "SENDERS", [*ports.SENDERS])
    ports.SENDERS.append(sender)
    monkeypatch.setattr("shuoshi.accounts.codes.SENDERS", ports.SENDERS)
    return sender


@pytest.fixture
def polled(district: None, rows: Rows) -> Iterator[Walk]:
    """A matter of the owners, their ballot open on the phone and on paper."""
    rows("DELETE FROM accounts_code")
    walk = walk_owners(say_for_owners("电梯老坏，要大修。", AT), "tabled")
    act(
        matter_id=walk.id, block="ballot", name="convene", answers={}, by=walk.post("yeweihui"),
        at=walk.at,
    )  # fmt: skip
    yield walk
    rows("DELETE FROM accounts_code")


@pytest.fixture
def phones_count(rows: Rows) -> Iterator[None]:
    rows("UPDATE meetings_bodyrule SET phone = true WHERE kind = 'owners'")
    yield
    rows("UPDATE meetings_bodyrule SET phone = false WHERE kind = 'owners'")


def ticket(n: int, sent: Sent, walk: Walk) -> str:
    begin_vote(phone=PHONES[n], at=walk.at)
    return open_pass(phone=PHONES[n], code=sent[-1][1], at=walk.at)


def by_phone(n: int, choice: Choice, sent: Sent, walk: Walk) -> bool:
    given = ticket(n, sent, walk)
    (paper,) = papers(given, at=walk.at)
    return vote_by_phone(given=given, voter_id=paper.voter_id, choice=choice, at=walk.at)


def on_paper(n: int, choice: str, walk: Walk) -> None:
    doors = [f"{b}号楼{door}" for b in (1, 2, 3) for door in (101, 201, 301)]
    act(
        matter_id=walk.id, block="ballot", name="record",
        answers={"voter": doors[n - 1], "choice": choice}, by=walk.post("yeweihui"), at=walk.at,
    )  # fmt: skip


def cast_administrator() -> Actor:
    signed = by_account(Account.objects.get(username="guanli").id, AT)
    found = signed and signed.administrator("141102")
    assert found
    return found


def counted(walk: Walk, rows: Rows) -> Any:
    entry = rows("SELECT entry FROM meetings_ballot")[0][0]
    return tally(walk.id, entry, by=SYSTEM)


def test_a_vote_by_phone_is_advice_unless_the_rules_say_otherwise(
    polled: Walk, sent: Sent, rows: Rows
) -> None:
    assert by_phone(1, Choice.NO, sent, polled) is False
    t = counted(polled, rows)
    assert (t.cast, t.advice[Choice.NO]) == (0, 1)
    on_paper(1, "yes", polled)  # the vote itself is still theirs to cast
    t = counted(polled, rows)
    assert (t.yes, t.advice[Choice.NO]) == (1, 1)


def test_where_phones_count_one_vote_a_door(
    sent: Sent, rows: Rows, phones_count: None, polled: Walk
) -> None:
    assert by_phone(1, Choice.YES, sent, polled) is True
    polled.at += timedelta(minutes=2)
    with pytest.raises(AlreadyVoted):
        by_phone(1, Choice.NO, sent, polled)
    with pytest.raises(AlreadyVoted):
        on_paper(1, "no", polled)
    t = counted(polled, rows)
    assert (t.yes, t.no, t.choices[Choice.YES].area_dm2) == (1, 0, 6900)


def test_the_last_owners_vote_settles_the_matter(
    sent: Sent, rows: Rows, phones_count: None, polled: Walk
) -> None:
    for n in range(1, 9):
        on_paper(n, "yes", polled)
    by_phone(9, Choice.YES, sent, polled)
    polled.does(polled.post("yeweihui"), "decide", decision="同意大修。")
    assert polled.stage() == "published"


def test_area_counts_as_well_as_heads(polled: Walk, rows: Rows) -> None:
    """Six of nine owners are two thirds by heads; the six smallest flats are less by area."""
    for n in range(1, 7):
        on_paper(n, "yes", polled)
    t = counted(polled, rows)
    assert t.quorum.is_met(t.took_part.heads, t.on_roll.heads)
    assert t.took_part.area_dm2 * 3 < t.on_roll.area_dm2 * 2
    assert not t.has_quorum()
    on_paper(9, "no", polled)
    assert counted(polled, rows).has_quorum()


def test_half_of_the_area_against_is_no_majority(polled: Walk, rows: Rows) -> None:
    for n in range(1, 6):  # five of nine, with the smaller flats
        on_paper(n, "yes", polled)
    for n in range(6, 10):
        on_paper(n, "no", polled)
    t = counted(polled, rows)
    assert t.yes > t.no
    assert t.choices[Choice.YES].area_dm2 < t.choices[Choice.NO].area_dm2
    assert polled.stage() == "rejected"


def test_three_quarters_where_the_law_asks_it(district: None, rows: Rows) -> None:
    walk = walk_owners(say_for_owners("筹集维修资金。", AT), "tabled_special")
    act(
        matter_id=walk.id, block="ballot", name="convene", answers={}, by=walk.post("yeweihui"),
        at=walk.at,
    )  # fmt: skip
    for n in range(1, 10):
        on_paper(n, "no" if n < 4 else "yes", walk)  # six of nine, and 70 % of the area
    assert rows("SELECT majority FROM meetings_ballot") == [(">=3/4",)]
    assert walk.stage() == "rejected"


def test_weighed_votes_are_by_name(district: None) -> None:
    walk = walk_owners(say_for_owners("电梯老坏，要大修。", AT), "tabled")
    with pytest.raises(BadInput, match="要记名"):
        act(
            matter_id=walk.id, block="ballot", name="convene", answers={"way": "secret"},
            by=walk.post("yeweihui"), at=walk.at,
        )  # fmt: skip


def test_a_phone_on_no_roll_gets_no_code_and_no_other_answer(
    polled: Walk, sent: Sent, rows: Rows
) -> None:
    begin_vote(phone="13900000000", at=polled.at)
    assert sent == []
    assert rows("SELECT count(*) FROM accounts_code WHERE key LIKE 'vote:%%'") == [(1,)]
    with pytest.raises(BadInput, match="过一分钟"):
        begin_vote(phone="13900000000", at=polled.at)
    for _n in range(2):
        with pytest.raises(BadInput, match="不对"):
            open_pass(phone="13900000000", code="000000", at=polled.at)
    with pytest.raises(CodeSpent):
        open_pass(phone="13900000000", code="000000", at=polled.at)
    with pytest.raises(BadInput, match="11 位"):
        begin_vote(phone="123", at=polled.at)


def test_a_pass_ends_and_fits_its_own_doors_alone(polled: Walk, sent: Sent) -> None:
    mine = ticket(1, sent, polled)
    other = ticket(2, sent, polled)
    (paper,) = papers(other, at=polled.at)
    with pytest.raises(NotOnTheRoll):
        vote_by_phone(given=mine, voter_id=paper.voter_id, choice=Choice.YES, at=polled.at)
    for bad, at in (
        (mine, polled.at + timedelta(minutes=16)),
        ("x" + mine, polled.at),
        ("", polled.at),
    ):
        with pytest.raises(PassOver):
            papers(bad, at=at)


def test_a_vote_that_is_over_takes_none(polled: Walk, sent: Sent, phones_count: None) -> None:
    given = ticket(1, sent, polled)
    (paper,) = papers(given, at=polled.at)
    act(
        matter_id=polled.id, block="ballot", name="close", answers={}, by=polled.post("yeweihui"),
        at=polled.at,
    )  # fmt: skip
    assert papers(given, at=polled.at) == ()
    with pytest.raises(Exception, match="结束"):
        vote_by_phone(given=given, voter_id=paper.voter_id, choice=Choice.YES, at=polled.at)


SHEET = [
    (1, ["房号", "姓名", "手机", "建筑面积"]),
    (2, ["1-101", "王一", "13800000001", "89.5"]),
    (3, ["1-102", "王一", "13800000001", "60"]),
    (4, ["1-201", "李二", "", "100.25"]),
]


def test_flats_of_one_owner_are_one_head_with_their_areas_added() -> None:
    assert owners_in(SHEET) == (
        Owner("1-101、1-102", "王一", "13800000001", 14950),
        Owner("1-201", "李二", "", 10025),
    )


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (["", "王一", "", "1"], "第 5 行"),
        (["1-1", "王一", "abc", "1"], "电话不对"),
        (["1-1", "王一", "", "九十"], "面积"),
        (["1-1", "王一", "", "-3"], "面积"),
        (["1-1", "王一", "", "NaN"], "面积"),
    ],
)
def test_a_bad_line_of_a_roll_is_named(row: list[str], says: str) -> None:
    with pytest.raises(BadInput) as refused:
        owners_in([*SHEET, (5, row)])
    assert says in str(refused.value)


def test_a_sheet_without_its_columns_is_refused() -> None:
    with pytest.raises(BadInput, match="房号"):
        owners_in([(1, ["甲", "乙"]), (2, ["1", "2"])])


def test_a_new_roll_leaves_open_votes_and_nobody_reads_its_names(
    polled: Walk, cast: Cast, rows: Rows
) -> None:
    unit = rows("SELECT id FROM units_unit WHERE kind = 'owners'")[0][0]
    keeper, chair = cast_administrator(), cast("shuji")
    before = rows("SELECT id FROM meetings_elector WHERE ends_on IS NULL ORDER BY n")
    try:
        set_roll(unit_id=unit, owners=owners_in(SHEET), by=keeper, at=polled.at)
        t = counted(polled, rows)
        assert t.eligible == 9
        roll = roll_of(unit, local_date(polled.at), by=chair, at=polled.at)
        assert [(r.door, r.name, r.area_dm2) for r in roll] == [
            ("1-101、1-102", "王*", 14950), ("1-201", "李*", 10025),
        ]  # fmt: skip
        assert rows("SELECT count(*) FROM sealing_access WHERE why = '会议名册'") == [(1,)]
        assert rows("SELECT count(*) FROM meetings_elector WHERE name::text LIKE '%%王一%%'") == [
            (0,)
        ]
        for stranger in ("wangge2", "chengban"):
            assert roll_of(unit, local_date(polled.at), by=cast(stranger), at=polled.at) == ()
            with pytest.raises(NotAllowed):
                set_roll(unit_id=unit, owners=owners_in(SHEET), by=cast(stranger), at=polled.at)
        ours = [row[0] for row in before]  # the roll that other tests use is not to be forgotten
        rows("UPDATE meetings_elector SET ends_on = NULL WHERE id = ANY(%s)", ours)
        rows(
            "UPDATE meetings_elector SET ends_on = %s WHERE id <> ALL(%s)",
            local_date(polled.at + timedelta(days=1)),
            ours,
        )
        left = (
            "SELECT count(*), count(token), count(phone) FROM meetings_elector WHERE id <> ALL(%s)"
        )
        keep_to_retention(at=polled.at + timedelta(days=360))
        assert rows(left, ours) == [(2, 1, 1)]
        keep_to_retention(at=polled.at + timedelta(days=3 * 366))
        assert rows(left, ours) == [(2, 0, 0)]
    finally:
        rows("DELETE FROM meetings_elector WHERE id <> ALL(%s)", [row[0] for row in before])
        rows("UPDATE meetings_elector SET ends_on = NULL")


def test_a_file_may_tighten_a_bodys_rule_and_never_loosen_it(district: None) -> None:
    from shuoshi.meetings.convening import _tightest

    assert str(_tightest(">1/2", ">=3/4")) == ">=3/4"
    assert str(_tightest(">=2/3", ">1/2")) == ">=2/3"


def test_the_rule_keeps_its_notice_phone_and_area(district: None, rows: Rows) -> None:
    half = parse_share(">1/2")
    before = BodyRule.objects.get(kind="owners", valid_to_on__isnull=True)
    try:
        set_rule(
            rule=Rule("owners", half, half, False, (), "业主大会议事规则", "S", 20, True, True),
            starts_on=local_date(AT), by=SYSTEM, at=AT, path="141102",
        )  # fmt: skip
        now = BodyRule.objects.get(kind="owners", valid_to_on__isnull=True)
        assert (now.notice_days, now.phone, now.by_area) == (20, True, True)
    finally:
        rows("DELETE FROM meetings_bodyrule WHERE kind = 'owners' AND id <> %s", before.id)
        rows("UPDATE meetings_bodyrule SET valid_to_on = NULL WHERE kind = 'owners'")


def _roll(walk: Walk, leaving: int = 0, **changed: str) -> None:
    """Import the roll of the demonstration again, the first ones gone, one phone changed."""
    body = Unit.objects.get(kind="owners")
    doors = [f"{b}号楼{door}" for b in (1, 2, 3) for door in (101, 201, 301)]
    with acting(SYSTEM):
        there = {e.door: e for e in Elector.objects.filter(unit_id=body.id, ends_on__isnull=True)}
    owners = [
        Owner(d, there[d].name, changed.get(d, there[d].phone or ""), there[d].area_dm2)
        for d in doors[leaving:]
    ]
    set_roll(unit_id=body.id, owners=owners, by=cast_administrator(), at=walk.at)


@pytest.fixture
def roll_again(rows: Rows) -> Iterator[None]:
    """Puts the roll back as it was."""
    kept = rows("SELECT id, ends_on, n FROM meetings_elector")
    yield
    rows("DELETE FROM meetings_vote")
    rows("DELETE FROM meetings_advice")
    rows("DELETE FROM meetings_voter")
    rows("DELETE FROM meetings_elector WHERE NOT id = ANY(%s)", [k[0] for k in kept])
    for one, ends_on, n in kept:
        rows("UPDATE meetings_elector SET ends_on = %s, n = %s WHERE id = %s", ends_on, n, one)


def test_a_new_roll_shuts_nobody_out_of_a_vote_that_runs(
    polled: Walk, sent: Sent, rows: Rows, roll_again: None
) -> None:
    before = {row[0] for row in rows("SELECT id FROM meetings_elector WHERE ends_on IS NULL")}
    _roll(polled, leaving=1)
    now_on = {row[0] for row in rows("SELECT id FROM meetings_elector WHERE ends_on IS NULL")}
    assert now_on < before, "whoever is unchanged is the same voter"
    assert len(now_on) == len(before) - 1
    on_paper(1, "yes", polled)  # off the new roll, and on this vote's
    on_paper(2, "no", polled)
    begin_vote(phone=PHONES[1], at=polled.at)
    assert sent
    assert sent[-1][0] == PHONES[1]


def test_the_same_sheet_twice_doubles_nobody(polled: Walk, rows: Rows, roll_again: None) -> None:
    count = "SELECT count(*) FROM meetings_elector WHERE ends_on IS NULL"
    before = rows(count)
    _roll(polled)
    _roll(polled)
    assert rows(count) == before


def test_rotated_index_keys_find_everybody_on_a_roll(polled: Walk, rows: Rows) -> None:
    rows("UPDATE meetings_elector SET token = decode('0000', 'hex') || substring(token FROM 3) "
         "WHERE phone IS NOT NULL")  # fmt: skip
    assert reindex(Purpose.LOGIN) == 0
    assert reindex(Purpose.INDEX) > 0
    fresh = rows("SELECT token FROM meetings_elector WHERE phone IS NOT NULL")
    assert {bytes(row[0])[:2] for row in fresh} == {index_version()}  # type: ignore[call-overload]
    assert reindex(Purpose.INDEX) == 0


def test_a_vote_that_is_no_more_lies_before_nobody(
    polled: Walk, sent: Sent, rows: Rows, phones_count: None
) -> None:
    given = ticket(1, sent, polled)
    (paper,) = papers(given, at=polled.at)
    rows("UPDATE matters_matter SET entry = revision WHERE id = %s", polled.id)
    rows(
        "UPDATE matters_matter SET revision = revision + 1, entry = entry + 1 WHERE id = %s",
        polled.id,
    )
    assert papers(given, at=polled.at) == ()
    with pytest.raises(BallotOver):
        vote_by_phone(given=given, voter_id=paper.voter_id, choice=Choice.YES, at=polled.at)


def test_the_title_of_a_private_matter_is_on_no_paper(polled: Walk, sent: Sent, rows: Rows) -> None:
    given = ticket(1, sent, polled)
    rows("UPDATE matters_matter SET private = true WHERE id = %s", polled.id)
    rows("DELETE FROM matters_published WHERE matter_id = %s", polled.id)
    (paper,) = papers(given, at=polled.at)
    assert paper.title == paper.number


def test_ten_codes_to_vote_keep_nobody_from_their_login(polled: Walk, sent: Sent) -> None:
    at = polled.at
    for _n in range(DAILY):
        begin_vote(phone=PHONES[2], at=at)
        at += timedelta(minutes=2)
    with pytest.raises(TooManyCodes):
        begin_vote(phone=PHONES[2], at=at)
    person = uuid4()
    send_code(Code(person, Use.PROOF, person), PHONES[2], at=at)
    assert sent[-1][0] == PHONES[2]


def test_a_code_that_is_refused_leaves_the_one_before(polled: Walk, sent: Sent) -> None:
    begin_vote(phone=PHONES[3], at=polled.at)
    with pytest.raises(BadInput, match="刚刚发过"):
        begin_vote(phone=PHONES[3], at=polled.at + timedelta(seconds=20))
    assert open_pass(phone=PHONES[3], code=sent[-1][1], at=polled.at + timedelta(seconds=40))
