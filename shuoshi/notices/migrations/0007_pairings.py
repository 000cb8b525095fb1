"""A pairing may be told of."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0006_office'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='outbox',
            name='outbox_of_one',
        ),
        migrations.AddField(
            model_name='notice',
            name='pairing_id',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='outbox',
            name='pairing_id',
            field=models.UUIDField(null=True),
        ),
        migrations.AddConstraint(
            model_name='outbox',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('matter_id__isnull', False), ('pairing_id__isnull', True), ('sitting_id__isnull', True)), models.Q(('matter_id__isnull', True), ('pairing_id__isnull', True), ('sitting_id__isnull', False)), models.Q(('matter_id__isnull', True), ('pairing_id__isnull', False), ('sitting_id__isnull', True)), _connector='OR'), name='outbox_of_one'),
        ),
    ]
