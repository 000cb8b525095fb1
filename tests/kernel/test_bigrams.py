"""Chinese text cut for searching."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuoshi.kernel.bigrams import asked_for, lexemes


def test_each_two_neighbours_are_a_word_and_the_last_letter_one_too() -> None:
    assert lexemes(["路灯坏"]) == "'路灯':1 '灯坏':2 '坏':3"


def test_latin_words_and_numbers_are_words_folded() -> None:
    assert lexemes(["ＬＥＤ灯３号"]) == "'led':1 '灯':2 '3':3 '号':4"


def test_long_numbers_are_no_words() -> None:
    assert lexemes(["电13800001111话"]) == "'电':1 '话':3"
    assert asked_for("13800001111") == ""


def test_texts_do_not_run_into_one_another() -> None:
    assert "'灯坏'" not in lexemes(["路灯", "坏了"])


def test_terms_are_all_asked_for_each_as_it_stands() -> None:
    assert asked_for("路灯不亮 3号") == "('路灯' <1> '灯不' <1> '不亮') & ('3' <1> '号':*)"
    assert asked_for("led") == "('led':*)"


@pytest.mark.parametrize("nothing", ["", "  ", "，。", "'", "\\", ":*", "!&|()", "<->"])
def test_signs_ask_for_nothing(nothing: str) -> None:
    assert asked_for(nothing) == ""


@given(st.text())
def test_whatever_is_typed_only_words_and_our_own_signs_come_out(text: str) -> None:
    for made in (lexemes([text]), asked_for(text)):
        inside = made.split("'")[1::2]
        assert all(word and (word.isalnum() or not word.isascii()) for word in inside)
        assert all("'" not in w and "\\" not in w and not w.isspace() for w in inside)
