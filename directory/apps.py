from django.apps import AppConfig
from django.conf import settings


class DirectoryConfig(AppConfig):
    name = "directory"

    def ready(self) -> None:
        from directory import duties, entry_duties, naming, notifications, peer_led
        from directory.actions import index_organisation
        from directory.reference import duties as reference_duties
        from rosc.accounts import desk, followers, pages_of_organisation
        from rosc.audit import names, verbs
        from rosc.outbox import kinds
        from rosc.ui import cookies

        desk.register(actions=reference_duties.actions)
        desk.register(waiting=peer_led.waiting)
        desk.register(waiting=duties.waiting, actions=duties.actions)
        desk.register(
            waiting=entry_duties.waiting, actions=entry_duties.actions, panels=entry_duties.panels
        )
        pages_of_organisation.register(entry_duties.pages)
        kinds.register(notifications.REPORT_ANSWERED)
        kinds.register(notifications.REPORTED)
        names.register("directory.report", naming.reports)
        verbs.register(naming.VERBS)
        kinds.register(notifications.SHORTLIST)
        cookies.register(settings.SHORTLIST_COOKIE_NAME, "Keeps the short list you make.")
        followers.register(index_organisation)
        names.register("directory.service", naming.services)
        kinds.register(notifications.LOOKED_AT)
        kinds.register(notifications.CHECK)
        kinds.register(notifications.REMINDER)
