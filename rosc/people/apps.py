from django.apps import AppConfig
from django.conf import settings

WHY_A_COOKIE = (
    "Lets you stay on your own page until half an hour after your last press, if you came by a "
    "link we sent you. It ends when you leave."
)


class PeopleConfig(AppConfig):
    name = "rosc.people"
    label = "people"

    def ready(self) -> None:
        from rosc.accounts import desk, pages_of_organisation
        from rosc.audit import names, verbs
        from rosc.outbox import kinds
        from rosc.people import (
            circle_records,
            duties,
            keeping_duties,
            naming,
            notifications,
            own_records,
            records,
        )
        from rosc.ui import cookies

        desk.register(waiting=keeping_duties.waiting, actions=keeping_duties.actions)
        records.register(own_records.RECORD)
        records.register(circle_records.RECORD)
        kinds.register(notifications.GLASS_BROKEN)
        kinds.register(notifications.OWN_PAGE)
        desk.register(waiting=duties.waiting, actions=duties.actions)
        pages_of_organisation.register(duties.pages)
        cookies.register(settings.VISIT_COOKIE_NAME, WHY_A_COOKIE)
        kinds.register(notifications.CONCERN_RAISED)
        names.register("people.person", naming.people)
        verbs.register(naming.VERBS)
        self.reaching_people()

    def reaching_people(self) -> None:
        """When a message may reach somebody, and who is told where it may not."""
        from rosc.outbox import kinds, moments
        from rosc.people import look_first, safe_times, unreached

        kinds.register(unreached.UNREACHED)
        kinds.register(look_first.LOOK_FIRST)
        moments.register(moments.SafeMoments(safe_times.wait, unreached.not_told))
