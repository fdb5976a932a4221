import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import TemplateDoesNotExist, loader
from django.urls import reverse

from rosc.accounts.models import User
from rosc.ui import views

PAGES = {
    400: views.bad_request,
    403: views.permission_denied,
    404: views.page_not_found,
    409: views.conflict,
    429: views.too_many_requests,
}


@pytest.fixture
def request_(rf):
    request = rf.get("/somewhere/")
    request.user = AnonymousUser()
    return request


@pytest.mark.parametrize("status", PAGES)
def test_an_error_page_has_numbers_and_a_way_on(request_, status):
    response = PAGES[status](request_)
    html = response.content.decode()
    assert response.status_code == status
    for number in ("tel:999", "tel:116123", "tel:111"):
        assert number in html
    assert 'href="/"' in html
    assert "data-leave" in html


@pytest.mark.parametrize("status", [400, 403, 429])
def test_who_is_signed_in_is_led_to_their_desk(request_, status):
    desk, services = reverse("accounts:desk"), reverse("directory:services")
    assert (
        f'class="govuk-button"\n     href="{services}"' in PAGES[status](request_).content.decode()
    )
    request_.user = User(name="Kay Worker")
    html = PAGES[status](request_).content.decode()
    assert f'class="govuk-button"\n     href="{desk}"' in html


def test_what_is_not_found_can_be_looked_for_and_has_one_main_button(request_):
    html = views.page_not_found(request_).content.decode()
    assert len(re.findall(r'class="govuk-button[ "](?!.*secondary)', html)) == 1
    assert f'action="{reverse("directory:services")}"' in html
    request_.user = User(name="Kay Worker")
    assert f'href="{reverse("accounts:desk")}"' in views.page_not_found(request_).content.decode()


def test_someone_got_here_first_leads_to_how_it_is_now(request_):
    html = views.conflict(request_, back_url="/services/here/").content.decode()
    assert "Someone got here first" in html
    assert 'href="/services/here/"' in html


def test_too_many_tries_says_how_long_to_wait(request_):
    assert views.too_many_requests(request_, retry_after=60).headers["Retry-After"] == "60"


def test_a_form_that_is_too_old_says_how_to_go_on(rf):
    request = rf.post("/somewhere/")
    request.user = AnonymousUser()
    response = views.form_too_old(request, reason="CSRF cookie not set.")
    assert response.status_code == 403
    assert "once more" in response.content.decode()


def test_a_failure_is_answered_without_the_database(rf):
    """No `db` fixture: a query would raise."""
    response = views.server_error(rf.get("/"))
    assert response.status_code == 500
    html = response.content.decode()
    assert "Alongside" in html
    assert "tel:999" in html


def test_a_failure_is_answered_even_without_its_template(rf, monkeypatch):
    def gone(name):
        raise TemplateDoesNotExist(name)

    monkeypatch.setattr(loader, "get_template", gone)
    response = views.server_error(rf.get("/"))
    assert response.status_code == 500
    assert b"tel:999" in response.content
