"""The visit table: partitioned by the day on which visits expire, and closed without a legal basis.

Django cannot declare partitions, so the table is made here and the model only described.
"""

import django.db.models.deletion
from django.db import migrations, models

TABLE = """
CREATE TABLE guestreg_visit (
    expires_on date NOT NULL,
    receipt_hash bytea NOT NULL CHECK (octet_length(receipt_hash) = 32),
    day date NOT NULL,
    venue_id bigint NOT NULL,
    area_id bigint NOT NULL,
    basis_id bigint NOT NULL,
    arrived_at timestamptz NOT NULL CHECK (extract(epoch FROM arrived_at) % 300 = 0),
    leaves_by timestamptz NOT NULL CHECK (extract(epoch FROM leaves_by) % 300 = 0),
    left_at timestamptz,
    was_absent boolean NOT NULL DEFAULT false,
    office_kid varchar(22) NOT NULL,
    venue_kid varchar(22) NOT NULL,
    sealed_by varchar(8) NOT NULL,
    -- Two layers around padded text have one of two lengths; nothing readable fits.
    sealed bytea NOT NULL CHECK (octet_length(sealed) IN (674, 1186)),
    PRIMARY KEY (expires_on, receipt_hash),
    CHECK (expires_on >= day AND leaves_by >= arrived_at)
) PARTITION BY LIST (expires_on);
CREATE INDEX guestreg_visit_venue ON guestreg_visit (venue_id, arrived_at);
ALTER TABLE guestreg_visit ALTER COLUMN sealed SET STORAGE EXTERNAL;
"""

PERMITTED = """
CREATE FUNCTION guestreg_visit_permitted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1
       FROM guestreg_legalbasis b, guestreg_venue v
       JOIN guestreg_licence l ON l.id = v.licence_id
      WHERE b.id = NEW.basis_id AND v.id = NEW.venue_id
        AND NEW.day BETWEEN b.valid_from AND coalesce(b.valid_to, 'infinity')
        AND v.kind = ANY (b.venue_kinds)
        AND NEW.expires_on <= NEW.day + b.retention_days
        AND l.state = 'granted';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'No legal basis in force or no licence: visit refused.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER visit_permitted BEFORE INSERT ON guestreg_visit
    FOR EACH ROW EXECUTE FUNCTION guestreg_visit_permitted();
"""

GUARD = """
CREATE FUNCTION guestreg_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The deletion log is append-only: % refused.', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER deletion_append_only BEFORE UPDATE OR DELETE ON guestreg_deletion
    FOR EACH ROW EXECUTE FUNCTION guestreg_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("guestreg", "0001_initial")
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(TABLE, "DROP TABLE guestreg_visit;")],
            state_operations=[
                migrations.CreateModel(
                    name='Visit',
                    fields=[
                        ('pk', models.CompositePrimaryKey('expires_on', 'receipt_hash', blank=True, editable=False, primary_key=True, serialize=False)),
                        ('expires_on', models.DateField()),
                        ('receipt_hash', models.BinaryField(max_length=32)),
                        ('day', models.DateField()),
                        ('arrived_at', models.DateTimeField(help_text='Rounded down to five minutes.')),
                        ('leaves_by', models.DateTimeField(help_text='Left, or assumed to leave, rounded up.')),
                        ('left_at', models.DateTimeField(null=True)),
                        ('was_absent', models.BooleanField(default=False)),
                        ('office_kid', models.CharField(max_length=22)),
                        ('venue_kid', models.CharField(max_length=22)),
                        ('sealed_by', models.CharField(choices=[('browser', 'Gerät des Gastes'), ('venue', 'Gerät des Betriebs'), ('server', 'Server, beim Empfang')], max_length=8)),
                        ('sealed', models.BinaryField()),
                        ('area', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='guestreg.area')),
                        ('basis', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='guestreg.legalbasis')),
                        ('venue', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='guestreg.venue')),
                    ],
                    options={
                        'verbose_name': 'Besuch',
                        'verbose_name_plural': 'Besuche',
                    },
                ),
            ],
        ),
        migrations.RunSQL(
            PERMITTED,
            "DROP TRIGGER visit_permitted ON guestreg_visit; DROP FUNCTION guestreg_visit_permitted();",
        ),
        migrations.RunSQL(
            GUARD,
            "DROP TRIGGER deletion_append_only ON guestreg_deletion; DROP FUNCTION guestreg_append_only();",
        ),
    ]
