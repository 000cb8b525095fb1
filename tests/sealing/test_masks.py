"""Masks, and masks that come back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuoshi.sealing.rules import mask, posted, surname_of
from shuoshi.sealing.terms import Masked, StillMasked


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (Masked.NAME, "张三", "张*"),
        (Masked.NAME, "欧阳娜娜", "欧阳*"),
        (Masked.NAME, "李", "*"),
        (Masked.NAME, "Anna Müller", "Anna*"),
        (Masked.PHONE, "13812345678", "138****5678"),
        (Masked.PHONE, "8220000", "******"),
        (Masked.IDENTITY, "141102195801011234", "1411**********1234"),
        (Masked.DAY, "1958-01-01", "1958-**-**"),
        (Masked.DOOR, "2 单元 301", "******"),
        (Masked.TEXT, "有", "******"),
        (Masked.NAME, "", ""),
    ],
)
def test_a_value_is_shown_behind_its_mask(kind: Masked, value: str, shown: str) -> None:
    assert mask(kind, value) == shown


@given(
    st.sampled_from(list(Masked)),
    st.text(st.characters(exclude_characters="*", codec="utf-8"), min_size=1, max_size=40),
)
def test_no_mask_shows_the_whole_value(kind: Masked, value: str) -> None:
    shown = mask(kind, value)
    assert "*" in shown
    assert value not in shown  # what is written with a star is refused before it is kept


@pytest.mark.parametrize("kind", list(Masked))
def test_a_mask_that_comes_back_keeps_the_value(kind: Masked) -> None:
    kept = "141102195801011234"
    assert posted(kind, f" {mask(kind, kept)} ", kept) == kept


def test_a_mask_that_was_half_changed_is_refused() -> None:
    with pytest.raises(StillMasked):
        posted(Masked.PHONE, "139****5678", "13812345678")
    assert posted(Masked.PHONE, "13912345678", "13812345678") == "13912345678"
    assert posted(Masked.PHONE, "", "13812345678") == ""


def test_surnames_of_two_letters() -> None:
    assert [surname_of(n) for n in ("司马光", "司马", "司光", "马")] == ["司马", "司", "司", "马"]
