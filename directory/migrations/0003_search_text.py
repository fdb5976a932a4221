from django.db import migrations

CREATE = """
CREATE TEXT SEARCH CONFIGURATION portal (COPY = english);
ALTER TEXT SEARCH CONFIGURATION portal
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem;
"""


class Migration(migrations.Migration):
    """English stemming that takes no notice of accents."""

    dependencies = [("directory", "0002_initial")]
    operations = [
        migrations.RunSQL(CREATE, "DROP TEXT SEARCH CONFIGURATION portal"),
    ]
