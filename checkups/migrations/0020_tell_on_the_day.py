from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("checkups", "0010_the_persons_side")]

    operations = [
        migrations.AddField(
            model_name="checkup",
            name="told_on",
            field=models.DateField(blank=True, null=True, verbose_name="whoever holds it was told"),
        ),
        migrations.AddIndex(
            model_name="checkup",
            index=models.Index(
                condition=models.Q(("status", "planned"), ("told_on", None)),
                fields=["due_on"],
                name="checkup_to_tell",
            ),
        ),
    ]
