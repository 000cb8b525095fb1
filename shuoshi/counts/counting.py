"""Figures of counts kept small: the lines of each batch rolled up into one an hour, grid and site."""

from django.db import connection

from shuoshi.reach.scope import acting
from shuoshi.reach.terms import SYSTEM


def roll_up() -> int:
    """Roll tallies up; how many lines fewer. Readers see either the lines or their sum."""
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT counts_roll_up()")
        return int(cursor.fetchone()[0])
