from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "referrals"

    def ready(self) -> None:
        from directory import pages_of_service
        from referrals import (
            duties,
            examples,
            examples_past,
            naming,
            notifications,
            open_messages,
            records,
        )
        from rosc.accounts import demo, desk, pages_of_organisation
        from rosc.audit import names, verbs
        from rosc.outbox import kinds
        from rosc.people import records as person_records

        desk.register(waiting=duties.waiting, actions=duties.actions)
        pages_of_service.register(duties.of_service)
        pages_of_service.register_open(duties.open_to_anybody)
        pages_of_organisation.register(duties.of_organisation)
        for kind in (*notifications.KINDS, *open_messages.KINDS):
            kinds.register(kind)
        person_records.register(records.RECORD)
        names.register("referrals.referral", naming.referrals)
        verbs.register(naming.VERBS)
        demo.register(examples.seed)
        demo.register(examples_past.seed)
        self.without_an_account()
        self.between_organisations()
        self.going_along()

    def without_an_account(self) -> None:
        """What goes to a group's own address, and to who was asked and holds no record."""
        from referrals import group_messages, stop_messages
        from rosc.outbox import kinds

        for kind in (*group_messages.KINDS, stop_messages.LOOK_FIRST):
            kinds.register(kind)

    def between_organisations(self) -> None:
        """Agreed pathways, fair load, and a service that closes."""
        from directory import closing
        from referrals import (
            examples_between,
            hand_over_messages,
            naming,
            organisation_duties,
            pathway_messages,
        )
        from rosc.accounts import demo, desk, pages_of_organisation
        from rosc.audit import names
        from rosc.outbox import kinds

        desk.register(waiting=organisation_duties.waiting, actions=organisation_duties.actions)
        desk.register(waiting=organisation_duties.people_to_ask)
        pages_of_organisation.register(organisation_duties.of_organisation)
        closing.register(organisation_duties.when_closing)
        for kind in (pathway_messages.PATHWAY, *hand_over_messages.KINDS):
            kinds.register(kind)
        names.register("referrals.agreedpathway", naming.pathways)
        names.register("referrals.areafallback", naming.area_fallbacks)
        demo.register(examples_between.seed)
        demo.register(examples_between.seed_fallback)

    def going_along(self) -> None:
        """The same for those who go along with people."""
        from directory import pages_of_service
        from referrals import buddy_duties, buddy_examples, buddy_messages, buddy_records
        from rosc.accounts import demo, desk, pages_of_organisation
        from rosc.outbox import kinds
        from rosc.people import records as person_records

        desk.register(
            waiting=buddy_duties.waiting,
            actions=buddy_duties.actions,
            panels=buddy_duties.panels,
        )
        demo.register(buddy_examples.seed)
        pages_of_service.register(buddy_duties.of_service)
        pages_of_organisation.register(buddy_duties.of_organisation)
        for kind in buddy_messages.KINDS:
            kinds.register(kind)
        person_records.register(buddy_records.RECORD)
