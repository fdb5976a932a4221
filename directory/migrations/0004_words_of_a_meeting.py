import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

# As actions.index would, from the entry at the meeting's own place where there is one.
FILL = """
    UPDATE directory_session AS meeting SET text = (
        SELECT entry.text FROM directory_searchentry AS entry
        WHERE entry.service_id = meeting.service_id
        ORDER BY entry.location_id IS NOT DISTINCT FROM meeting.location_id DESC LIMIT 1
    )
    WHERE meeting.is_meeting
"""


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0003_areas_a_service_says_it_serves"),
    ]

    operations = [
        migrations.AddField(
            model_name="session",
            name="text",
            field=django.contrib.postgres.search.SearchVectorField(editable=False, null=True),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="session",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("is_meeting", True)), fields=["text"], name="meeting_text"
            ),
        ),
    ]
