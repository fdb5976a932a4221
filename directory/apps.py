from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "directory"

    def ready(self) -> None:
        from directory import peer_led
        from directory.actions import index_organisation
        from directory.reference import duties
        from rosc.accounts import desk, followers

        desk.register(actions=duties.actions)
        desk.register(waiting=peer_led.waiting)
        followers.register(index_organisation)
