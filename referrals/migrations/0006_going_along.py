from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0010_open_every_week_alike"),
        ("people", "0004_circle_and_successors"),
        ("referrals", "0005_what_was_reminded_and_proposed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="pairing",
            name="met_on",
            field=models.DateField(blank=True, null=True, verbose_name="first met together"),
        ),
        migrations.AddConstraint(
            model_name="meetinghelp",
            constraint=models.UniqueConstraint(
                fields=("person", "service"), name="meeting_help_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="pairing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on", None)),
                fields=("person", "peer"),
                name="pairing_once",
            ),
        ),
    ]
