"""Learnt weights: applied without a library they say what the machine says, with the reason."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from shuoshi.likeness.learning import Text, TooFew, learn
from shuoshi.likeness.suggesting import BODY_MOST, by_words, load, plain

_LAMPS = (
    "路灯不亮",
    "楼道灯坏了",
    "路灯又不亮了",
    "门口的路灯坏了",
    "灯不亮，看不见路",
    "单元路灯坏了三天",
)
_BINS = (
    "垃圾桶满了",
    "垃圾没人清",
    "垃圾堆在路边",
    "垃圾桶坏了",
    "垃圾味道很大",
    "楼下垃圾三天没清",
)
TEXTS = [Text(t, f"您好，{t}，请派人来看看。") for t in (*_LAMPS, *_BINS)]
CODES = ["lamp"] * len(_LAMPS) + ["bin"] * len(_BINS)


def test_it_suggests_the_class_and_says_by_which_words() -> None:
    machine = learn(TEXTS, CODES, described=["路灯 照明", "垃圾 清运", "噪音"])
    lamp, other = machine.suggest("3号楼路灯", "3号楼的路灯坏了，麻烦来修。")
    assert (lamp.code, other.code) == ("lamp", "bin")
    assert lamp.score > other.score
    assert "路灯" in lamp.because
    assert machine.suggest("", "垃圾")[0].code == "bin"
    assert {s.code for s in machine.suggest("", "")} == {"lamp", "bin"}, "nothing said is no fault"


def test_what_is_described_counts_where_nothing_was_said_of_it() -> None:
    described = ["照明 电杆 灯泡 灯罩", "环卫 清运 保洁 清扫"]
    assert learn(TEXTS, CODES, described=described).suggest("清扫保洁", "清运")[0].code == "bin"
    assert learn(TEXTS, CODES, described=described).suggest("灯泡灯罩", "电杆")[0].code == "lamp"


def test_it_is_kept_as_plain_data_and_read_without_a_library(tmp_path: Path) -> None:
    machine, file = learn(TEXTS, CODES), tmp_path / "learnt" / "a.json.gz"
    size = machine.save(file, {"texts": len(TEXTS)})
    assert size == file.stat().st_size
    again = load(file)
    for t in TEXTS:
        assert again.suggest(t.title, t.body) == machine.suggest(t.title, t.body)
    asked = (
        "import sys; from pathlib import Path; from shuoshi.likeness.suggesting import load; "
        f"print(load(Path({str(file)!r})).suggest('路灯', '坏了')[0].code); "
        "print([m for m in ('sklearn', 'numpy', 'scipy', 'django') if m in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    ).stdout
    assert ran.split("\n")[:2] == ["lamp", "[]"]


def test_another_format_is_no_suggester(tmp_path: Path) -> None:
    import gzip

    file = tmp_path / "a.json.gz"
    file.write_bytes(gzip.compress(json.dumps({"format": 99}).encode()))
    with pytest.raises(ValueError, match="format 99"):
        load(file)


@pytest.mark.parametrize("codes", [["a"] * 12, ["a"] * 11 + ["b"]])
def test_too_little_to_learn_from_is_said(codes: list[str]) -> None:
    with pytest.raises(TooFew):
        learn(TEXTS, codes)


def test_texts_are_asked_as_they_were_learnt() -> None:
    assert plain("Ａ7县 XXX路12号**\n楼") == "##路0号#楼"
    long = "好" * BODY_MOST + "垃圾" * 50
    machine = learn(TEXTS, CODES)
    assert machine.suggest("", long) == machine.suggest("", "好" * BODY_MOST)


def test_the_files_own_words_suggest_where_nothing_was_learnt() -> None:
    words = {"lamp": ("路灯", "楼道"), "bin": ("垃圾", "清运")}
    first, second = by_words(words, "路灯和垃圾", "路灯坏了，楼道也黑")
    assert (first.code, first.because) == ("lamp", ("路灯", "楼道"))
    assert second.code == "bin"
    assert by_words(words, "停车", "没有位置") == ()
