"""Addresses of check-ups."""

from checkups import own_urls

app_name = "checkups"
urlpatterns = [*own_urls.urlpatterns]
