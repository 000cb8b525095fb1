"""The kind of a matter is suggested with the reason: by the file's words, then by what the site learnt."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from shuoshi.likeness.learning import Text, learn
from shuoshi.matters.suggesting import file_of
from shuoshi.scenarios.lishi.walking import Walk
from tests.web.using import client, text


@pytest.fixture
def learnt(tmp_path: Path) -> Iterator[Path]:
    before = settings.LEARNT_FOLDER
    settings.LEARNT_FOLDER = tmp_path
    yield file_of("shuoshi_yishi", "kind")
    settings.LEARNT_FOLDER = before


def test_the_files_words_suggest_and_a_person_decides(
    say: Callable[..., Walk], learnt: Path
) -> None:
    walk = say("三号楼的路灯不亮，楼道也黑。", kind="")
    page = text(client("shuji").get(f"/staff/matters/{walk.id}"))
    assert "可能是“民生事业”（写了：路灯、楼道）" in page
    assert 'value="livelihood" selected' not in page
    english = client("shuji")
    english.get("/look/language/en")
    assert "Maybe “Livelihood” (it says: 路灯、楼道)" in text(
        english.get(f"/staff/matters/{walk.id}")
    )
    answer = client("shuji").get(f"/api/v1/matters/{walk.id}").json()
    accept = next(m for m in answer["moves"] if m["name"] == "accept")
    assert accept["asks"][0]["suggested"] == ["livelihood"]


def test_what_was_learnt_comes_before_the_files_words(
    say: Callable[..., Walk], learnt: Path
) -> None:
    walk = say("三号楼的路灯不亮，楼道也黑。", kind="")
    texts = [
        Text("路灯裸露的电线", "路灯漏电"),
        Text("路灯电线", "路灯坏了漏电"),
        Text("吵架", "邻居"),
        Text("邻居吵架", "打架"),
    ]
    learn(texts, ["hazard", "hazard", "dispute", "dispute"]).save(learnt, {})
    assert "可能是“安全隐患”（写了：路灯" in text(client("shuji").get(f"/staff/matters/{walk.id}"))
    learnt.write_bytes(b"no weights")
    assert "可能是“民生事业”" in text(client("shuji").get(f"/staff/matters/{walk.id}")), "no fault"


def test_the_command_learns_from_a_csv_and_says_what_is_wrong(
    district: None, learnt: Path, tmp_path: Path
) -> None:
    from click.testing import CliRunner

    from shuoshi.server.cli import main

    file = tmp_path / "said.csv"
    rows = [f"路灯{n},路灯坏了{n},民生" for n in range(4)] + [
        f"垃圾{n},垃圾满了{n},environment" for n in range(4)
    ]
    file.write_text("标题,内容,类\n" + "\n".join(rows), encoding="utf-8")
    asked = [
        "learn",
        str(file),
        "--programme",
        "shuoshi_yishi",
        "--title",
        "标题",
        "--body",
        "内容",
        "--label",
        "类",
    ]
    strange = CliRunner().invoke(main, asked)
    assert strange.exit_code == 1
    assert "unknown labels: 民生" in strange.output
    done = CliRunner().invoke(main, [*asked, "--as", "民生=livelihood"])
    assert done.exit_code == 0, done.output
    assert "学了 8 条，2 类" in done.output
    assert learnt.exists()
    for wrong, says in (
        (["--title", "没有"], "没有叫“没有”的列"), (["--field", "reason"], "is no field of choices"),
        (["--programme", "no_such"], "没有安装这个程序"),
    ):  # fmt: skip
        answer = CliRunner().invoke(main, [*asked, "--as", "民生=livelihood", *wrong])
        assert answer.exit_code == 1, wrong
        assert says in answer.output
        assert "Traceback" not in answer.output


def test_the_command_groups_a_csv_by_incident(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from shuoshi.server.cli import main

    file = tmp_path / "said.csv"
    said = "n,u,t,b,d\n1,a,搅拌站噪音扰民,搅拌站太吵,2026/1/2 8:00\n2,b,搅拌站噪音太大,搅拌站太吵了,2026-01-03\n3,c,红绿灯坏了,路口,2026-01-04"
    file.write_text(said, encoding="utf-8")
    columns = ["--id", "n", "--who", "u", "--title", "t", "--body", "b", "--at", "d"]
    done = CliRunner().invoke(main, ["hot", str(file), *columns])
    assert done.exit_code == 0, done.output
    assert "3 条，1 个话题" in done.output
    assert "2 条，2 人" in done.output
    file.write_text(said.replace("2026-01-04", "昨天"), encoding="utf-8")
    assert "时间看不懂" in CliRunner().invoke(main, ["hot", str(file), *columns]).output
