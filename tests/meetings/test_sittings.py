"""Sittings of bodies: called in time, quorum by who came, ways to vote, minutes, tied to what came of it."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from shuoshi.kernel.clock import local_date
from shuoshi.kernel.errors import BadInput, NotAllowed, NotFound, Refusal
from shuoshi.matters.engine import act
from shuoshi.matters.reading import read_matter
from shuoshi.matters.terms import BadAnswers
from shuoshi.meetings.agenda import body_sitting, voted_on_at, waiting_for_body
from shuoshi.meetings.calling import Call, call_sitting
from shuoshi.meetings.models import Sitting
from shuoshi.meetings.queries import rule_on, tally, waiting_for
from shuoshi.meetings.sittings import cancel_sitting, close_sitting, end_without_quorum, take_roll
from shuoshi.meetings.terms import Choice, SittingOver, SittingState
from shuoshi.notices.actions import deliver
from shuoshi.notices.queries import notices_of
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM, Actor
from shuoshi.scenarios.lishi.walking import Walk, walk_yishi
from tests.conftest import AT, Cast, Rows
from tests.web.using import client, text

NOTICE = timedelta(days=3)


class Meeting:
    """A representatives' meeting over one tabled matter, on its day."""

    def __init__(self, walk: Walk, cast: Cast) -> None:
        self.walk, self.cast, self.chair = walk, cast, cast("shuji")
        self.deputies = [cast(f"daibiao{n}", "representative") for n in range(1, 10)]
        body = self.deputies[0].unit_id
        assert body is not None
        self.body = body
        self.at = walk.at + NOTICE
        call = Call(body, "四月代表会议", self.at, "永宁议事厅", (walk.id,), "通报上月收支")
        self.id = call_sitting(call=call, by=self.chair, at=walk.at)

    def came(self, n: int) -> None:
        ids = [d.account_id for d in self.deputies[:n] if d.account_id]
        take_roll(sitting_id=self.id, came=ids, by=self.chair, at=self.at)

    def acts(self, name: str, by: Actor | None = None, **answers: Any) -> None:
        act(
            matter_id=self.walk.id, block="ballot", name=name, answers=answers, by=by or self.chair,
            at=self.at,
        )  # fmt: skip

    def opens(self, way: str) -> None:
        self.acts("convene", way=way, sitting=str(self.id))

    def page(self, by: Actor | None = None) -> Any:
        return body_sitting(self.id, by=by or self.chair, at=self.at)


@pytest.fixture
def meeting(say: Callable[..., Walk], cast: Cast) -> Meeting:
    walk = walk_yishi(say(), "tabled")
    return Meeting(walk, cast)


def test_everybody_on_the_roll_is_told_when_and_where(meeting: Meeting, rows: Rows) -> None:
    deliver(at=meeting.walk.at)
    for deputy in (meeting.deputies[0], meeting.deputies[8]):
        assert deputy.account_id
        told = [n for n in notices_of(deputy.account_id, "zh") if n.sitting_id == meeting.id]
        assert len(told) == 1
        assert "四月代表会议" in told[0].text
        assert "永宁议事厅" in told[0].text
    assert rows("SELECT count(*) FROM notices_notice WHERE sitting_id IS NOT NULL") == [(9,)]
    assert rows("SELECT count(*) FROM journal_entry WHERE kind = 'meetings.call'") == [(1,)]


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("starts_at", {"starts_at": AT + timedelta(days=1)}),
        ("starts_at", {"starts_at": AT - timedelta(days=30)}),
        ("starts_at", {"starts_at": None}),
        ("title", {"title": " "}),
        ("location", {"location": "长" * 81}),
        ("matters", {"matters": (), "agenda": ""}),
        ("matters", {"matters": (UUID(int=1),)}),
    ],
)
def test_a_call_says_every_fault(
    say: Callable[..., Walk], cast: Cast, rows: Rows, field: str, change: dict[str, Any]
) -> None:
    walk = walk_yishi(say(), "tabled")
    body = cast("daibiao1", "representative").unit_id
    assert body
    good: dict[str, Any] = {
        "unit_id": body, "title": "会", "starts_at": walk.at + NOTICE, "location": "厅",
        "matters": (walk.id,),
    }  # fmt: skip
    with pytest.raises(BadAnswers) as refused:
        call_sitting(call=Call(**(good | change)), by=cast("shuji"), at=walk.at)
    assert set(refused.value.faults) == {field}
    assert rows("SELECT count(*) FROM meetings_sitting") == [(0,)]


def test_the_law_of_notice_is_told_with_the_earliest_day(
    say: Callable[..., Walk], cast: Cast
) -> None:
    walk = walk_yishi(say(), "tabled")
    body = cast("daibiao1", "representative").unit_id
    assert body
    soon = Call(body, "会", walk.at + timedelta(days=2), "厅", (walk.id,))
    with pytest.raises(BadAnswers) as refused:
        call_sitting(call=soon, by=cast("shuji"), at=walk.at)
    earliest = local_date(walk.at) + NOTICE
    assert earliest.isoformat() in str(refused.value.faults["starts_at"].values["day"])


def test_only_its_chair_calls_a_body(say: Callable[..., Walk], cast: Cast) -> None:
    walk = walk_yishi(say(), "tabled")
    body = cast("daibiao1", "representative").unit_id
    assert body
    call = Call(body, "会", walk.at + NOTICE, "厅", (walk.id,))
    for stranger in ("daibiao1", "wangge2", "yeweihui", "zhiban", "chengban"):
        with pytest.raises(NotAllowed):
            call_sitting(call=call, by=cast(stranger), at=walk.at)


def test_the_same_call_again_is_the_same_meeting(meeting: Meeting, rows: Rows) -> None:
    again = Call(
        meeting.body, "四月代表会议", meeting.at, "永宁议事厅", (meeting.walk.id,), "通报上月收支"
    )
    assert call_sitting(call=again, by=meeting.chair, at=meeting.walk.at) == meeting.id
    other = Call(meeting.body, "另一个会", meeting.at, "永宁议事厅", (meeting.walk.id,))
    with pytest.raises(BadInput, match="已经召集"):
        call_sitting(call=other, by=meeting.chair, at=meeting.walk.at)
    assert rows("SELECT count(*) FROM meetings_sitting") == [(1,)]


def test_without_two_thirds_in_the_hall_nothing_is_voted_on(meeting: Meeting) -> None:
    meeting.walk.at = meeting.at
    meeting.came(5)
    page = meeting.page()
    assert (page.due, page.least, page.row.attended, page.enough) == (9, 6, 5, False)
    # the representatives' rule lets votes by phone count, so the vote may open and be completed from home
    meeting.opens("named")
    meeting.acts("rest", choice="yes")
    assert meeting.page().items[0].outcome is None
    meeting.acts("vote", meeting.deputies[7], choice="yes")
    meeting.acts("close")
    (item,) = meeting.page().items
    assert (item.tally.took_part.heads, item.outcome) == (6, "passed")


def test_where_phones_do_not_count_the_hall_decides(
    meeting: Meeting, rows: Rows, phones_are_advice: None
) -> None:
    meeting.came(5)
    with pytest.raises(BadInput, match="到会 5 人，不够 6 人"):
        meeting.opens("named")
    meeting.came(6)
    meeting.opens("named")
    meeting.acts("vote", meeting.deputies[8], choice="no")  # from home: advice
    meeting.acts("vote", meeting.deputies[0], choice="no")  # on the phone, in the hall
    meeting.acts("rest", choice="yes")
    meeting.acts("close")
    (item,) = meeting.page().items
    assert (item.tally.yes, item.tally.no, item.tally.took_part.heads) == (5, 1, 6)
    assert item.tally.advice == {Choice.YES: 0, Choice.NO: 1, Choice.ABSTAIN: 0}
    assert item.outcome == "passed"
    assert dict(item.names)["代表1号"] == "no"
    assert len(item.names) == 6


def test_raised_hands_are_a_count_of_those_who_came(meeting: Meeting) -> None:
    meeting.came(7)
    meeting.opens("hands")
    with pytest.raises(BadInput, match="没举手、没写的记在弃权里"):
        meeting.acts("count", yes="8", no="0", abstain="0")
    with pytest.raises(BadInput, match="不是记名"):
        meeting.acts("record", voter=str(meeting.deputies[0].account_id), choice="yes")
    for short in ({"yes": "3", "no": "2", "abstain": "1"}, {"yes": "5", "no": "2", "abstain": ""}):
        with pytest.raises(BadInput):
            meeting.acts("count", **short)
    meeting.acts("count", yes="3", no="2", abstain="2")
    (item,) = meeting.page().items
    assert (item.tally.yes, item.tally.no, item.tally.abstain) == (3, 2, 2)
    assert item.outcome == "failed"  # three of seven who came
    assert meeting.walk.stage() == "voted_down"


def test_a_secret_vote_leaves_totals_and_no_choice(meeting: Meeting, rows: Rows) -> None:
    meeting.came(9)
    meeting.opens("secret")
    for n, deputy in enumerate(meeting.deputies):
        meeting.acts("vote", deputy, choice="yes" if n < 6 else "no")
    assert rows("SELECT DISTINCT choice FROM meetings_vote") == [("",)]
    assert rows("SELECT counted_yes, counted_no, counted_abstain FROM meetings_ballot") == [
        (6, 3, 0)
    ]
    (item,) = meeting.page().items
    assert (item.outcome, item.names, item.tally.mine) == ("passed", (), None)
    assert meeting.page(meeting.deputies[0]).items[0].tally.mine == "cast"
    with pytest.raises(Refusal):
        meeting.acts("vote", meeting.deputies[0], choice="no")


def test_too_few_came_and_the_matter_waits_for_the_next_meeting(
    meeting: Meeting, rows: Rows
) -> None:
    with pytest.raises(BadInput, match="页面"):
        meeting.acts("lapse")
    meeting.came(6)
    with pytest.raises(BadInput, match="人数够了"):
        meeting.acts("lapse", sitting=str(meeting.id))
    meeting.came(4)
    meeting.acts("lapse", sitting=str(meeting.id))
    end_without_quorum(sitting_id=meeting.id, by=meeting.chair, at=meeting.at)
    page = meeting.page()
    assert page.row.state is SittingState.NO_QUORUM
    assert page.items[0].outcome == "no_quorum"
    assert meeting.walk.stage() == "tabled"
    assert rows("SELECT move FROM matters_step ORDER BY revision DESC LIMIT 1") == [("again",)]
    waits = waiting_for_body(meeting.body, by=meeting.chair)
    assert [m.id for m in waits] == [meeting.walk.id]


def test_a_meeting_closes_with_its_minutes_and_knows_what_came_of_it(meeting: Meeting) -> None:
    with pytest.raises(BadInput, match="谁到了会"):
        close_sitting(sitting_id=meeting.id, minutes="", by=meeting.chair, at=meeting.at)
    meeting.came(9)
    meeting.opens("named")
    with pytest.raises(BadInput, match="还有没结束的表决"):
        close_sitting(sitting_id=meeting.id, minutes="", by=meeting.chair, at=meeting.at)
    meeting.acts("rest", choice="yes")
    close_sitting(sitting_id=meeting.id, minutes="大家同意。", by=meeting.chair, at=meeting.at)
    meeting.walk.at = meeting.at
    meeting.walk.does(meeting.chair, "decide", decision="同意装路灯。")
    page = meeting.page()
    assert (page.row.state, page.row.minutes) == (SittingState.HELD, "大家同意。")
    assert page.items[0].item.stage == "published"
    assert voted_on_at(meeting.walk.id, by=meeting.chair) == (
        (meeting.id, "四月代表会议", local_date(meeting.at)),
    )
    with pytest.raises(SittingOver):
        meeting.came(3)
    with pytest.raises(SittingOver):
        cancel_sitting(sitting_id=meeting.id, by=meeting.chair, at=meeting.at)


def test_a_meeting_is_called_off_and_everybody_hears(meeting: Meeting, rows: Rows) -> None:
    cancel_sitting(sitting_id=meeting.id, by=meeting.chair, at=meeting.walk.at)
    deliver(at=meeting.walk.at)
    assert rows("SELECT count(*) FROM notices_notice WHERE template = 'sitting_cancelled'") == [
        (9,)
    ]
    with pytest.raises(BadInput, match="不在这次会议"):
        meeting.opens("named")


def test_before_its_day_nobody_has_come(meeting: Meeting) -> None:
    meeting.at = meeting.walk.at
    with pytest.raises(BadInput, match="还没有到日子"):
        meeting.came(9)


def test_another_community_sees_no_meeting_of_ours(meeting: Meeting, cast: Cast) -> None:
    for stranger in ("wangge2", "chengban", "yeweihui"):
        with pytest.raises(NotFound):
            meeting.page(cast(stranger))
        with pytest.raises(NotFound):
            take_roll(sitting_id=meeting.id, came=[], by=cast(stranger), at=meeting.at)
    seen = meeting.page(meeting.deputies[3])  # its own member reads it, without the roll
    assert (seen.leads, seen.roll) == (False, ())
    with pytest.raises(NotAllowed):
        take_roll(sitting_id=meeting.id, came=[], by=meeting.deputies[3], at=meeting.at)


def test_nobody_votes_for_whoever_did_not_come(meeting: Meeting, phones_are_advice: None) -> None:
    meeting.came(6)
    meeting.opens("named")
    absent = str(meeting.deputies[8].account_id)
    with pytest.raises(BadInput, match="没有到会"):
        meeting.acts("record", voter=absent, choice="yes")
    meeting.acts("record", voter=str(meeting.deputies[0].account_id), choice="no")
    assert meeting.page().items[0].tally.took_part.heads == 6


def test_enough_came_is_not_written_down_as_too_few(meeting: Meeting) -> None:
    meeting.came(9)
    with pytest.raises(BadInput, match="够了"):
        end_without_quorum(sitting_id=meeting.id, by=meeting.chair, at=meeting.at)
    meeting.opens("named")
    with pytest.raises(BadInput, match="没结束的表决"):
        end_without_quorum(sitting_id=meeting.id, by=meeting.chair, at=meeting.at)


def test_a_call_with_other_matters_is_not_the_same_call(meeting: Meeting) -> None:
    other = Call(meeting.body, "四月代表会议", meeting.at, "永宁议事厅", (), "通报上月收支")
    with pytest.raises(BadInput, match="已经召集了一次会"):
        call_sitting(call=other, by=meeting.chair, at=meeting.walk.at)


def test_whose_account_is_closed_stands_on_no_list_of_who_came(
    meeting: Meeting, rows: Rows
) -> None:
    gone = meeting.deputies[8].account_id
    rows("UPDATE accounts_account SET is_active = false WHERE id = %s", gone)
    try:
        listed = [one.id for one in meeting.page().roll]
        assert gone not in listed
        take_roll(sitting_id=meeting.id, came=listed, by=meeting.chair, at=meeting.at)
    finally:
        rows("UPDATE accounts_account SET is_active = true WHERE id = %s", gone)


def test_a_secret_vote_needs_the_hall_where_phones_do_not_count(
    say: Callable[..., Walk], cast: Cast, phones_are_advice: None
) -> None:
    walk = walk_yishi(say(), "tabled")
    for way in ("secret", "hands"):
        with pytest.raises(BadInput, match="要在会上进行"):
            act(
                matter_id=walk.id, block="ballot", name="convene", answers={"way": way},
                by=cast("shuji"), at=walk.at,
            )  # fmt: skip


def test_an_absent_deputy_reads_that_their_word_is_advice(
    meeting: Meeting, phones_are_advice: None
) -> None:
    meeting.came(8)
    meeting.opens("named")
    absent = meeting.deputies[8]
    assert absent.account_id
    entry = read_matter(meeting.walk.id, by=SYSTEM, at=meeting.at).entry
    seen = tally(meeting.walk.id, entry, by=absent)
    assert seen
    assert not seen.counts
    assert meeting.walk.id not in waiting_for(absent.account_id, meeting.at)
    meeting.acts("vote", absent, choice="no")
    after = tally(meeting.walk.id, entry, by=absent)
    assert after
    assert (after.no, after.advice[Choice.NO], after.mine) == (0, 1, "no")
    came = meeting.deputies[0]
    assert came.account_id
    assert meeting.walk.id in waiting_for(came.account_id, meeting.at)


def test_no_ballot_opens_in_a_meeting_that_is_called_off_at_that_moment(meeting: Meeting) -> None:
    """Proved with two connections: whoever opens waits for the other, and then looks."""
    locked, opening = threading.Event(), threading.Event()

    def call_off() -> None:
        with acting(meeting.chair) as scope:
            scope.write_as_engine()
            Sitting.objects.select_for_update().get(id=meeting.id)
            locked.set()
            opening.wait(5)
            time.sleep(0.3)
            Sitting.objects.filter(id=meeting.id).update(state=SittingState.CANCELLED)
        connection.close()

    meeting.came(9)
    other = threading.Thread(target=call_off)
    other.start()
    locked.wait(5)
    opening.set()
    try:
        with pytest.raises(BadInput, match="不在这次会议的议程上"):
            meeting.opens("named")
    finally:
        other.join()


def test_a_named_vote_that_ended_because_all_voted_shows_its_names(meeting: Meeting) -> None:
    meeting.came(9)
    meeting.opens("named")
    for deputy in meeting.deputies:
        meeting.acts("vote", deputy, choice="yes")
    (item,) = meeting.page().items
    assert len(item.names) == 9
    (for_deputy,) = meeting.page(meeting.deputies[0]).items
    assert for_deputy.names == ()
    assert for_deputy.tally, "who sat in it reads its totals, wherever the matter is now"


def test_households_meet_by_two_thirds_and_residents_by_half(district: None) -> None:
    on = local_date(AT)
    shares = {}
    for kind in ("households_meeting", "residents_meeting", "representatives"):
        rule = rule_on(kind, on)
        assert rule
        shares[kind] = (rule.quorum, rule.majority, rule.of_members, rule.notice_days)
    assert shares == {
        "households_meeting": (">=2/3", ">1/2", False, 10),
        "residents_meeting": (">1/2", ">1/2", False, 10),
        "representatives": (">=2/3", ">1/2", False, 3),
    }


def test_what_stands_on_an_agenda_leads_to_its_meeting_and_opens_no_other_vote(
    meeting: Meeting,
) -> None:
    page = text(client("shuji").get(f"/staff/matters/{meeting.walk.id}"))
    assert "已列入会议" in page
    assert f"/staff/sittings/{meeting.id}" in page
    assert "/acts/ballot/convene" not in page
    own = text(client().get(f"/t/{meeting.walk.receipt.secret}"))
    assert "/staff/" not in own
