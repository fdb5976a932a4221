"""Writing a draft: a question a page, each saved as it is answered."""

import pytest

from referrals import actions
from referrals.models import AskedItem
from tests.directory.makers import make_service
from tests.people.makers import make_basis, make_person, make_route
from tests.referrals.makers import again, make_draft, make_sent
from tests.referrals.pages import audited, day, page, refuses

pytestmark = pytest.mark.django_db


def answer(client, draft, step, **data):
    response = client.post(page("change", draft, step), {"submit": "yes", **data})
    assert response.status_code == 302, response.context["form"].errors
    return response.url


def test_the_short_form_from_page_to_page(client_as, keyworker, treatment, lero):
    draft = make_draft(treatment, lero, by=keyworker)
    client = client_as(keyworker)
    url = answer(client, draft, "kind", type="new", timing="soon")
    assert url == page("change", draft, "needs")
    url = answer(client, draft, "needs", needs=["peer-support"], goals="Sleep\n\nGet out more")
    assert url == page("change", draft, "about")
    url = answer(client, draft, "about", area="E08000035", age_band="25-59", languages=["Polish"])
    assert url == page("change", draft, "safety")
    url = answer(client, draft, "safety", safety=["safe-place"])
    assert url == page("change", draft, "reach")
    reach = {"kind": "text", "value": "07700 900123", "is_safe": "on"}
    assert answer(client, draft, "reach", **reach) == page("send", draft)
    found = again(draft)
    assert (found.languages, found.safety, found.area_id) == (
        ["Polish"],
        ["safe-place"],
        "E08000035",
    )
    assert [goal.text for goal in found.goals.all()] == ["Sleep", "Get out more"]
    route = found.person.routes.get()
    assert (route.value, route.is_safe, route.is_preferred) == ("07700 900123", True, True)
    assert audited("change", draft) >= 4


def test_the_fuller_form_keeps_its_answers_sealed(client_as, lero_leader, treatment, lero):
    person = make_person(lero)
    make_route(person)
    service = make_service("Clinic", organisation=treatment)
    draft = actions.begin(person=person, service=service, by=lero_leader)
    client = client_as(lero_leader)
    url = answer(client, draft, "safety", safety=["none-known"])
    assert url == page("change", draft, "person")
    born = day("date_of_birth", again(draft).created_at.date().replace(year=1980, day=5, month=4))
    url = answer(client, draft, "person", full_name="Robin Greenwood", address="1 Low Row", **born)
    assert url == page("change", draft, "use")
    assert answer(client, draft, "health", gp="Low Row Surgery") == page("change", draft, "home")
    draft.answers.refresh_from_db()
    assert draft.answers.told["health"] == {"gp": "Low Row Surgery"}
    assert again(draft).person.full_name == "Robin Greenwood"
    assert "Low Row Surgery" in client.get(page("change", draft, "health")).content.decode()


def test_leaving_asks_for_naloxone_and_medicine(client_as, lero_leader, treatment, lero):
    draft = actions.begin(
        person=make_person(lero),
        service=make_service("Clinic", organisation=treatment),
        by=lero_leader,
    )
    client = client_as(lero_leader)
    url = answer(client, draft, "kind", type="leaving-residential", timing="by-date")
    assert url == page("change", draft, "leaving")
    shown = client.get(url).content.decode()
    assert "naloxone" in shown
    assert "Prescribed medicine runs out on" in shown
    today = again(draft).created_at.date()
    answer(client, draft, "leaving", holds_naloxone="yes", **day("medicine_until", today))
    assert again(draft).medicine_until == today


def test_a_service_says_why_it_asks(client_as, keyworker, treatment, lero):
    service = make_service("Visits", organisation=lero)
    AskedItem.objects.create(service=service, detail="home", reason="we come to your home")
    draft = actions.begin(person=make_person(treatment), service=service, by=keyworker)
    shown = client_as(keyworker).get(page("change", draft, "home")).content.decode()
    assert "asks because we come to your home" in shown


def test_offences_are_offered_only_where_both_may_hold_them(client_as, keyworker, treatment, lero):
    draft = make_draft(treatment, lero)
    client = client_as(keyworker)
    assert "Convictions" not in client.get(page("change", draft, "share")).content.decode()
    make_basis(treatment, holds_offences=True)
    make_basis(lero, holds_offences=True)
    assert "Convictions" in client.get(page("change", draft, "share")).content.decode()


def test_what_is_unsafe_is_not_told(client_as, keyworker, treatment, lero):
    draft = make_draft(treatment, lero)
    data = {"kind": "text", "value": "07700 900123"}
    response = client_as(keyworker).post(page("change", draft, "reach"), data)
    assert "Nothing is told that they call unsafe" in response.content.decode()


def test_who_may_not(treatment, lero, colleague, lero_leader, outsider, client_as):
    draft = make_draft(treatment, lero)
    assert client_as(colleague).get(page("change", draft, "kind")).status_code == 403
    for user in (outsider, lero_leader):  # nothing that was never sent
        assert client_as(user).get(page("change", draft, "kind")).status_code == 404


def test_a_stale_page_is_told(treatment, lero, keyworker, client_as):
    sent = make_sent(treatment, lero)
    response = client_as(keyworker).post(page("change", sent, "kind"), {"type": "new"})
    assert response.status_code == 409
    refuses("send", sent, keyworker, status=409)


def test_no_such_page(treatment, lero, keyworker, client_as):
    draft = make_draft(treatment, lero)
    assert client_as(keyworker).get(page("change", draft, "nothing")).status_code == 404
