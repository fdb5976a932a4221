from django.db import migrations

# Groups of a fellowship for families are found under "families and friends" although they name no
# audience; the sweep makes their search entries anew.
ASK = """
    INSERT INTO directory_indexdue (service_id, asked_at)
    SELECT service.id, now() FROM directory_service AS service
    JOIN directory_fellowship AS fellowship ON fellowship.slug = service.fellowship_id
    WHERE fellowship.is_for_family
    ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0008_shared_shortlists"),
    ]

    operations = [migrations.RunSQL(ASK, migrations.RunSQL.noop)]
