from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "directory"

    def ready(self) -> None:
        from directory import duties as own_duties
        from directory import notifications
        from directory.actions import index_organisation
        from directory.reference import duties
        from rosc.accounts import desk, followers
        from rosc.outbox import kinds

        desk.register(actions=duties.actions)
        desk.register(actions=own_duties.actions)
        kinds.register(notifications.SHORTLIST)
        followers.register(index_organisation)
