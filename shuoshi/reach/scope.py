"""`with acting(actor):` opens the scoped transaction in which an actor reads and writes."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from shuoshi.reach.terms import Actor, Reach

_SCOPE = """
SELECT set_config('shuoshi.lo', %s, true), set_config('shuoshi.hi', %s, true),
       set_config('shuoshi.unit', %s, true), set_config('shuoshi.person', %s, true),
       set_config('shuoshi.token', %s, true), set_config('role', %s, true)
"""


class Scope:
    """The open transaction of one actor."""

    def write_as_login(self) -> None:
        """From here on, write with the login's own rights: tables that no reach guards, such as
        accounts, in the same transaction."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('role', 'none', true)")

    def write_as_engine(self) -> None:
        """From here on, write with the engine's rights: after the row was seen under the reach."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('role', %s, true)", [Reach.ENGINE.value])


@contextmanager
def acting(actor: Actor) -> Iterator[Scope]:
    """Run the block in a transaction of its own, seeing what `actor` may see.

    Locks:   none of its own; role and bounds end with the transaction.
    Raises:  RuntimeError inside another transaction: a scope is never nested, nor put round a
             whole request, where it would hold locks while pages render.
    """
    role, lo, hi, unit, person, token = actor.settings()
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute(_SCOPE, [lo, hi, unit, person, token, role])
        yield Scope()
