"""What is append-only is not emptied either: TRUNCATE fires no trigger of rows."""

from django.db import migrations

TABLES = (
    "ozg_catalog_assessment",
    "ozg_catalog_competence",
    "ozg_catalog_snapshot",
    "ozg_catalog_councilreport",
    "ozg_catalog_reportfile",
    "ozg_catalog_channelstate",
    "ozg_catalog_evidencefile",
)

GUARD = "".join(
    f"""
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION ozg_catalog_append_only();
"""
    for table in TABLES
)
UNGUARD = "".join(f"DROP TRIGGER append_only_whole ON {table};\n" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("ozg_catalog", "0011_provider_offers_words")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
