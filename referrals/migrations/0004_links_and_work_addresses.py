import django.db.models.deletion
import rosc.encryption
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0010_open_every_week_alike"),
        ("referrals", "0003_answers"),
    ]

    operations = [
        migrations.AddField(
            model_name="answerlink",
            name="sent_to_hash",
            field=models.CharField(
                blank=True,
                editable=False,
                help_text="Of the address it was mailed to.",
                max_length=64,
            ),
        ),
        migrations.AddField(
            model_name="answerlink",
            name="shown_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="who it is was shown"),
        ),
        migrations.CreateModel(
            name="WorkAddress",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("email", rosc.encryption.EncryptedText()),
                ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("expires_at", models.DateTimeField(db_index=True)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="directory.service",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
    ]
