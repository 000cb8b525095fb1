"""The bare view's table."""

from django.db import models


class Bare(models.Model):
    """One row a request."""

    id = models.UUIDField(primary_key=True)
    title = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        app_label = "bench"
        db_table = "bench_bare"
        managed = False
