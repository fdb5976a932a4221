"""The pages every public service has, and what is said to machines."""

import re
from xml.etree import ElementTree

import pytest
from django.conf import settings as conf
from django.test import Client
from django.urls import reverse

from directory.models import GlossaryTerm, Source
from directory.models.choices import ServiceStatus
from referrals.models.origins import UNCONFIRMED_LASTS
from rosc.ui import cookies
from tests.browser.walk import World
from tests.directory.makers import make_service
from tests.factories import PASSWORD, OrganisationFactory
from tests.test_access import PUBLIC

pytestmark = pytest.mark.django_db
ABOUT = (
    "what_helps",
    "glossary",
    "contact",
    "privacy",
    "cookies",
    "accessibility",
    "about_the_data",
)


def get(name: str, **options) -> str:
    return Client().get(reverse(f"directory:{name}"), **options).content.decode()


def test_they_are_at_the_foot_of_every_page():
    html = Client().get("/").content.decode()
    foot = html[html.index("<footer") :]
    assert all(f'href="{reverse(f"directory:{name}")}"' in foot for name in ABOUT)


def test_each_term_has_its_anchor_its_meaning_and_its_source():
    html, terms = get("glossary"), GlossaryTerm.objects.all()
    assert len(terms) == 25
    for term in terms:
        assert html.count(f'id="{term.pk}"') == html.count(f'href="#{term.pk}"') == 1
        assert term.term in html
    assert "Part 4: glossary" in html
    GlossaryTerm.objects.filter(pk="peer").update(meaning="Somebody like you.")
    assert "Somebody like you." in get("glossary")


def test_what_helps_names_its_sources_with_dates():
    html = get("what_helps")
    assert "10 October 2024" in html
    assert "Office for Health Improvement" in html


def test_the_sources_of_the_data_are_named_with_licence_and_date():
    Source.objects.create(slug="town", name="Town list", licence="Open Government Licence v3.0")
    html = get("about_the_data")
    for said in ("Town list", "Royal Mail data", "Crown copyright", "GeoNames", "Middle of 2022"):
        assert said in html
    assert html.count("Open Government Licence") >= 5


def test_who_runs_it_is_named_where_it_is_set(settings):
    assert "runs this site" not in get("privacy")
    settings.OPERATOR = "Northmoor Council"
    assert "Northmoor Council runs this site" in get("privacy")


def test_how_long_what_somebody_asked_is_kept_is_told_as_it_is(settings):
    settings.REFERRAL_EXPIRY_DAYS = 45
    html = get("privacy")
    assert "nobody says yes in 45 days, all of it is deleted" in html
    assert "gone after a week" in html
    assert UNCONFIRMED_LASTS.days == 7


def test_every_cookie_that_is_set_is_told(keyworker):
    """Whatever a page or a form sets, on every public page and through a whole sign-in."""
    set_by = {}
    for stop in World().stops():
        client = Client() if stop.name in PUBLIC else stop.visitor.client
        for name in client.get(stop.address).cookies:
            set_by.setdefault(name, stop.name)
    client = Client()
    signed = client.post(reverse("account_login"), {"login": keyworker.email, "password": PASSWORD})
    set_by |= dict.fromkeys(signed.cookies, "signing in")
    told = {one.name for one in cookies.every()}
    assert set_by.keys() <= told, set_by
    assert {conf.SESSION_COOKIE_NAME, conf.CSRF_COOKIE_NAME, "known_device"} <= set_by.keys()
    html = get("cookies")
    assert all(f"<code>{name}</code>" in html for name in told)
    assert "90 days" in html


def test_who_only_looks_gets_no_cookie(client):
    service = make_service()
    pages = ["/", "/services/?postcode=M1+1AE", "/meetings/", "/urgent/", "/nowhere/"]
    pages += [f"/services/{service.pk}/", *(reverse(f"directory:{name}") for name in ABOUT)]
    for page in pages:
        client.get(page)
    assert not client.cookies


def test_the_cookie_of_forms_goes_with_the_browser(client):
    assert client.get(reverse("account_login")).cookies[conf.CSRF_COOKIE_NAME]["max-age"] == ""


def test_a_page_that_is_not_there_offers_a_search():
    html = Client().get("/nowhere/").content.decode()
    assert re.search(r'<form[^>]*action="/services/"', html)
    assert 'name="postcode"' in html


# --- For machines -------------------------------------------------------------------------------
def addresses(url: str) -> list[str]:
    tree = ElementTree.fromstring(Client().get(url).content)  # noqa: S314 - our own
    return [one.text for one in tree.iter() if one.tag.endswith("loc")]


def test_the_sitemap_leads_to_everything_public_and_nothing_else():
    shown, draft = make_service("Shown"), make_service("Draft", status=ServiceStatus.DRAFT)
    proposed = OrganisationFactory(status="proposed")
    sections = addresses("/sitemap.xml")
    assert len(sections) == 3
    found = [page for section in sections for page in addresses(section.split("testserver")[1])]
    assert any(str(shown.pk) in page for page in found)
    assert any(str(shown.organisation_id) in page for page in found)
    assert not any(str(one.pk) in page for page in found for one in (draft, proposed))
    for page in found:
        assert Client().get(page.split("testserver")[1]).status_code == 200
    assert Client().get("/sitemap-nothing.xml").status_code == 404


def test_robots_find_pages_and_no_searches(settings):
    text = get("robots")
    assert "Disallow: /accounts/" in text
    assert "Disallow: /*?" in text
    assert f"Sitemap: {settings.PORTAL_URL}/sitemap.xml" in text
    settings.DEMO = True
    assert get("robots").strip().endswith("Disallow: /")


def test_security_txt_is_there_once_somebody_is_named(settings):
    url = "/.well-known/security.txt"
    assert Client().get(url).status_code == 404
    settings.SECURITY_CONTACT = "mailto:security@portal.example"
    page = Client().get(url)
    assert page.headers["Content-Type"].startswith("text/plain")
    assert "Contact: mailto:security@portal.example\n" in page.text
    assert re.search(r"^Expires: \d{4}-\d\d-\d\dT00:00:00Z$", page.text, re.MULTILINE)
