"""Keys by purpose and version; values that move while the house runs."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from shuoshi.matters.engine import situation
from shuoshi.matters.looking import look
from shuoshi.matters.opening import open_matter
from shuoshi.matters.terms import Raised
from shuoshi.people.actions import add_person
from shuoshi.people.queries import find_people
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.cast import YONGNING
from shuoshi.sealing.actions import reseal, retire, rotate
from shuoshi.sealing.cipher import index_token, index_tokens, seal, sealed_under, unseal
from shuoshi.sealing.keys import current, destroy, make
from shuoshi.sealing.terms import KeyGone, Purpose, SealBroken
from tests.conftest import AT, Cast, Rows

BOUND = "people_person.name"


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[Path]:
    """A ring of its own."""
    with override_settings(KEYS_FOLDER=tmp_path, SEAL_KEY_FILE=tmp_path / "seal.key"):
        yield tmp_path


@pytest.mark.parametrize("cipher", ["aes-256-gcm", "sm4-gcm"])
def test_a_value_opens_only_with_its_key_and_in_its_column(keys: Path, cipher: str) -> None:
    with override_settings(SEAL_CIPHER=cipher):
        sealed = seal("张三", purpose=Purpose.CONTACT, bound_to=BOUND)
    assert "张三".encode() not in sealed
    assert sealed_under(sealed) == ("contact", 1)
    assert unseal(sealed, bound_to=BOUND) == "张三"
    for broken in (sealed[:-1], sealed[:-1] + bytes([sealed[-1] ^ 1]), sealed[:20]):
        with pytest.raises(SealBroken):
            unseal(broken, bound_to=BOUND)
    with pytest.raises(SealBroken):
        unseal(sealed, bound_to="people_person.phone")


def test_a_header_that_names_another_key_does_not_open(keys: Path) -> None:
    make(Purpose.CONTACT)
    sealed = seal("张三", purpose=Purpose.CONTACT, bound_to=BOUND)
    make(Purpose.CONTACT)
    moved = sealed.replace(b"contact\x00\x01", b"contact\x00\x02", 1)
    with pytest.raises(SealBroken):
        unseal(moved, bound_to=BOUND)


def test_keys_are_readable_by_their_owner_alone_and_a_destroyed_one_takes_its_values(
    keys: Path,
) -> None:
    sealed = seal("张三", purpose=Purpose.HEALTH, bound_to=BOUND)
    (file,) = keys.glob("health.*.key")
    assert file.stat().st_mode & 0o077 == 0
    before = file.read_bytes()
    assert destroy(Purpose.HEALTH) == 1
    assert not any(before in f.read_bytes() for f in keys.iterdir())
    with pytest.raises(KeyGone):
        unseal(sealed, bound_to=BOUND)


def test_an_emergencys_key_is_never_made_by_being_asked_for(keys: Path) -> None:
    with pytest.raises(KeyGone):
        current("emergency-0001")
    assert not list(keys.iterdir())


def test_two_that_make_a_key_at_once_get_the_same(keys: Path) -> None:
    first = make(Purpose.CONTACT)
    ours = keys / "contact.0002.key"
    ours.write_text((keys / "contact.0001.key").read_text())  # another process was faster
    assert make(Purpose.CONTACT).version == 3 or current(Purpose.CONTACT).root == first.root


def test_values_of_the_first_form_still_open(keys: Path) -> None:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    key = bytes(32)
    (keys / "seal.key").write_text(key.hex())
    old = b"\x01" + bytes(12) + AESGCM(key).encrypt(bytes(12), "张三".encode(), BOUND.encode())
    assert unseal(old, bound_to=BOUND) == "张三"


def test_tokens_carry_their_keys_version_and_differ_by_kind(keys: Path) -> None:
    one = index_token("name", "张三")
    assert len(one) == 2 + 16
    assert one[:2] == b"\x00\x01"
    assert index_token("pinyin", "张三") != one
    make(Purpose.INDEX)
    assert index_token("name", "张三")[:2] == b"\x00\x02"
    assert one in index_tokens("name", "张三")


def test_keys_rotate_while_everything_stays_readable_and_findable(
    world: None, cast: Cast, rows: Rows
) -> None:
    person = add_person(name="单轮换", phone="13800004321", path=YONGNING, by=SYSTEM, at=AT)
    for purpose in (Purpose.CONTACT, Purpose.INDEX):
        rotate(purpose=purpose, by=SYSTEM, at=AT)
    newest = current(Purpose.CONTACT).version

    def under() -> set[int]:
        found = rows("SELECT name, phone FROM people_person WHERE id = %s", person)[0]
        return {sealed_under(bytes(value))[1] for value in found}  # type: ignore[arg-type]

    assert under() == {newest - 1}
    assert [p.id for p in find_people("单轮换", by=cast("wangge"))] == [person], "before it moved"
    assert reseal(Purpose.CONTACT) >= 2
    assert reseal(Purpose.INDEX) >= 1
    assert under() == {newest}
    assert reseal(Purpose.CONTACT) == 0
    assert reseal(Purpose.INDEX) == 0
    assert retire(purpose=Purpose.CONTACT, by=SYSTEM, at=AT) >= 1
    assert retire(purpose=Purpose.INDEX, by=SYSTEM, at=AT) >= 1
    (found,) = find_people("shanlunhuan", by=cast("wangge"))
    assert found.values["name"] == "单*"
    tokens = rows("SELECT token FROM people_foundby WHERE person_id = %s", person)
    assert {int.from_bytes(bytes(t[0])[:2]) for t in tokens} == {current(Purpose.INDEX).version}  # type: ignore[arg-type]


def test_what_forms_hold_sealed_moves_too(world: None, cast: Cast, rows: Rows) -> None:
    said = Raised(
        "desk_call", YONGNING, "", "码变了", kind="code_change", channel="desk",
        form={"lives_at": "三号楼", "left_district": "no"},
    )  # fmt: skip
    receipt = open_matter(said=said, by=cast("zhiban"), at=AT)

    def under() -> tuple[str, int]:
        (held,) = rows("SELECT form->'lives_at'->>'sealed' FROM matters_mattertext")[0]
        return sealed_under(bytes.fromhex(str(held)))

    before = under()
    rotate(purpose=Purpose.FORM, by=SYSTEM, at=AT)
    assert reseal(Purpose.FORM) == 1
    assert under() == ("form", before[1] + 1)
    assert reseal(Purpose.FORM) == 0
    now, _states = situation(receipt.matter_id, by=cast("zhiban"), at=AT)
    asked = {"fields": ["form.lives_at"], "purpose": "visit", "why": ""}
    assert look(now, by=cast("zhiban"), at=AT, **asked) == {"form.lives_at": "三号楼"}  # type: ignore[arg-type]
    steps = str(rows("SELECT answers FROM matters_step"))
    assert "sealed" not in steps or '"sealed": ""' in steps, "a value stands in one place alone"
