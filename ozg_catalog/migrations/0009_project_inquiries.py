"""A project names the council's inquiries by their reference, not by an address that may change."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ozg_catalog', '0008_examination_dates'),
    ]

    operations = [
        migrations.AddField(
            model_name='project',
            name='inquiries',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None, verbose_name='Anfragen im Stadtrat'),
        ),
    ]
