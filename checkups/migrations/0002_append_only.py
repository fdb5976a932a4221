from django.db import migrations

from rosc.audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("checkups", "0001_initial")]

    operations = [AppendOnly("checkups_planhistory"), AppendOnly("checkups_checkuphistory")]
