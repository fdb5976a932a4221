from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "directory"

    def ready(self) -> None:
        from directory.actions import index_organisation
        from rosc.accounts import followers

        followers.register(index_organisation)
