"""A warning may be told of."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0007_pairings'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='outbox',
            name='outbox_of_one',
        ),
        migrations.AddField(
            model_name='notice',
            name='warning_id',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='outbox',
            name='warning_id',
            field=models.UUIDField(null=True),
        ),
        migrations.AddConstraint(
            model_name='outbox',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('matter_id__isnull', False), ('pairing_id__isnull', True), ('sitting_id__isnull', True), ('warning_id__isnull', True)), models.Q(('matter_id__isnull', True), ('pairing_id__isnull', True), ('sitting_id__isnull', False), ('warning_id__isnull', True)), models.Q(('matter_id__isnull', True), ('pairing_id__isnull', False), ('sitting_id__isnull', True), ('warning_id__isnull', True)), models.Q(('matter_id__isnull', True), ('pairing_id__isnull', True), ('sitting_id__isnull', True), ('warning_id__isnull', False)), _connector='OR'), name='outbox_of_one'),
        ),
    ]
