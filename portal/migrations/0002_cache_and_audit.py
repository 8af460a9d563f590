"""The shared cache table, and the guard that makes Wagtail's audit log append-only."""

from django.db import migrations

CACHE = """
CREATE UNLOGGED TABLE portal_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX portal_cache_expires ON portal_cache (expires);
"""

GUARD = """
CREATE FUNCTION portal_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit log % is append-only: % refused.', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON wagtailcore_modellogentry
    FOR EACH ROW EXECUTE FUNCTION portal_append_only();
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON wagtailcore_pagelogentry
    FOR EACH ROW EXECUTE FUNCTION portal_append_only();
"""

UNGUARD = """
DROP TRIGGER audit_append_only ON wagtailcore_pagelogentry;
DROP TRIGGER audit_append_only ON wagtailcore_modellogentry;
DROP FUNCTION portal_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0001_initial")
    ]

    operations = [
        migrations.RunSQL(CACHE, "DROP TABLE portal_cache;"),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
