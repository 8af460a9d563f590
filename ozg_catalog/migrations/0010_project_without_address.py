"""The address of an inquiry has become its reference; see the portal's migration 0014."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('ozg_catalog', '0009_project_inquiries'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='project',
            name='inquiry',
        ),
    ]
