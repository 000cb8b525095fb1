"""Every column that holds something personal says why, by what right, how long."""

from pathlib import Path

import pytest
from django.db import models

from shuoshi.programmes.actions import library
from shuoshi.programmes.dictionary import all_faults, page
from shuoshi.sealing import dictionary
from shuoshi.sealing.dictionary import Basis, Holds, Nothing, Sensitivity, faults, looks_personal
from shuoshi.sealing.fields import SealedText

ROOT = Path(__file__).parent.parent.parent


def test_nothing_is_undeclared(district: None) -> None:
    assert list(all_faults()) == []


def test_the_page_in_docs_is_the_generated_one(district: None) -> None:
    kept = (ROOT / "docs" / "reference" / "personal-data.md").read_text(encoding="utf-8")
    assert kept == page(library()), "run `make pages`"


@pytest.mark.parametrize(
    ("column", "field", "looks"),
    [
        ("mother_name", models.CharField(max_length=9), True),
        ("mobile_phone", models.CharField(max_length=9), True),
        ("notes", models.TextField(), True),
        ("extra", models.JSONField(), True),
        ("x", SealedText(), True),
        ("revision", models.IntegerField(), False),
        ("opened_at", models.DateTimeField(), False),
    ],
)
def test_what_looks_personal(
    column: str, field: "models.Field[object, object]", looks: bool
) -> None:
    assert looks_personal(column, field) is looks


def test_an_undeclared_column_a_missing_one_and_a_missing_reason_are_found(
    district: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = dictionary.declared()
    without = tuple(e for e in own if e.table != "people_person")
    monkeypatch.setattr(dictionary, "declared", lambda: without)
    said = list(faults())
    assert "people_person.name: looks personal and is declared by nobody" in said
    assert "people_person.phone: sealed, so it is personal" in said
    extra = (Nothing("people_person", ("nose",), " "), Nothing("people_person", ("phone",), "no"))
    monkeypatch.setattr(dictionary, "declared", lambda: (*own, *extra))
    said = list(faults())
    assert "people_person.nose: declared, but there is no such column" in said
    assert "people_person: nothing personal, but no reason why" in said
    assert "people_person.phone: declared twice" in said


def test_a_rule_that_is_not_there_is_found(district: None, monkeypatch: pytest.MonkeyPatch) -> None:
    own = dictionary.declared()[0]
    assert isinstance(own, Holds)
    odd = Holds("people_person", (), own.what, own.purpose, Basis.DUTY, Sensitivity.INNER, "never")
    monkeypatch.setattr("shuoshi.programmes.dictionary.declared", lambda: (odd,))
    assert "people_person: no rule of retention is called 'never'" in list(all_faults())
