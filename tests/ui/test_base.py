import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(client: Client):
    return client.get("/").content.decode()


def test_the_way_out_and_urgent_help_are_on_the_page(home, settings):
    assert 'href="/leave/"' in home
    assert f'data-leave="{settings.EXIT_URL}"' in home
    assert "Leave this site quickly" in home
    assert 'href="tel:999"' in home
    assert 'href="/urgent/"' in home


def test_the_title_names_no_topic(home):
    assert "<title>Alongside</title>" in home


def test_the_page_can_be_skipped_into_and_is_in_british_english(home):
    assert '<html lang="en-GB">' in home
    assert 'href="#main"' in home
    assert '<main id="main"' in home


def test_the_demonstration_says_so_and_nothing_else_does(client, settings):
    settings.DEMO = True
    assert "This is a demonstration" in client.get("/").content.decode()
    settings.DEMO = False
    assert "This is a demonstration" not in client.get("/").content.decode()


def test_somebody_signed_in_sees_their_name_and_can_sign_out(client, keyworker):
    client.force_login(keyworker)
    html = client.get("/").content.decode()
    assert keyworker.name in html
    assert 'action="/accounts/logout/"' in html
    assert 'name="csrfmiddlewaretoken"' in html


def test_somebody_not_signed_in_gets_no_cookie(client):
    assert not client.get("/").cookies


@pytest.mark.parametrize(
    "path", ["login/", "password/reset/", "password/reset/done/", "inactive/", "signup/"]
)
def test_the_sign_in_pages_are_in_our_frame(client, path):
    response = client.get(f"/accounts/{path}", follow=True)
    html = response.content.decode()
    assert response.status_code == 200
    assert "data-leave" in html
    assert 'class="govuk-' in html or "<h1>" in html


def test_a_failed_sign_in_is_summed_up_at_the_top(client):
    html = client.post("/accounts/login/", {"login": "x", "password": ""}).content.decode()
    assert "<title>Error:" in html
    assert 'href="#id_login"' in html
    assert 'href="#id_password"' in html
