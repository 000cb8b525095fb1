"""Every requirement of levels 1 and 2 has its answer."""

import csv
from pathlib import Path

import yaml

ANSWERS = Path(__file__).parent / "answers.yaml"


def test_every_requirement_of_levels_one_and_two_is_answered(shared: Path) -> None:
    told = yaml.safe_load(ANSWERS.read_text(encoding="utf-8"))["rows"]
    with (shared / "asvs" / "asvs_5.0.0.csv").open(encoding="utf-8-sig") as file:
        asked = {r["req_id"]: int(r["L"]) for r in csv.DictReader(file) if r["L"] in "12"}
    assert {n: row["level"] for n, row in told.items() if n[0] == "V"} == asked


def test_no_requirement_is_told_in_the_standards_words(shared: Path) -> None:
    """Its licence is not ours: six of its words in a row stand nowhere."""
    told = yaml.safe_load(ANSWERS.read_text(encoding="utf-8"))["rows"]
    with (shared / "asvs" / "asvs_5.0.0.csv").open(encoding="utf-8-sig") as file:
        texts = {r["req_id"]: r["req_description"].lower().split() for r in csv.DictReader(file)}
    for number, row in told.items():
        if number in texts:
            own, theirs = row["asks"].lower().split(), " ".join(texts[number])
            runs = [" ".join(own[n : n + 6]) for n in range(len(own) - 5)]
            assert [run for run in runs if run in theirs] == [], number
