"""The words by which matters are found, cut by `kernel.bigrams`; the engine's functions keep them."""

from typing import Any

from django.db import models

from shuoshi.matters.models.matter import Matter


class Lexemes(models.TextField):  # type: ignore[type-arg]
    """PostgreSQL's tsvector: words with their places in the text."""

    def db_type(self, connection: Any) -> str:
        return "tsvector"


class Sought(models.Model):
    """The words of a matter, for its staff and its raiser: no reach reads this table, the function
    `matters_search` looks here as engine and then once more under the reader's reach.

    Shape:   none for a matter of an emergency, whose texts are sealed; `@path` of its street and its
             community and `#id` of its holder stand among the words, so that a narrow search reads few.
    """

    matter = models.OneToOneField(
        Matter, primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    path = models.CharField(max_length=40, db_collation="C")
    opened_at = models.DateTimeField()
    words = Lexemes()

    class Meta:
        indexes = [models.Index(fields=["opened_at", "matter"], name="sought_new")]


class PublishedSought(models.Model):
    """The words of what a reviewer released, in a table of their own while it is shown: everybody's
    search reads nothing else."""

    matter = models.OneToOneField(
        Matter, primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    path = models.CharField(max_length=40, db_collation="C")
    opened_at = models.DateTimeField()
    words = Lexemes()

    class Meta:
        indexes = [models.Index(fields=["opened_at", "matter"], name="published_sought_new")]
