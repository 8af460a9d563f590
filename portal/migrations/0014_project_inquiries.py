"""Projects named an inquiry by its address in the portal; only here both are known."""

from django.db import migrations

START = "/rat/anfragen/"


def to_references(apps, schema_editor):
    inquiries = apps.get_model("portal", "Inquiry").objects
    uids = dict(inquiries.values_list("slug", "uid"))
    for project in apps.get_model("ozg_catalog", "Project").objects.exclude(inquiry=""):
        uid = uids.get(project.inquiry.removeprefix(START).strip("/"))
        if uid:
            project.inquiries = [str(uid)]
            project.save(update_fields=["inquiries"])


def to_addresses(apps, schema_editor):
    inquiries = apps.get_model("portal", "Inquiry").objects
    slugs = {str(uid): slug for uid, slug in inquiries.values_list("uid", "slug")}
    for project in apps.get_model("ozg_catalog", "Project").objects.exclude(inquiries=[]):
        slug = next((slugs[ref] for ref in project.inquiries if ref in slugs), None)
        if slug:
            project.inquiry = f"{START}{slug}/"
            project.save(update_fields=["inquiry"])


class Migration(migrations.Migration):

    dependencies = [
        ('portal', '0013_audit_period'),
        ('ozg_catalog', '0009_project_inquiries'),
    ]
    run_before = [
        ('ozg_catalog', '0010_project_without_address'),
    ]

    operations = [
        migrations.RunPython(to_references, to_addresses),
    ]
