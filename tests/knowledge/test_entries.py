"""The knowledge base: a place's own answers, found by a caller's words, never changed and always dated."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from shuoshi.kernel.clock import local_date, now
from shuoshi.kernel.errors import BadInput
from shuoshi.knowledge.actions import add_entry, end_entry
from shuoshi.knowledge.queries import answers_to, entries_for
from shuoshi.knowledge.terms import EntryNotFound, MayNotKeep
from shuoshi.scenarios.lishi.cast import BINHE, DISTRICT, LONGSHAN, YONGNING
from tests.conftest import AT, Cast, Rows
from tests.web.using import client, text

DAY = local_date(AT) + timedelta(days=90)


def write(cast: Cast, by: str = "zhiban", at: Any = AT, **said: Any) -> UUID:
    given: dict[str, Any] = {
        "path": YONGNING, "question": "高龄津贴怎么领", "review_on": DAY,
        "answer": "满80岁，带身份证和银行卡到社区登记，下个月起发到卡上。", "source": "区民政局2026年1月答复",
    }  # fmt: skip
    return add_entry(**given | said, by=cast(by), at=at)


def test_an_answer_is_found_by_the_words_of_a_caller(cast: Cast) -> None:
    mine = write(cast)
    write(cast, question="几点开门", answer="八点到六点，周末有人值班。")
    found = answers_to("我妈八十了，那个津贴到哪里领？", YONGNING)
    assert [e.id for e in found] == [mine]
    assert answers_to("下水道堵了", YONGNING) == ()
    assert answers_to("！", YONGNING) == ()


def test_what_a_street_knows_holds_in_its_communities_and_nowhere_else(cast: Cast) -> None:
    street = write(cast, "jiedao", path=BINHE)
    own = write(cast)
    assert [e.id for e in entries_for(YONGNING)] == [own, street]
    assert [e.id for e in entries_for(LONGSHAN)] == ([street] if LONGSHAN.startswith(BINHE) else [])
    assert entries_for(DISTRICT) == ()


def test_a_new_one_takes_the_old_ones_place_and_the_old_one_stays_known(
    cast: Cast, rows: Rows
) -> None:
    old = write(cast)
    new = write(cast, answer="满80岁，在手机上登记。", instead_of=old, at=AT + timedelta(days=1))
    assert [e.id for e in entries_for(YONGNING)] == [new]
    assert rows("SELECT count(*) FROM knowledge_knowledgeentry") == [(2,)]
    with pytest.raises(EntryNotFound):
        write(cast, instead_of=old)
    kinds = rows("SELECT kind FROM journal_entry WHERE kind LIKE 'knowledge.%%' ORDER BY id")
    assert kinds == [("knowledge.add",), ("knowledge.add",)]


def test_the_same_question_stands_once(cast: Cast) -> None:
    write(cast)
    with pytest.raises(BadInput, match="已经有这一问"):
        write(cast)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("question", " "), ("question", "问" * 81), ("answer", ""), ("answer", "答" * 2001),
        ("source", ""), ("review_on", local_date(AT)), ("review_on", local_date(AT) + timedelta(days=400)),
    ],
)  # fmt: skip
def test_an_entry_says_what_on_whose_word_and_until_when(
    cast: Cast, field: str, wrong: Any
) -> None:
    with pytest.raises(BadInput) as refused:
        write(cast, **{field: wrong})
    assert refused.value.field == field
    assert entries_for(YONGNING) == ()


def test_only_its_own_posts_keep_a_places_entries(cast: Cast) -> None:
    for by, path in (
        ("zhiban", LONGSHAN),
        ("zhiban", BINHE),
        ("wangge", YONGNING),
        ("chengban", YONGNING),
    ):
        with pytest.raises(MayNotKeep):
            write(cast, by, path=path)
    mine = write(cast)
    with pytest.raises(MayNotKeep):
        end_entry(entry_id=mine, by=cast("wangge"), at=AT)
    end_entry(entry_id=mine, by=cast("shuji"), at=AT)
    with pytest.raises(EntryNotFound):
        end_entry(entry_id=mine, by=cast("shuji"), at=AT)


def test_the_desk_reads_it_out_and_sees_when_it_is_doubtful(cast: Cast) -> None:
    c = client("zhiban")
    page = "/staff/knowledge"
    day = (local_date(now()) + timedelta(days=30)).isoformat()
    given = {
        "do": "add", "place": YONGNING, "question": "高龄津贴怎么领", "answer": "满80岁，带身份证到社区登记。",
        "source": "区民政局", "review_on": day,
    }  # fmt: skip
    wrong = c.post(page, given | {"source": ""})
    assert wrong.status_code == 422
    assert "满80岁，带身份证到社区登记。" in text(wrong)
    assert c.post(page, given).status_code == 302
    call = {"place": YONGNING, "body": "我妈八十了，津贴到哪里领"}
    found = text(c.post("/staff/desk", call))
    assert "满80岁，带身份证到社区登记。" in found
    assert "要核对" not in found
    assert "高龄津贴怎么领" in text(client("wangge").get(page))
    assert client("chengban").get(page).status_code == 403


def test_a_program_asks_and_writes_too(cast: Cast) -> None:
    c = client("zhiban")
    write(cast)
    said = c.get("/api/v1/knowledge", {"words": "津贴到哪里领"}).json()
    assert [e["question"] for e in said] == ["高龄津贴怎么领"]
    assert c.get("/api/v1/knowledge", {"place": LONGSHAN}).status_code == 422
