"""What visits are collected for becomes data: the two purposes there were, and rules for all.

The rules hold whoever writes: a legal basis stays within its profile, the limits of a profile that
a basis names only become narrower, what was collected keeps its purpose, and what nobody may
request is not requested.
"""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

SHIPPED = """
INSERT INTO guestreg_profile (slug, title, title_en, permitted_fields, longest_retention, requester,
    on_request, guests_may_erase, limits, limits_en, reminder, reminder_en)
VALUES
('contact_tracing', 'Kontaktnachverfolgung', 'Contact tracing',
 '{given_name,family_name,phone,email,address,phone_or_address}', 28, '', true, false,
 '§ 28a Absatz 4 des Infektionsschutzgesetzes: Das Amt darf die Daten nur verlangen, soweit es sie braucht, um Kontaktpersonen nachzuverfolgen. Es darf sie zu keinem anderen Zweck weitergeben oder weiterverwenden, auch nicht an die Polizei.',
 'Section 28a(4) of the German Infection Protection Act: the office may request the data only as far as it needs them to trace contacts. It may not pass them on or use them for any other purpose; not to the police either.',
 'Nur zum Nachverfolgen von Kontaktpersonen (§ 28a Absatz 4 IfSG). Danach vernichten.',
 'Only for tracing contacts (section 28a (4) Infection Protection Act). Destroy afterwards.'),
('visitor_book', 'Besuchsbuch eines Gebäudes', 'Visitor book of a building',
 '{given_name,family_name,phone}', 28, '', true, true,
 'Das Amt darf die Daten nur zu dem Zweck verlangen und verwenden, zu dem sie erhoben wurden.',
 'The office may request and use the data only for the purpose for which they were collected.',
 'Nur zum Zweck der genannten Rechtsgrundlage. Danach vernichten.',
 'Only for the purpose of the legal basis named. Destroy afterwards.')
ON CONFLICT DO NOTHING;
"""

# Records of earlier, which nobody checked against a profile, stay valid and can be ended.
WIDENED = """
UPDATE guestreg_profile p SET
    permitted_fields = ARRAY(SELECT unnest(p.permitted_fields) UNION SELECT unnest(b.prescribed_fields)
                     FROM guestreg_legalbasis b WHERE b.profile = p.slug),
    longest_retention = greatest(p.longest_retention, (SELECT max(b.retention_days)
                     FROM guestreg_legalbasis b WHERE b.profile = p.slug))
 WHERE EXISTS (SELECT FROM guestreg_legalbasis b WHERE b.profile = p.slug);
"""

RULES = """
CREATE FUNCTION guestreg_refuse(rule text, said text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', said USING ERRCODE = 'check_violation', CONSTRAINT = rule;
END $$;

CREATE FUNCTION guestreg_basis_within_profile() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE p guestreg_profile;
BEGIN
    SELECT * INTO p FROM guestreg_profile WHERE slug = NEW.profile_id FOR SHARE;
    IF NOT (NEW.prescribed_fields <@ p.permitted_fields AND NEW.retention_days <= p.longest_retention
            AND p.requester IN ('', NEW.requester)) THEN
        PERFORM guestreg_refuse('basis_within_profile', 'A legal basis exceeds its profile.');
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.profile_id <> NEW.profile_id AND (
            EXISTS (SELECT FROM guestreg_visit WHERE basis_id = NEW.id)
            OR EXISTS (SELECT FROM guestreg_datarequest WHERE basis_id = NEW.id)) THEN
        PERFORM guestreg_refuse('basis_keeps_purpose', 'What was collected keeps its purpose.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER basis_within_profile BEFORE INSERT OR UPDATE ON guestreg_legalbasis
    FOR EACH ROW EXECUTE FUNCTION guestreg_basis_within_profile();

CREATE FUNCTION guestreg_profile_narrows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM guestreg_legalbasis WHERE profile_id = OLD.slug) AND NOT (
            NEW.slug = OLD.slug AND NEW.permitted_fields <@ OLD.permitted_fields
            AND NEW.longest_retention <= OLD.longest_retention
            AND OLD.requester IN ('', NEW.requester)
            AND NEW.on_request <= OLD.on_request
            AND NEW.guests_may_erase >= OLD.guests_may_erase) THEN
        PERFORM guestreg_refuse('profile_narrows', 'A profile in use may not be widened.');
    END IF;
    IF EXISTS (SELECT FROM guestreg_legalbasis b WHERE b.profile_id = NEW.slug
            AND NOT (b.prescribed_fields <@ NEW.permitted_fields
                     AND b.retention_days <= NEW.longest_retention
                     AND NEW.requester IN ('', b.requester))) THEN
        PERFORM guestreg_refuse('basis_within_profile', 'A legal basis exceeds its profile.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER profile_narrows BEFORE UPDATE ON guestreg_profile
    FOR EACH ROW EXECUTE FUNCTION guestreg_profile_narrows();

CREATE FUNCTION guestreg_request_permitted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT (SELECT p.on_request FROM guestreg_legalbasis b
              JOIN guestreg_profile p ON p.slug = b.profile_id WHERE b.id = NEW.basis_id) THEN
        PERFORM guestreg_refuse('request_permitted', 'Visits of this profile are not requested.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER request_permitted BEFORE INSERT OR UPDATE OF basis_id ON guestreg_datarequest
    FOR EACH ROW EXECUTE FUNCTION guestreg_request_permitted();
"""

WITHOUT_RULES = """
DROP TRIGGER request_permitted ON guestreg_datarequest;
DROP TRIGGER profile_narrows ON guestreg_profile;
DROP TRIGGER basis_within_profile ON guestreg_legalbasis;
DROP FUNCTION guestreg_request_permitted(), guestreg_profile_narrows(),
    guestreg_basis_within_profile(), guestreg_refuse(text, text);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('guestreg', '0010_removal_by_two'),
    ]

    operations = [
        migrations.CreateModel(
            name='Profile',
            fields=[
                ('slug', models.SlugField(help_text='Kleinbuchstaben, Ziffern und Striche. Er bleibt, wie er ist.', max_length=20, primary_key=True, serialize=False, verbose_name='Kurzname')),
                ('title', models.CharField(max_length=120, verbose_name='Zweck')),
                ('title_en', models.CharField(blank=True, max_length=120, verbose_name='Zweck, auf Englisch')),
                ('permitted_fields', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('given_name', 'Vorname'), ('family_name', 'Nachname'), ('phone', 'Telefonnummer'), ('email', 'E-Mail-Adresse'), ('address', 'Anschrift'), ('phone_or_address', 'Telefonnummer oder Anschrift')], max_length=20), size=None, verbose_name='Höchstens erfragte Angaben')),
                ('longest_retention', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(366)], verbose_name='Längste Aufbewahrung in Tagen')),
                ('requester', models.CharField(blank=True, help_text='Leer: wie es in der Rechtsgrundlage steht.', max_length=200, verbose_name='Wer die Daten verlangen darf')),
                ('on_request', models.BooleanField(default=True, help_text='Sonst zählt nur, wie viele da waren. Niemand öffnet die Angaben je.', verbose_name='Besuche dürfen verlangt werden')),
                ('guests_may_erase', models.BooleanField(default=False, help_text='Sonst erst, wenn keine Rechtsgrundlage mehr gilt.', verbose_name='Gäste dürfen ihren Besuch jederzeit löschen')),
                ('limits', models.TextField(help_text='Steht beim Betrieb, bevor er freigibt.', verbose_name='Was dem Amt erlaubt ist')),
                ('limits_en', models.TextField(blank=True, verbose_name='Was dem Amt erlaubt ist, auf Englisch')),
                ('reminder', models.CharField(help_text='Wofür die Liste ist und was danach mit ihr geschieht.', max_length=200, verbose_name='Satz auf der gedruckten Liste')),
                ('reminder_en', models.CharField(blank=True, max_length=200, verbose_name='Satz auf der gedruckten Liste, auf Englisch')),
            ],
            options={
                'verbose_name': 'Zweck der Registrierung',
                'verbose_name_plural': 'Zwecke der Registrierung',
                'ordering': ('title',),
                'constraints': [models.CheckConstraint(condition=models.Q(('longest_retention__range', (1, 366))), name='profile_retention_sane')],
            },
        ),
        migrations.RunSQL(SHIPPED, "DELETE FROM guestreg_profile;"),
        migrations.RunSQL(WIDENED, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='legalbasis',
            name='profile',
            field=models.ForeignKey(default='contact_tracing', on_delete=django.db.models.deletion.PROTECT, related_name='bases', to='guestreg.profile', verbose_name='Zweck'),
        ),
        migrations.RunSQL(RULES, WITHOUT_RULES),
    ]
