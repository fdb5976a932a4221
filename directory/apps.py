from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "directory"

    def ready(self) -> None:
        from directory import duties as entry_duties
        from directory import naming, notifications
        from directory.actions import index_organisation
        from directory.reference import duties
        from rosc.accounts import desk, followers, pages_of_organisation
        from rosc.audit import names
        from rosc.outbox import kinds

        desk.register(actions=duties.actions)
        desk.register(
            waiting=entry_duties.waiting, actions=entry_duties.actions, panels=entry_duties.panels
        )
        pages_of_organisation.register(entry_duties.pages)
        followers.register(index_organisation)
        names.register("directory.service", naming.services)
        kinds.register(notifications.LOOKED_AT)
        kinds.register(notifications.CHECK)
        kinds.register(notifications.REMINDER)
