from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "rosc.accounts"
    label = "accounts"
