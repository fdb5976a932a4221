from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "referrals"

    def ready(self) -> None:
        from referrals import naming, notifications, records
        from rosc.audit import names, verbs
        from rosc.outbox import kinds
        from rosc.people import records as person_records

        for kind in notifications.KINDS:
            kinds.register(kind)
        person_records.register(records.RECORD)
        names.register("referrals.referral", naming.referrals)
        verbs.register(naming.VERBS)
