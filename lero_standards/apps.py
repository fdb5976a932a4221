from django.apps import AppConfig
from django.core import checks as django_checks


class LeroStandardsConfig(AppConfig):
    name = "lero_standards"

    def ready(self) -> None:
        from directory import badges
        from lero_standards import badge, checks, duties, examples, naming, notifications
        from rosc.accounts import demo, desk, pages_of_organisation
        from rosc.audit import names, verbs
        from rosc.outbox import kinds

        django_checks.register(checks.frameworks_are_right)
        desk.register(waiting=duties.waiting, actions=duties.actions)
        pages_of_organisation.register(duties.of_organisation)
        badges.register(badge.of)
        kinds.register(notifications.DIGEST)
        names.register("lero_standards.snapshot", naming.snapshots)
        names.register("lero_standards.grant", naming.grants)
        verbs.register(naming.VERBS)
        demo.register(examples.seed)
