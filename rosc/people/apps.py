from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "rosc.people"
    label = "people"

    def ready(self) -> None:
        from rosc.accounts import desk
        from rosc.audit import names, verbs
        from rosc.outbox import kinds
        from rosc.people import keeping_duties, naming, notifications, own_records, records

        desk.register(waiting=keeping_duties.waiting, actions=keeping_duties.actions)
        records.register(own_records.RECORD)
        kinds.register(notifications.GLASS_BROKEN)
        kinds.register(notifications.CONCERN_RAISED)
        names.register("people.person", naming.people)
        verbs.register(naming.VERBS)
