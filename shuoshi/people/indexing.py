"""The tokens by which a person is found: written, and written anew after the index key changed."""

from uuid import UUID

from django.db import connection

from shuoshi.people.models import FoundBy, Person
from shuoshi.people.queries import known_as
from shuoshi.people.rules import tokens_of
from shuoshi.people.terms import Known
from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM
from shuoshi.sealing.cipher import index_token, index_version
from shuoshi.sealing.terms import Purpose

_BATCH = 500


def index_person(known: Known) -> None:
    """Write the tokens by which a person is found, in place of the old ones, as engine."""
    FoundBy.objects.filter(person_id=known.id).delete()
    FoundBy.objects.bulk_create(
        FoundBy(person_id=known.id, path=known.path, token=token)
        for token in sorted({index_token(s.kind, s.text) for s in tokens_of(known.values)})
    )


_OLDER = """
SELECT p.id FROM people_person p
WHERE p.id > %s AND p.same_as_id IS NULL AND substring(p.name FROM 3 FOR 10) <> 'emergency-'::bytea AND NOT EXISTS (
    SELECT FROM people_foundby f
    WHERE f.person_id = p.id AND substring(f.token FROM 1 FOR 2) = %s)
ORDER BY p.id LIMIT %s
"""


def reindex(purpose: Purpose) -> int:
    """Find everybody by the newest index key who has only older tokens, or none; returns how many.

    Shape:   batches of 500 in transactions of their own; does nothing for other purposes. Who is
             sealed under an emergency's key is found by nobody, and stays so.
    """
    if purpose is not Purpose.INDEX:
        return 0
    newest, moved, after = index_version(), 0, UUID(int=0)
    while True:
        with acting(SYSTEM), connection.cursor() as cursor:
            cursor.execute(_OLDER, [after, newest, _BATCH])
            ids = [row[0] for row in cursor.fetchall()]
            for person in Person.objects.select_related("household").filter(id__in=ids):
                known = known_as(person)
                index_person(known)
                moved += bool(tokens_of(known.values))
        if not ids:
            return moved
        after = ids[-1]
