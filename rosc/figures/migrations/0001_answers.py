import uuid
from django.db import migrations, models

TABLE = "figures_answer"
# The audit's rule for its own table (`rosc.audit.append_only`), which stands above this part.
APPEND_ONLY = f"""
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER "{TABLE}_append_only" BEFORE UPDATE OR DELETE ON "{TABLE}"
FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("question", models.CharField(max_length=60)),
                (
                    "scope",
                    models.CharField(
                        help_text="An area or an organisation, as a code.", max_length=60
                    ),
                ),
                ("period", models.CharField(max_length=10)),
                ("published", models.JSONField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("question", "scope", "period"), name="answer_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, f'DROP TRIGGER "{TABLE}_append_only" ON "{TABLE}"'),
    ]
