"""Which login a helper has: of their unit, or a resident's; then they see what is theirs."""

import pytest

from shuoshi.accounts.queries import account_called
from shuoshi.helpers.actions import change_helper
from shuoshi.helpers.logins import find_resident, logins_of, name_login
from shuoshi.helpers.queries import helper_shown, own_helpers
from shuoshi.helpers.terms import HelperNotFound, MayNotKeep, Profile
from shuoshi.kernel.errors import BadInput, Conflict
from shuoshi.reach.terms import Actor, Reach
from tests.care.making import helper, unit
from tests.conftest import AT, Cast, Rows
from tests.people.making import registered


def test_somebody_on_duty_in_the_unit_is_the_helper(cast: Cast, rows: Rows) -> None:
    who = helper(cast, "volunteer")
    there = dict(logins_of(unit("community"), at=AT))
    worker = account_called("weiyuan")
    assert worker in there
    name_login(helper_id=who, account_id=worker, by=cast("shuji"), at=AT)
    assert helper_shown(who, by=cast("shuji")).account_id == worker
    assert rows("SELECT count(*) FROM journal_entry WHERE kind = 'helpers.login'") == [(1,)]
    name_login(helper_id=who, account_id=None, by=cast("shuji"), at=AT)
    assert helper_shown(who, by=cast("shuji")).account_id is None


def test_nobody_of_another_unit_is(cast: Cast) -> None:
    who = helper(cast, "volunteer")
    with pytest.raises(BadInput) as refused:
        name_login(helper_id=who, account_id=account_called("aixin"), by=cast("shuji"), at=AT)
    assert refused.value.field == "account"
    with pytest.raises(HelperNotFound):
        name_login(helper_id=who, account_id=None, by=cast("wangge2"), at=AT)


def test_the_resident_with_the_same_name_and_phone_is_found(cast: Cast) -> None:
    who = helper(cast, "volunteer", name="热心人", phone="13800007777")
    with pytest.raises(BadInput, match="没有找到"):
        find_resident(helper_id=who, by=cast("shuji"), at=AT)
    person = registered(cast("shuji"), "热心人", phone="13800007777")
    registered(cast("shuji"), "别人", phone="13800007777", door="2 号")
    find_resident(helper_id=who, by=cast("shuji"), at=AT)
    find_resident(helper_id=who, by=cast("shuji"), at=AT)
    assert helper_shown(who, by=cast("shuji")).resident
    own = own_helpers(by=Actor(Reach.RESIDENT, "resident", person_id=person))
    assert [h.id for h in own] == [who]
    name_login(helper_id=who, account_id=None, by=cast("shuji"), at=AT)
    assert not helper_shown(who, by=cast("shuji")).resident


def test_two_of_one_name_and_phone_are_nobody_and_one_is_a_helper_once(cast: Cast) -> None:
    who, twin = (helper(cast, "volunteer", name="重名", phone="13800007778") for _ in range(2))
    registered(cast("shuji"), "重名", phone="13800007778")
    find_resident(helper_id=who, by=cast("shuji"), at=AT)
    with pytest.raises(Conflict):
        find_resident(helper_id=twin, by=cast("shuji"), at=AT)
    registered(cast("shuji"), "重名", phone="13800007778", door="2 号", sure=True)
    with pytest.raises(BadInput):
        find_resident(helper_id=twin, by=cast("shuji"), at=AT)


def test_a_unit_looks_nobody_up(cast: Cast) -> None:
    who = helper(cast, "social_org")
    with pytest.raises(MayNotKeep):
        find_resident(helper_id=who, by=cast("aixin"), at=AT)
    profile = Profile(kind="social_org", name="有电话", phone="13800007779")
    change_helper(helper_id=who, profile=profile, by=cast("aixin"), at=AT)
    name_login(helper_id=who, account_id=account_called("aixin"), by=cast("aixin"), at=AT)
