"""The journal's tables; the entries are partitioned, so the migration makes them by hand."""

from django.db import models


class Entry(models.Model):
    """One thing that happened."""

    id = models.UUIDField(primary_key=True)
    recorded_at = models.DateTimeField()
    happened_at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    other_id = models.UUIDField(null=True)
    path = models.CharField(max_length=40, db_collation="C")
    account_id = models.UUIDField(null=True)
    duty_id = models.UUIDField(null=True)
    role = models.CharField(max_length=40)

    class Meta:
        managed = False
        db_table = "journal_entry"


class Seal(models.Model):
    """A link of the hash chain over entries up to a point."""

    n = models.BigIntegerField(primary_key=True)
    sealed_at = models.DateTimeField()
    upto_at = models.DateTimeField()
    upto_id = models.UUIDField()
    entries = models.IntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(entries__gt=0), name="seal_holds")]
