"""Pages of introductions, for workers and for those without an account."""

from django.urls import URLPattern

app_name = "referrals"

urlpatterns: list[URLPattern] = []
