"""What an offer without a source looks like is said where it is entered."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ozg_catalog', '0010_project_without_address'),
    ]

    operations = [
        migrations.AlterField(
            model_name='provider',
            name='offers',
            field=models.TextField(blank=True, default='', help_text='Was der Dienstleister anbietet, ein Angebot je Zeile, mit Quelle. Ohne Quelle bleibt das Feld leer; die Seite sagt dann, dass noch keine vorliegt.', verbose_name='Angebot'),
        ),
    ]
