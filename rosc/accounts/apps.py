from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "rosc.accounts"
    label = "accounts"

    def ready(self) -> None:
        from rosc import encryption
        from rosc.accounts import desk, duties, guesses, naming
        from rosc.accounts.seeds import reseal_all
        from rosc.audit import names, verbs
        from rosc.ui import cookies

        desk.register(waiting=duties.waiting, actions=duties.actions)
        names.register("accounts.user", naming.users, naming.users_called)
        names.register("accounts.organisation", naming.organisations, naming.organisations_called)
        verbs.register(naming.VERBS)
        cookies.register(
            guesses.COOKIE,
            "Set when somebody who works here signs in. It tells us that they have signed in on "
            "this device before, so that nobody else can lock them out.",
            seconds=guesses.COOKIE_LASTS,
        )
        encryption.register_sealed("mfa_authenticator.data", reseal_all)
