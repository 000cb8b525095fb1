"""What a pairing does when two registrations turn out to be one person."""

from datetime import timedelta

from shuoshi.people.reading import pairs_within
from shuoshi.people.risks import add_risk
from shuoshi.people.settling import merge, undo_merge
from tests.care.making import paired
from tests.conftest import AT, Cast, Rows
from tests.people.making import registered
from tests.people.test_settling import GRID_1, GRID_2


def test_pairings_of_one_registered_twice_are_theirs_where_they_live(
    cast: Cast, rows: Rows
) -> None:
    by = cast("shuji")
    one = registered(by, phone="13900002222")
    two = registered(by, phone="13900002222", path=GRID_2, sure=True, door="5 单元 501")
    for who in (one, two):
        add_risk(person_id=who, group="disease", note="", source="self", by=by, at=AT)
    own, other = (paired(cast, by=by, who=who, scheme="helping_hand") for who in (one, two))
    doctor = paired(cast, by=by, who=two, scheme="family_doctor")
    (pair,) = pairs_within(by=by)
    merge(pair_id=pair.id, kept=one, by=by, at=AT)
    kept = "SELECT person_id, path, ended_on IS NULL FROM care_pairing WHERE id = %s"
    assert rows(kept, own) == [(one, GRID_1, True)]
    assert rows(kept, doctor) == [(one, GRID_1, True)]
    assert rows(kept, other) == [(two, GRID_2, False)]
    undo_merge(pair_id=pair.id, by=by, at=AT + timedelta(days=1))
    assert rows(kept, doctor) == [(two, GRID_2, True)]
    assert rows(kept, own) == [(one, GRID_1, True)]
