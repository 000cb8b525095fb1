"""Reading the words that blocks of this room keep: answers and reports."""

import json
from typing import Any

from django.db import connection

from shuoshi.programmes.ports import InStage
from shuoshi.reach.terms import Actor

_WORDS = "SELECT matters_words(%s, %s, %s, %s, %s, %s, %s, %s)"


def said_in(stage: InStage, by: Actor) -> dict[str, list[Any]]:
    """Answers of this entry and the matter's reports, under the reach. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_WORDS, [*by.settings(), stage.matter_id, stage.entry])
        found = cursor.fetchone()[0]
    read = json.loads(found) if isinstance(found, str) else found
    return {name: read[name] or [] for name in ("answers", "reports")}
