from django.db import migrations

from rosc.audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("workflow_example", "0001_initial"), ("audit", "0002_append_only")]
    operations = [AppendOnly("workflow_example_parcelhistory")]
