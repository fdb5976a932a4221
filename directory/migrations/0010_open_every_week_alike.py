from django.db import migrations, models

# Which entries are open every week alike is known once they are made anew, which the sweep does.
# Until then the search asks their sessions, as it always did.
ASK = """
    INSERT INTO directory_indexdue (service_id, asked_at)
    SELECT id, now() FROM directory_service WHERE status = 'published'
    ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0009_find_family_fellowships"),
    ]

    operations = [
        migrations.AddField(
            model_name="searchentry",
            name="is_regular",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RunSQL(ASK, migrations.RunSQL.noop),
    ]
