"""Links to drafts, and searches counted by day."""

import django.db.models.deletion
import services.models.editing
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("services", "0003_street_directory"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameField("querycount", "last_on", "day"),
        migrations.RenameField("querycount", "asked", "searches"),
        migrations.AlterField(
            "querycount", "text", models.CharField(max_length=80, verbose_name="gesucht")
        ),
        migrations.AlterField("querycount", "day", models.DateField(verbose_name="Tag")),
        migrations.AddField(
            "querycount",
            "clicks",
            models.PositiveIntegerField(default=0, verbose_name="wie oft ein Treffer geöffnet"),
        ),
        migrations.AlterModelOptions("querycount", {"ordering": ["-day", "text"]}),
        migrations.AddConstraint(
            "querycount",
            models.UniqueConstraint(fields=("text", "day"), name="services_query_day"),
        ),
        migrations.CreateModel(
            name="PreviewLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(default=services.models.editing.new_code, editable=False, max_length=24, unique=True)),
                ("purpose", models.CharField(max_length=120, verbose_name="Für wen?")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="angelegt")),
                ("expires_at", models.DateTimeField(verbose_name="gilt bis")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="zurückgenommen")),
                ("opened", models.PositiveIntegerField(default=0, verbose_name="wie oft geöffnet")),
                ("created_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("revision", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="wagtailcore.revision")),
            ],
            options={"ordering": ["-created_at", "-pk"], "default_permissions": ()},
        ),
    ]
