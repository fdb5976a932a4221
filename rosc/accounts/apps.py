from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "rosc.accounts"
    label = "accounts"

    def ready(self) -> None:
        from rosc import encryption
        from rosc.accounts import desk, duties
        from rosc.accounts.seeds import reseal_all

        desk.register(waiting=duties.waiting, actions=duties.actions)
        encryption.register_sealed("mfa_authenticator.data", reseal_all)
