"""What search looks into row by row stands apart from running text, which is long.

Until the index is written anew the heading holds all words, as the one vector did: slower, but the
same hits. Backwards the index has to be written anew (``rebuild_search``).
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models
from django.db.models.functions import Mod
from django.db.models.lookups import Exact

SAMPLE = models.Q(Exact(Mod("id", 16), 0))
# The row keeps its heading; what is too long for it gives way to running text.
FILL = """
    UPDATE services_searchdocument SET heading = vector;
    ALTER TABLE services_searchdocument ALTER COLUMN heading SET STORAGE MAIN;
"""


def index(field: str, kind: str, condition: models.Q | None = None) -> migrations.AddIndex:
    return migrations.AddIndex(
        model_name="searchdocument",
        index=django.contrib.postgres.indexes.GinIndex(
            fields=[field],
            name=f"services_{kind}_{field}",
            fastupdate=False,
            condition=condition,
        ),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("services", "0008_one_index_of_titles"),
    ]

    operations = [
        migrations.AddField(
            model_name="searchdocument",
            name="heading",
            field=django.contrib.postgres.search.SearchVectorField(null=True),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="searchdocument",
            name="heading",
            field=django.contrib.postgres.search.SearchVectorField(),
        ),
        index("heading", "search"),
        index("vector", "sample", SAMPLE),
        index("heading", "sample", SAMPLE),
    ]
