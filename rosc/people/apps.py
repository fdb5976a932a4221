from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "rosc.people"
    label = "people"

    def ready(self) -> None:
        from rosc.audit import names, verbs
        from rosc.outbox import kinds
        from rosc.people import naming, notifications, own_records, records

        records.register(own_records.RECORD)
        kinds.register(notifications.GLASS_BROKEN)
        names.register("people.person", naming.people)
        verbs.register(naming.VERBS)
