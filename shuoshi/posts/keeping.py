"""Posts that an actor works at or leads: seen under their reach, then written as engine."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from shuoshi.journal.actions import record
from shuoshi.posts.models import Post
from shuoshi.posts.terms import GATE, PostNotFound
from shuoshi.reach.queries import switch_at
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import Actor, SwitchRow


@contextmanager
def post_of_mine(post_id: UUID, by: Actor) -> Iterator[Post]:
    """A post that the actor sees, its row locked, in a scope that writes as engine. Raises PostNotFound."""
    with acting(by) as scope:
        if not Post.objects.filter(id=post_id).exists():
            raise PostNotFound
        scope.write_as_engine()
        yield Post.objects.select_for_update().get(id=post_id)


def switch_of(post: Post, at: datetime) -> SwitchRow:
    """The emergency that is on at a post. Raises EmergencyOff."""
    return switch_at(post.kind, GATE, post.path, at)


def noted(kind: str, subject_id: UUID, path: str, by: Actor, at: datetime) -> None:
    """One journal line about a post, in the caller's scope."""
    record(kind=f"posts.{kind}", subject_id=subject_id, path=path, by=by, at=at)
