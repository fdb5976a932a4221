from django.apps import AppConfig
from django.core import checks as django_checks


class LeroStandardsConfig(AppConfig):
    name = "lero_standards"

    def ready(self) -> None:
        from lero_standards import checks

        django_checks.register(checks.frameworks_are_right)
