"""Requests per network and minute: unlogged, since a crash may forget them."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('portal', '0003_schedules'),
    ]

    operations = [
        migrations.CreateModel(
            name='RateWindow',
            fields=[
                ('key', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('count', models.PositiveIntegerField()),
                ('expires_at', models.DateTimeField(db_index=True)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.RunSQL(
            "ALTER TABLE portal_ratewindow SET UNLOGGED", "ALTER TABLE portal_ratewindow SET LOGGED"
        ),
    ]
