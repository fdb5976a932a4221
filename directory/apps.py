from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "directory"

    def ready(self) -> None:
        from directory.reference import duties
        from rosc.accounts import desk

        desk.register(actions=duties.actions)
