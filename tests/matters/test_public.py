"""What everybody may see of a matter, and what they may not."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from shuoshi.matters.pictures import receive
from shuoshi.matters.public import public_matter
from shuoshi.matters.reading import read_matter
from shuoshi.reach.terms import SYSTEM
from shuoshi.scenarios.lishi.walking import go_on, raiser, walk_yishi


def test_the_public_row_follows_each_stage_and_shows_only_what_was_released(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    walk = walk_yishi(say(body="我家在三号楼二单元，王某某。"), "reviewed")
    walk.does(
        cast("shuji"), "release", hours=0.1, public_title="楼道灯", public_text="楼道灯坏了。"
    )
    go_on(walk, "archived", {"decision": "修。"})
    shown = public_matter(walk.receipt.number)
    assert [stage for stage, _ in shown.entered()] == [
        "said", "reviewed", "tabled", "published", "assigning", "assigned", "executing", "done", "archived",
    ]  # fmt: skip
    assert shown.shown["vote"] == {
        "eligible": 9, "cast": 9, "yes": 7, "no": 1, "abstain": 1, "quorum": ">=2/3", "majority": ">1/2",
        "way": "named",
    }  # fmt: skip
    assert shown.shown["decision"] == "修。"
    assert "result" not in shown.shown, (
        "a handler's words are shown only after a reviewer released them"
    )
    assert "王某某" not in str(shown)


def test_taken_down_it_is_gone_from_the_board(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    walk = walk_yishi(say(), "reviewed")
    walk.does(cast("shuji"), "release", public_title="灯", public_text="灯坏了。")
    walk.does(cast("jiandu"), "hide", reason="写了门牌")
    with pytest.raises(Exception, match="没有这件事"):
        public_matter(walk.receipt.number)


def test_taken_down_its_pictures_are_gone_too(
    say: Callable[..., Any], cast: Callable[..., Any], rows: Callable[..., Any]
) -> None:
    import io

    from PIL import Image

    from shuoshi.matters.actions import attach, served
    from shuoshi.reach.terms import ANYBODY

    walk, out = walk_yishi(say(), "reviewed"), io.BytesIO()
    Image.new("RGB", (20, 20)).save(out, "PNG")
    (file_id,) = attach(
        matter_id=walk.id, received=[receive(out.getvalue())], by=raiser(walk.receipt), at=walk.at
    )
    with pytest.raises(Exception, match="没有这件事"):
        served(file_id, (ANYBODY,))
    forged = [{"id": str(file_id)}, {"id": "nonsense"}, {"id": str(walk.id)}]
    walk.does(cast("shuji"), "release", public_title="灯", public_text="灯坏了。", pictures=forged)
    assert public_matter(walk.receipt.number).pictures == (str(file_id),)
    assert served(file_id, (ANYBODY,)).kind == "picture"
    walk.does(cast("jiandu"), "hide", reason="拍到了人")
    with pytest.raises(Exception, match="没有这件事"):
        served(file_id, (ANYBODY,))


def test_a_matter_that_turns_private_leaves_the_board(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    walk = walk_yishi(say(), "reviewed")
    walk.does(cast("shuji"), "release", public_title="灯", public_text="灯坏了。")
    walk.does(cast("shuji"), "give_back", reason="其实是纠纷")
    walk.does(cast("shuji"), "accept", kind="dispute")
    with pytest.raises(Exception, match="没有这件事"):
        public_matter(walk.receipt.number)


def test_what_its_raiser_wants_private_is_not_released(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    walk = walk_yishi(say(private=True), "reviewed")
    with pytest.raises(Exception, match="不公开"):
        walk.does(cast("shuji"), "release", public_title="灯", public_text="灯坏了。")


def test_a_late_release_begins_the_notice_and_its_time_and_says_so(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    walk = walk_yishi(say(), "published")
    walk.does(cast("shuji"), "hide", reason="有名字")
    walk.at += timedelta(days=3)
    walk.does(cast("shuji"), "release", public_title="灯", public_text="灯坏了。")
    m = read_matter(walk.id, by=SYSTEM, at=walk.at)
    assert m.due_at
    assert m.due_at > walk.at + timedelta(days=6)
    assert m.marks["limit"] == ["7 days", walk.at.isoformat()]


def test_a_release_of_what_is_private_by_kind_moves_no_time(
    say: Callable[..., Any], cast: Callable[..., Any]
) -> None:
    walk = walk_yishi(say(kind="dispute"), "published")
    before = read_matter(walk.id, by=SYSTEM, at=walk.at).due_at
    walk.at += timedelta(days=3)
    words = {"public_title": "一件纠纷", "public_text": "已经调解。", "reason": "双方同意公开"}
    walk.does(cast("shuji"), "release", **words)
    assert read_matter(walk.id, by=SYSTEM, at=walk.at).due_at == before
