"""Where each part of the portal is reached."""

from django.urls import include, path

from directory.views.find import home
from rosc import health

urlpatterns = [
    path("", home, name="home"),
    path("", include("directory.urls")),
    path("accounts/messages/", include("rosc.outbox.urls")),
    path("accounts/audit/", include("rosc.audit.urls")),
    path("accounts/", include("rosc.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("people/", include("rosc.people.urls")),
    path("referrals/", include("referrals.urls")),
    path("check-ups/", include("checkups.urls")),
    path("standards/", include("lero_standards.urls")),
    path("gaps/", include("rosc.gaps.urls")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

handler400 = "rosc.ui.views.bad_request"
handler403 = "rosc.ui.views.permission_denied"
handler404 = "rosc.ui.views.page_not_found"
handler429 = "rosc.ui.views.too_many_requests"
handler500 = "rosc.ui.views.server_error"
