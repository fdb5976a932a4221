"""Pages about people, for those who work with them and for the people themselves."""

from django.urls import URLPattern

app_name = "people"

urlpatterns: list[URLPattern] = []
