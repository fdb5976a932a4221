from django.apps import AppConfig


class GapsConfig(AppConfig):
    name = "rosc.gaps"

    def ready(self) -> None:
        from rosc.accounts import desk, pages_of_organisation
        from rosc.audit import names, verbs
        from rosc.gaps import duties, naming

        desk.register(actions=duties.actions)
        pages_of_organisation.register(duties.of_organisation)
        names.register("gaps.ndtmscode", naming.codes)
        verbs.register(naming.VERBS)
