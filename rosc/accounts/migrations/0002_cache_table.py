"""The table of the database cache, as `manage.py createcachetable` would make it.

Rate limits and lockouts live in it, so it comes with the migrations rather than by hand.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.RunSQL(
            sql="""
                CREATE TABLE cache (
                    cache_key varchar(255) NOT NULL PRIMARY KEY,
                    value text NOT NULL,
                    expires timestamp with time zone NOT NULL
                );
                CREATE INDEX cache_expires ON cache (expires);
            """,
            reverse_sql="DROP TABLE cache;",
        )
    ]
