from django.apps import AppConfig


class CheckupsConfig(AppConfig):
    name = "checkups"

    def ready(self) -> None:
        from django.core import checks

        from checkups import duties, examples, naming, records
        from checkups.shipped import check_shipped
        from rosc.accounts import demo, desk
        from rosc.audit import names, verbs
        from rosc.people import records as person_records

        checks.register(check_shipped)
        person_records.register(records.RECORD)
        names.register("checkups.plan", naming.plans)
        names.register("checkups.checkup", naming.checkups)
        names.register("checkups.schedulecopy", naming.schedules)
        verbs.register(naming.VERBS)
        desk.register(waiting=duties.waiting, actions=duties.actions)
        demo.register(examples.seed)
        self.reminders()
        self.from_the_person()

    def from_the_person(self) -> None:
        """What comes from the person's own side, and what answers it."""
        from checkups import own_duties, own_examples, own_messages, own_naming, own_records
        from rosc.accounts import demo, desk
        from rosc.audit import verbs
        from rosc.outbox import kinds
        from rosc.people import records as person_records

        for kind in own_messages.KINDS:
            kinds.register(kind)
        person_records.register(own_records.RECORD)
        verbs.register(own_naming.VERBS)
        desk.register(waiting=own_duties.waiting)
        demo.register(own_examples.seed)

    def reminders(self) -> None:
        """What goes out before a check-up."""
        from checkups import day_messages, notifications
        from rosc.outbox import kinds

        for kind in (*notifications.KINDS, *day_messages.KINDS):
            kinds.register(kind)
