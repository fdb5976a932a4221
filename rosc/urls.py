"""Where each part of the portal is reached."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
]
