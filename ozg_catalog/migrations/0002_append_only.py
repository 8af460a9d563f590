"""What was observed, decided and frozen is never changed or removed, by nobody."""

from django.db import migrations

TABLES = ("ozg_catalog_assessment", "ozg_catalog_competence", "ozg_catalog_snapshot")

GUARD = """
CREATE FUNCTION ozg_catalog_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused. A correction is a new row.', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;
""" + "".join(
    f"""
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION ozg_catalog_append_only();
"""
    for table in TABLES
)

UNGUARD = (
    "".join(f"DROP TRIGGER append_only ON {table};\n" for table in TABLES)
    + "DROP FUNCTION ozg_catalog_append_only();"
)


class Migration(migrations.Migration):
    dependencies = [("ozg_catalog", "0001_catalogue")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
