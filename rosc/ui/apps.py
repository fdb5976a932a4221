from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "rosc.ui"
    label = "ui"
