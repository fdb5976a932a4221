from django.apps import AppConfig
from django.core import checks


class UiConfig(AppConfig):
    name = "rosc.ui"
    label = "ui"

    def ready(self) -> None:
        from rosc.ui.checks import helplines_checked

        # At deployment only: each command runs the others, and `tick` from cron is to say nothing.
        checks.register(helplines_checked, deploy=True)
