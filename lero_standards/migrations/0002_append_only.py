from django.db import migrations

from rosc.audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("lero_standards", "0001_initial")]

    operations = [AppendOnly("lero_standards_snapshot"), AppendOnly("lero_standards_look")]
