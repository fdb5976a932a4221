import django.db.models.deletion
import rosc.encryption
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_keeping_and_concerns"),
    ]

    operations = [
        migrations.AddField(
            model_name="grant",
            name="wants_successor",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="somebody else is to be found"
            ),
        ),
        migrations.CreateModel(
            name="CircleEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("family", "Family"),
                            ("friend", "A friend"),
                            ("worker", "A worker"),
                            ("buddy", "Somebody who goes along"),
                            ("group", "A group"),
                            ("other", "Somebody else"),
                        ],
                        max_length=10,
                    ),
                ),
                ("who", rosc.encryption.EncryptedText(verbose_name="who it is")),
                (
                    "helps_with",
                    rosc.encryption.EncryptedText(
                        blank=True, null=True, verbose_name="what they do together"
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "consent",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="circle_entry",
                        to="people.consent",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="circle",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "ordering": ["created_at", "pk"],
            },
        ),
    ]
