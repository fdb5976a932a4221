from django.db import migrations, models


class Migration(migrations.Migration):
    """Searches still count once an hour; every decline and expiry counts."""

    dependencies = [
        ("directory", "0011_one_index_for_what_an_entry_says"),
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
