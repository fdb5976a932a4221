from django.apps import AppConfig

from rosc.encryption import key_ring


class OutboxConfig(AppConfig):
    name = "rosc.outbox"
    label = "outbox"

    def ready(self) -> None:
        from rosc.outbox import kinds, notifications

        key_ring()  # a bad key stops start-up here, not the first message at night
        kinds.register(notifications.LIBRARY)
