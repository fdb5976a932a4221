from django.db import migrations, models


def brings_is_the_senders_move(apps, schema_editor):
    """Who brings somebody is to move; those under way say so from now on."""
    referrals = apps.get_model("referrals", "Referral")._base_manager
    under_way = referrals.filter(status="accepted", handling="brings", whose_move="receiver")
    under_way.exclude(origin__in=["self", "relative"]).update(whose_move="sender")


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0010_written_to_once"),
    ]

    operations = [
        migrations.AddField(
            model_name="referral",
            name="taken_at",
            field=models.DateTimeField(
                blank=True, null=True, verbose_name="all that a yes makes was there"
            ),
        ),
        migrations.AddField(
            model_name="referral",
            name="days_held",
            field=models.PositiveSmallIntegerField(
                default=0, db_default=0, verbose_name="days paused while unanswered"
            ),
        ),
        migrations.RunPython(brings_is_the_senders_move, migrations.RunPython.noop),
    ]
