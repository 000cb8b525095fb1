"""Finding somebody whose name is sealed."""

from uuid import UUID

import pytest

from shuoshi.kernel.errors import BadInput, NotAllowed
from shuoshi.people.actions import add_household, add_person, correct, unmask
from shuoshi.people.queries import find_people, person_shown
from shuoshi.people.rules import read_identity, sought, spellings
from shuoshi.people.terms import MayNotFind, PersonNotFound, TooLittle
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.cast import YONGNING
from shuoshi.sealing.queries import looks_at, looks_within
from shuoshi.sealing.terms import NoPurpose, StillMasked
from tests.conftest import AT, Cast, Rows

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def number(body: str = "14110219580101777") -> str:
    """An identity number whose check is right, of nobody."""
    right = sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11
    return body + "10X98765432"[right]


@pytest.fixture
def zhang(world: None) -> UUID:
    """One made-up person of Yongning."""
    home = add_household(path=YONGNING, door="9 单元 901", by=SYSTEM, at=AT)
    return add_person(
        name="张可寻", phone="13900007766", path=YONGNING, by=SYSTEM, at=AT,
        identity_number=number(), household_id=home,
    )  # fmt: skip


@pytest.mark.parametrize(
    "words",
    ["张可寻", "张 可寻", "张 1958", "1958年张", "zhangkexun", "ZHANG KEXUN", "zkx", "7766",
     "139 0000 7766", "+86 13900007766", number(), number().lower()],
)  # fmt: skip
def test_a_worker_finds_somebody_by_what_is_at_hand(cast: Cast, zhang: UUID, words: str) -> None:
    found = {p.id: p for p in find_people(words, by=cast("wangge"))}
    assert zhang in found
    assert found[zhang].values == {
        "name": "张*", "phone": "139****7766", "identity_number": f"1411**********{number()[-4:]}",
        "born_on": "", "door": "******",
    }  # fmt: skip


def test_nobody_finds_somebody_of_another_community(cast: Cast, zhang: UUID) -> None:
    assert all(p.id != zhang for p in find_people("张可寻", by=cast("wangge2")))
    with pytest.raises(PersonNotFound):
        person_shown(zhang, by=cast("wangge2"))
    for by in (cast("chengban"), cast("quling")):
        with pytest.raises(MayNotFind):
            find_people("张可寻", by=by)


@pytest.mark.parametrize("words", ["", "张", "1958", "12", "z", "张*", "😀"])
def test_too_little_is_refused_or_finds_no_crowd(cast: Cast, words: str) -> None:
    if words == "1958":  # four digits are the end of a phone
        assert find_people(words, by=cast("wangge")) == ()
        return
    with pytest.raises(TooLittle):
        sought(words)


def test_the_database_holds_no_plain_value(rows: Rows, zhang: UUID) -> None:
    (row,) = rows("SELECT * FROM people_person WHERE id = %s", zhang)
    held = b"".join(bytes(v) if isinstance(v, memoryview | bytes) else str(v).encode() for v in row)
    for plain in ("张可寻", "13900007766", number()):
        assert plain.encode() not in held


def test_a_surname_with_two_readings_is_found_by_both() -> None:
    assert {"".join(s) for s in spellings("单一")} == {"danyi", "chanyi", "shanyi"}


def test_looking_needs_a_purpose_and_is_written_down_for_the_person(
    cast: Cast, zhang: UUID, rows: Rows
) -> None:
    by, asked = cast("wangge"), {"person_id": zhang, "fields": ["phone"], "why": "约上门", "at": AT}
    with pytest.raises(Exception) as refused:
        unmask(purpose="curious", by=by, **asked)  # type: ignore[arg-type]
    assert refused.type is NoPurpose
    assert rows("SELECT count(*) FROM sealing_access") == [(0,)]
    found = unmask(purpose="visit", by=by, **asked)  # type: ignore[arg-type]
    assert found == {"phone": "13900007766"}
    (line,) = looks_at(zhang, by=SYSTEM)
    assert (line.fields, line.purpose, line.why) == (("phone",), "visit", "约上门")
    assert "网格员" in line.said_by
    assert looks_within(by=cast("shenji"))[0] == line
    assert looks_within(by=cast("wangge2")) == ()
    assert rows("SELECT count(*) FROM journal_entry WHERE kind = 'sealing.look'") == [(1,)]


def test_who_may_not_look_gets_nothing(cast: Cast, zhang: UUID, rows: Rows) -> None:
    for name, error in (
        ("shenji", NotAllowed),
        ("wangge2", PersonNotFound),
        ("quling", NotAllowed),
    ):
        with pytest.raises(error):
            unmask(person_id=zhang, fields=["name"], purpose="visit", why="", by=cast(name), at=AT)
    with pytest.raises(BadInput):
        unmask(person_id=zhang, fields=["id"], purpose="visit", why="", by=cast("wangge"), at=AT)
    assert rows("SELECT count(*) FROM sealing_access") == [(0,)]


def test_masks_posted_back_change_nothing_and_a_new_phone_is_found(
    cast: Cast, zhang: UUID, rows: Rows
) -> None:
    by = cast("wangge")
    shown = person_shown(zhang, by=by)
    before = rows("SELECT name, phone, identity_number FROM people_person WHERE id = %s", zhang)
    assert correct(person_id=zhang, given=shown.values, by=by, at=AT) == []
    assert before == rows(
        "SELECT name, phone, identity_number FROM people_person WHERE id = %s", zhang
    )
    with pytest.raises(StillMasked) as refused:
        correct(person_id=zhang, given={"phone": "138****7766"}, by=by, at=AT)
    assert refused.value.field == "phone"
    given = dict(shown.values) | {"phone": "13900001122"}
    assert correct(person_id=zhang, given=given, by=by, at=AT) == ["phone"]
    assert find_people("13900007766", by=by) == ()
    assert [p.id for p in find_people("13900001122", by=by)] == [zhang]
    whole = unmask(person_id=zhang, fields=["name", "door"], purpose="verify", why="", by=by, at=AT)
    assert whole == {"name": "张可寻", "door": "9 单元 901"}


@pytest.mark.parametrize("wrong", ["141102195801017771", "14110219581301777X", "12", "a" * 18])
def test_a_wrong_identity_number_is_refused(wrong: str) -> None:
    if wrong == number():
        return
    with pytest.raises(BadInput):
        read_identity(wrong)


def test_whoever_raises_a_matter_is_found_by_a_worker(cast: Cast, say: object) -> None:
    walk = say(name="赵说事", phone="13700009988")  # type: ignore[operator]
    (found,) = find_people("9988", by=cast("wangge"))
    assert found.values["name"] == "赵*"
    assert found.path == walk.path
