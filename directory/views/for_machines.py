"""What search engines and those who look for weaknesses are told."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import Sitemap, views
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from directory.models import Service
from rosc.accounts.models import Organisation

PAGES = (
    *("home", "directory:services", "directory:meetings", "directory:urgent"),
    *("directory:what_helps", "directory:glossary", "directory:about_the_data"),
    *("directory:accessibility", "directory:privacy", "directory:cookies", "directory:contact"),
)


class Pages(Sitemap):
    def items(self) -> list[str]:
        return list(PAGES)

    def location(self, item: str) -> str:
        return reverse(item)


class Services(Sitemap):
    def items(self) -> QuerySet[Service]:
        return Service.objects.published().order_by("pk")

    def lastmod(self, item: Service) -> Any:
        return item.updated_at


class Organisations(Sitemap):
    def items(self) -> QuerySet[Organisation]:
        return Organisation.objects.approved().order_by("pk")

    def location(self, item: Organisation) -> str:
        return reverse("directory:organisation", args=[item.pk])


SECTIONS: dict[str, Any] = {
    "pages": Pages,
    "services": Services,
    "organisations": Organisations,
}


@login_not_required
def sitemap(request: HttpRequest) -> HttpResponse:
    return views.index(request, sitemaps=SECTIONS, sitemap_url_name="directory:sitemap_section")


@login_not_required
def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    return views.sitemap(request, sitemaps=SECTIONS, section=section)


@login_not_required
def robots(request: HttpRequest) -> HttpResponse:
    """Pages may be found; searches, which hold postcodes, and everything behind a sign-in not."""
    context = {"is_demo": settings.DEMO, "portal_url": settings.PORTAL_URL}
    return render(request, "directory/robots.txt", context, content_type="text/plain")


@login_not_required
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116; only where the operator says whom to tell."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    context = {
        "contact": settings.SECURITY_CONTACT,
        "portal_url": settings.PORTAL_URL,
        "expires": timezone.now() + timedelta(days=180),
    }
    return render(request, "directory/security.txt", context, content_type="text/plain")
