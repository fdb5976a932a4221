import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

# As actions.index would; making every entry anew takes minutes where there are many.
FILL = """
    UPDATE directory_searchentry AS entry SET serves = said.codes
    FROM (
        SELECT service_id, array_agg(localauthority_id) AS codes
        FROM directory_service_areas GROUP BY service_id
    ) AS said
    WHERE said.service_id = entry.service_id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0002_initial"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="searchentry",
            name="entry_point",
        ),
        migrations.AddField(
            model_name="searchentry",
            name="serves",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=9), default=list, size=None
            ),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=django.contrib.postgres.indexes.GistIndex(
                fields=["point", "open_minutes"], name="entry_point_and_times"
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="searchentry",
            index=django.contrib.postgres.indexes.GinIndex(fields=["serves"], name="entry_serves"),
        ),
    ]
