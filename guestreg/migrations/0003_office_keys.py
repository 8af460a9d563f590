"""The office's keys are its own: signed by its root, sealed to its officers. The server keeps none."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('guestreg', '0002_visits'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # The interim keys whose private halves the server kept. Their visits cannot be opened any more.
        migrations.RunSQL(
            "UPDATE guestreg_venuekey SET retired_at = now() WHERE custody = 'server' AND retired_at IS NULL",
            migrations.RunSQL.noop,
        ),
        migrations.DeleteModel("DayKey"),
        migrations.CreateModel(
            name='DayKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kid', models.CharField(editable=False, max_length=22, unique=True)),
                ('public_key', models.BinaryField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('day', models.DateField()),
                ('signature', models.BinaryField()),
                ('destroy_on', models.DateField(help_text='Last day on which the private half may exist.')),
                ('destroyed_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'Tagesschlüssel des Gesundheitsamts',
                'verbose_name_plural': 'Tagesschlüssel des Gesundheitsamts',
                'ordering': ('day',),
            },
        ),
        migrations.RemoveField(
            model_name='venuekey',
            name='custody',
        ),
        migrations.RemoveField(
            model_name='venuekey',
            name='wrapped_private',
        ),
        migrations.AddField(
            model_name='venuekey',
            name='rehearsed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name='OfficeRecipient',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kid', models.CharField(editable=False, max_length=22, unique=True)),
                ('public_key', models.BinaryField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('label', models.CharField(max_length=80, verbose_name='Bezeichnung')),
                ('signature', models.BinaryField(null=True)),
                ('retired_at', models.DateTimeField(null=True)),
                ('officer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'Schlüssel einer Person des Gesundheitsamts',
                'verbose_name_plural': 'Schlüssel der Personen des Gesundheitsamts',
            },
        ),
        migrations.CreateModel(
            name='DayKeyShare',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed', models.BinaryField()),
                ('day_key', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shares', to='guestreg.daykey')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='guestreg.officerecipient')),
            ],
            options={
                'verbose_name': 'Anteil an einem Tagesschlüssel',
                'verbose_name_plural': 'Anteile an Tagesschlüsseln',
            },
        ),
        migrations.CreateModel(
            name='OfficeRoot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kid', models.CharField(editable=False, max_length=22, unique=True)),
                ('public_key', models.BinaryField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('retired_at', models.DateTimeField(null=True)),
                ('is_example', models.BooleanField(default=False, verbose_name='Beispieldaten')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'Wurzelschlüssel des Gesundheitsamts',
                'verbose_name_plural': 'Wurzelschlüssel des Gesundheitsamts',
            },
        ),
        migrations.AddField(
            model_name='daykey',
            name='root',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='day_keys', to='guestreg.officeroot'),
        ),
        migrations.AddConstraint(
            model_name='officerecipient',
            constraint=models.UniqueConstraint(condition=models.Q(('retired_at', None)), fields=('officer',), name='officerecipient_one_current'),
        ),
        migrations.AddConstraint(
            model_name='daykeyshare',
            constraint=models.UniqueConstraint(fields=('day_key', 'recipient'), name='daykeyshare_once'),
        ),
        migrations.AddConstraint(
            model_name='officeroot',
            constraint=models.UniqueConstraint(fields=('retired_at',), name='officeroot_one_current', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='daykey',
            constraint=models.UniqueConstraint(fields=('root', 'day'), name='daykey_once'),
        ),
    ]
