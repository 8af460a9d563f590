"""Triggers that announce every commit which changes what the public sees.

They stand in the database, not in the code, so that no bulk update, import, command or repair
by hand can forget to announce itself. PostgreSQL delivers an announcement with the commit, not
before, and once per transaction however many rows it touched.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models
from psycopg import sql

CHANNEL = "portal_content"
TRIGGER = "portal_content"

CONTENT_APPS = {
    "ozg_catalog",
    "portal",
    "services",
    "wagtailcore",
    "wagtaildocs",
    "wagtailimages",
    "wagtailredirects",
}
CONTENT_MODELS = {"guestreg.legalbasis", "guestreg.terms"}
# Written while people only read or work, and shown on no public page.
NOT_CONTENT = {
    "portal.barrierreport",
    "portal.notice",
    "portal.ratewindow",
    "portal.schedule",
    "portal.schedulerun",
    "portal.subscription",
    "services.feedback",
    "services.previewlink",
    "services.querycount",
    "services.reviewreminder",
    "wagtailcore.modellogentry",
    "wagtailcore.pagelogentry",
    "wagtailcore.referenceindex",
    "wagtailcore.uploadedfile",
}

FUNCTION = f"""
    CREATE OR REPLACE FUNCTION portal_content_changed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_notify('{CHANNEL}', '');
        RETURN NULL;
    END $$
"""
CREATE = """
    CREATE TRIGGER {trigger} AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION portal_content_changed()
"""
EXISTING = """
    SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = %s AND tgparentid = 0
"""


def sync() -> None:
    """Give every content table its trigger, and take it from tables that are none any more."""
    wanted = set(content_tables())
    with connection.cursor() as cursor:
        cursor.execute(FUNCTION)
        cursor.execute(EXISTING, [TRIGGER])
        existing = {name.strip('"') for (name,) in cursor.fetchall()}
        for table in sorted(wanted - existing):
            cursor.execute(_statement(CREATE, table))
        for table in sorted(existing - wanted):
            cursor.execute(_statement("DROP TRIGGER {trigger} ON {table}", table))


def content_tables() -> Iterator[str]:
    """Tables of content models and of the relations between them."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and _is_content(model):
            yield model._meta.db_table


def _is_content(model: type[models.Model]) -> bool:
    label = model._meta.label_lower
    inside = model._meta.app_label in CONTENT_APPS or label in CONTENT_MODELS
    return inside and label not in NOT_CONTENT


def _statement(template: str, table: str) -> sql.Composed:
    return sql.SQL(template).format(trigger=sql.Identifier(TRIGGER), table=sql.Identifier(table))
