"""The table of the knowledge base."""

from django.db import models
from django.db.models import Q


class KnowledgeEntry(models.Model):
    """A question and its answer for a place; one that was replaced or taken out stays, with the time it ended."""

    id = models.UUIDField(primary_key=True)
    path = models.CharField(max_length=12, db_collation="C")
    question = models.CharField(max_length=80)
    answer = models.TextField()
    source = models.CharField(max_length=200)
    review_on = models.DateField()
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["path", "question"],
                condition=Q(ended_at__isnull=True),
                name="knowledge_asked_once",
            )
        ]
