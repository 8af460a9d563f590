"""Examinations promise a day for their answer, which moves like other dates: with a reason."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ozg_catalog', '0007_programme_and_evidence'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='datemove',
            name='date_move_of_one_thing',
        ),
        migrations.AddField(
            model_name='datemove',
            name='examination',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='moves', to='ozg_catalog.examination'),
        ),
        migrations.AddField(
            model_name='examination',
            name='due_on',
            field=models.DateField(blank=True, null=True, verbose_name='geplant bis'),
        ),
        migrations.AddConstraint(
            model_name='datemove',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('examination__isnull', False), ('project', None), ('strategy', None)), models.Q(('examination', None), ('project__isnull', False), ('strategy', None)), models.Q(('examination', None), ('project', None), ('strategy__isnull', False)), _connector='OR'), name='date_move_of_one_thing'),
        ),
    ]
