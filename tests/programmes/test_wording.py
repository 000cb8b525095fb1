"""A site's own words for a programme's texts, without a new version."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from shuoshi.kernel.errors import BadInput
from shuoshi.programmes import queries
from shuoshi.programmes.actions import word
from shuoshi.programmes.queries import current, definition, texts
from shuoshi.reach.terms import SYSTEM
from tests.conftest import AT

YISHI = "shuoshi_yishi"


@pytest.fixture
def own(world: None, rows: Callable[..., Any]) -> Iterator[Callable[..., None]]:
    def say(path: str, zh: str, en: str, programme: str = YISHI) -> None:
        word(programme=programme, path=path, zh=zh, en=en, by=SYSTEM, at=AT, where="141102")

    yield say
    rows("DELETE FROM programmes_wording")
    rows("UPDATE programmes_wordingrevision SET revision = revision + 1")
    queries.forget_current()
    current(YISHI)


def test_a_text_is_said_otherwise_in_every_version_and_none_is_made(
    own: Callable[..., None],
) -> None:
    before = current(YISHI)
    own("moves.accept.name", "收下", "Take in")
    after = current(YISHI)
    assert after.version_id == before.version_id
    assert (after.move("accept").name.zh, after.move("accept").name.en) == ("收下", "Take in")
    assert definition(before.version_id).move("accept").name.zh == "收下"
    assert before.move("accept").name.zh == "受理"


def test_the_bar_and_a_question_set_have_words_too(own: Callable[..., None]) -> None:
    own("bar.0.name", "讲", "Tell")
    own("questions.fields.lives_at.name", "住在哪栋楼", "Which building", "desk_call")
    assert current(YISHI).programme.bar[0].name.zh == "讲"
    assert current("desk_call").fields["lives_at"].name.zh == "住在哪栋楼"


def test_the_files_own_words_take_the_sites_away(
    own: Callable[..., None], rows: Callable[..., Any]
) -> None:
    own("stages.said.name", "讲事", "Tell")
    own("stages.said.name", "说", "Said")
    assert rows("SELECT count(*) FROM programmes_wording") == [(0,)]
    assert current(YISHI).stages["said"].name.zh == "说"


@pytest.mark.parametrize(
    ("path", "zh", "en"),
    [("stages.nowhere.name", "甲", "A"), ("stages.said", "甲", "A"), ("stages.said.name", " ", "A"),
     ("stages.said.name", "甲" * 301, "A")],
)  # fmt: skip
def test_a_text_that_is_not_there_or_empty_is_refused(
    own: Callable[..., None], path: str, zh: str, en: str
) -> None:
    with pytest.raises(BadInput):
        own(path, zh, en)
    assert current(YISHI).stages["said"].name.zh == "说"


def test_another_process_reads_the_new_words_with_its_next_list(
    own: Callable[..., None], rows: Callable[..., Any]
) -> None:
    assert current(YISHI).stages["said"].name.zh == "说"
    rows(
        "INSERT INTO programmes_wording (id, programme, path, zh, en, changed_at)"
        " VALUES (gen_random_uuid(), %s, 'stages.said.name', '讲', 'Tell', now())",
        YISHI,
    )
    rows("UPDATE programmes_wordingrevision SET revision = revision + 1")
    queries.forget_current()  # five seconds later
    queries.installed()
    assert current(YISHI).stages["said"].name.zh == "讲"


def test_every_text_is_listed_with_the_files_words_and_the_sites(
    own: Callable[..., None],
) -> None:
    own("kinds.dispute", "邻里纠纷", "Dispute between neighbours")
    found = {row.path: row for row in texts(YISHI)}
    assert found["kinds.dispute"].file == ("矛盾纠纷", "Dispute")
    assert found["kinds.dispute"].own == ("邻里纠纷", "Dispute between neighbours")
    assert found["name"].own is None
