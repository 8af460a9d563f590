"""A catalogue read with an area was compared only with others of that area."""

from django.db import migrations

FORGET = "UPDATE ozg_catalog_catalogueedition SET area = '' WHERE kind <> 'directory' AND area <> ''"


class Migration(migrations.Migration):
    dependencies = [("ozg_catalog", "0014_no_silent_move")]

    operations = [migrations.RunSQL(FORGET, migrations.RunSQL.noop)]
