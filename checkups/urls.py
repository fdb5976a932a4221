"""Addresses of check-ups."""

from django.urls import URLPattern

app_name = "checkups"
urlpatterns: list[URLPattern] = []
