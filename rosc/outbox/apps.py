from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "rosc.outbox"
    label = "outbox"
