"""How often an address posted: keyed hashes and counts, gone within a day."""

from django.db import models


class Posted(models.Model):
    """Posts of one address in one stretch of ten minutes; the address stands as a keyed hash."""

    key = models.CharField(max_length=64, primary_key=True)
    n = models.IntegerField()
    ends_at = models.DateTimeField(db_index=True)
