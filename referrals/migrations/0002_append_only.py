from django.db import migrations

from rosc.audit.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_initial")]

    operations = [AppendOnly("referrals_referralhistory")]
