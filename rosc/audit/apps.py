from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "rosc.audit"
    label = "audit"
