"""The numbers of all the orders by which an emergency was extended stand with it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reach", "0003_erasing")]

    operations = [
        migrations.AlterField("switch", "order_number", models.CharField(max_length=1000)),
    ]
