from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "rosc.accounts"
    label = "accounts"

    def ready(self) -> None:
        from rosc import encryption
        from rosc.accounts import desk, duties, naming
        from rosc.accounts.seeds import reseal_all
        from rosc.audit import names

        desk.register(waiting=duties.waiting, actions=duties.actions)
        names.register("accounts.user", naming.users)
        names.register("accounts.organisation", naming.organisations)
        encryption.register_sealed("mfa_authenticator.data", reseal_all)
