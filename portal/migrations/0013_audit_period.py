"""Entries of the audit log end with their period. Everything younger stays append-only for everyone.

Whatever asks, by whatever way: the trigger lets nothing go that is younger than three years, and
nothing at all but through portal_purge_audit(), which writes down how many it removed.
"""

from django.db import migrations, models

PERIOD = """
CREATE FUNCTION portal_audit_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.timestamp < now() - interval '1095 days'
        AND current_setting('portal.audit_purge', true) = txid_current()::text
    THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'The audit log % is append-only: % refused.', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION portal_purge_audit(days integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    earliest timestamptz := now() - make_interval(days => greatest(days, 1095));
    removed bigint;
BEGIN
    PERFORM set_config('portal.audit_purge', txid_current()::text, true);
    WITH records AS (DELETE FROM wagtailcore_modellogentry WHERE timestamp < earliest RETURNING 1),
         pages AS (DELETE FROM wagtailcore_pagelogentry WHERE timestamp < earliest RETURNING 1)
    SELECT (SELECT count(*) FROM records) + (SELECT count(*) FROM pages) INTO removed;
    PERFORM set_config('portal.audit_purge', '', true);
    IF removed > 0 THEN
        INSERT INTO portal_auditpurge (removed_at, before, entries)
        VALUES (clock_timestamp(), earliest, removed);
    END IF;
    RETURN removed;
END $$;

DROP TRIGGER audit_append_only ON wagtailcore_modellogentry;
DROP TRIGGER audit_append_only ON wagtailcore_pagelogentry;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON wagtailcore_modellogentry
    FOR EACH ROW EXECUTE FUNCTION portal_audit_guard();
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON wagtailcore_pagelogentry
    FOR EACH ROW EXECUTE FUNCTION portal_audit_guard();
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON portal_auditpurge
    FOR EACH ROW EXECUTE FUNCTION portal_append_only();
"""

BACK = """
DROP TRIGGER audit_append_only ON portal_auditpurge;
DROP TRIGGER audit_append_only ON wagtailcore_modellogentry;
DROP TRIGGER audit_append_only ON wagtailcore_pagelogentry;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON wagtailcore_modellogentry
    FOR EACH ROW EXECUTE FUNCTION portal_append_only();
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON wagtailcore_pagelogentry
    FOR EACH ROW EXECUTE FUNCTION portal_append_only();
DROP FUNCTION portal_purge_audit(integer);
DROP FUNCTION portal_audit_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("portal", "0012_council_guard")]

    operations = [
        migrations.CreateModel(
            name="AuditPurge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("removed_at", models.DateTimeField()),
                ("before", models.DateTimeField()),
                ("entries", models.PositiveIntegerField()),
            ],
            options={"default_permissions": ("view",), "ordering": ("-removed_at",)},
        ),
        migrations.RunSQL(PERIOD, BACK),
    ]
