from django.contrib.postgres.operations import (
    CreateExtension,
    TrigramExtension,
    UnaccentExtension,
)
from django.db import migrations

# English stemming that takes no notice of accents.
CREATE_TEXT_SEARCH = """
CREATE TEXT SEARCH CONFIGURATION portal (COPY = english);
ALTER TEXT SEARCH CONFIGURATION portal
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        CreateExtension("cube"),
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(CREATE_TEXT_SEARCH, "DROP TEXT SEARCH CONFIGURATION portal"),
    ]
