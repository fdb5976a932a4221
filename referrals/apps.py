from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "referrals"

    def ready(self) -> None:
        from directory import closing, pages_of_service
        from referrals import (
            duties,
            examples,
            hand_over_messages,
            naming,
            notifications,
            open_messages,
            organisation_duties,
            pathway_messages,
            records,
        )
        from rosc.accounts import demo, desk, pages_of_organisation
        from rosc.audit import names, verbs
        from rosc.outbox import kinds
        from rosc.people import records as person_records

        desk.register(waiting=duties.waiting, actions=duties.actions)
        desk.register(waiting=organisation_duties.waiting, actions=organisation_duties.actions)
        desk.register(waiting=organisation_duties.people_to_ask)
        demo.register(examples.seed)
        pages_of_service.register(duties.of_service)
        pages_of_service.register_open(duties.open_to_anybody)
        closing.register(organisation_duties.when_closing)
        pages_of_organisation.register(duties.of_organisation)
        pages_of_organisation.register(organisation_duties.of_organisation)
        between = (pathway_messages.PATHWAY, *hand_over_messages.KINDS)
        for kind in (*notifications.KINDS, *open_messages.KINDS, *between):
            kinds.register(kind)
        person_records.register(records.RECORD)
        names.register("referrals.referral", naming.referrals)
        names.register("referrals.agreedpathway", naming.pathways)
        verbs.register(naming.VERBS)
