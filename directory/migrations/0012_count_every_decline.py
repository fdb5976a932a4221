from django.db import migrations, models


class Migration(migrations.Migration):
    """Searches still count once an hour; every decline and expiry counts."""

    dependencies = [
        ("directory", "0010_open_every_week_alike"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="unmetneed",
            constraint=models.UniqueConstraint(
                condition=models.Q(("origin", "search")),
                fields=("kind", "authority", "hour"),
                name="unmet_search_once_an_hour",
                nulls_distinct=False,
            ),
        ),
        migrations.RemoveConstraint(
            model_name="unmetneed",
            name="unmet_need_once_an_hour",
        ),
    ]
