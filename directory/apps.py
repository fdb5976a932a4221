from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "directory"

    def ready(self) -> None:
        from directory import duties as own_duties
        from directory import naming, notifications, peer_led
        from directory.actions import index_organisation
        from directory.reference import duties
        from rosc.accounts import desk, followers
        from rosc.audit import names, verbs
        from rosc.outbox import kinds

        desk.register(actions=duties.actions)
        desk.register(waiting=peer_led.waiting)
        desk.register(waiting=own_duties.waiting, actions=own_duties.actions)
        kinds.register(notifications.REPORT_ANSWERED)
        names.register("directory.service", naming.services)
        names.register("directory.report", naming.reports)
        verbs.register(naming.VERBS)
        followers.register(index_organisation)
