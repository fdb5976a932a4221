"""Ways to reach somebody: noted, changed, confirmed, ended, and what may go by each."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from rosc.audit.models import AuditEvent
from rosc.outbox import kinds
from rosc.people import actions
from rosc.people.models import ContactRoute
from tests.conftest import signed_in
from tests.people.makers import make_person, make_route

pytestmark = pytest.mark.django_db


def typed(**facts):
    return {"kind": "text", "value": "07700 900123", "wording": "neutral", **facts}


def agreed_to_somebody(person, by):
    return actions.agree(person=person, purpose="trusted", method="together", by=by)


def test_it_is_noted_as_they_said(send, audited, keyworker, robin):
    send(
        keyworker,
        "add_route",
        robin.pk,
        **typed(
            is_safe="on",
            is_preferred="on",
            safe_days=["0", "4"],
            safe_from="09:00",
            safe_until="12:30",
            who_must_not="Her brother",
            is_confirmed="on",
        ),
    )
    route = robin.routes.get()
    assert (route.value, route.is_safe, route.is_preferred) == ("07700 900123", True, True)
    assert (route.safe_days, route.may_leave_message) == ([0, 4], False)
    assert (route.who_must_not, route.confirmed_on) == ("Her brother", timezone.localdate())
    event = audited("person.add_route", robin)
    assert event.details == {"route": str(route.pk), "kind": "text"}


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"value": "nobody"}, "Enter a phone number"),
        ({"kind": "email", "value": "sam@"}, "Enter an e-mail address"),
        ({"kind": "post", "value": ""}, "Enter the address"),
        ({"kind": "through", "who": ""}, "Say who it goes through"),
        ({"safe_from": "09:00"}, "Enter both times, or neither"),
        ({"safe_from": "25:00"}, "Enter a time such as"),
    ],
)
def test_a_mistake_is_said(send, keyworker, robin, facts, said):
    page = send(keyworker, "add_route", robin.pk, **typed(**facts))
    assert said in page.content.decode()
    assert not robin.routes.exists()


def test_only_one_comes_first(send, keyworker, robin):
    make_route(robin)
    send(keyworker, "add_route", robin.pk, **typed(value="07700 900456", is_preferred="on"))
    assert [r.value for r in robin.routes.filter(is_preferred=True)] == ["07700 900456"]


# --- Through somebody they trust ------------------------------------------------------------------
def test_nobody_is_asked_without_consent(send, keyworker, robin):
    page = send(keyworker, "add_route", robin.pk, **typed(kind="through", who="Jo, her aunt"))
    assert "Write down first that they agree" in page.content.decode()
    with pytest.raises(ValidationError):
        actions.add_route(person=robin, by=keyworker, kind="through", who="Jo")


def test_somebody_trusted_hears_one_sentence(send, see, keyworker, robin):
    agreed_to_somebody(robin, keyworker)
    facts = typed(kind="through", who="Jo, her aunt", wording="open", is_safe="on")
    send(keyworker, "add_route", robin.pk, **facts)
    page = see(keyworker, "preview_messages", robin.pk, robin.routes.get().pk)
    assert "Please ask Robin to ring us." in page
    assert not any(kind.label in page for kind in kinds.registered())
    assert "Please ask Robin to ring us." in see(keyworker, "person", robin.pk)


def test_taking_the_consent_back_ends_the_way_through_them(send, keyworker, robin):
    consent = agreed_to_somebody(robin, keyworker)
    send(keyworker, "add_route", robin.pk, **typed(kind="through", who="Jo"))
    make_route(robin)
    actions.withdraw(consent=consent, by=keyworker)
    assert [route.kind for route in robin.routes.current()] == ["text"]


def test_it_stays_while_another_such_consent_stands(keyworker, robin):
    consent = agreed_to_somebody(robin, keyworker)
    agreed_to_somebody(robin, keyworker)
    actions.add_route(person=robin, by=keyworker, kind="through", who="Jo")
    actions.withdraw(consent=consent, by=keyworker)
    assert robin.routes.current().count() == 1


# --- What may be sent -----------------------------------------------------------------------------
@pytest.mark.parametrize(("wording", "is_frank"), [("neutral", False), ("open", True)])
def test_every_message_is_shown_word_for_word_before_it_can_go(
    see, keyworker, robin, wording, is_frank
):
    route = make_route(robin, wording=wording)
    page = see(keyworker, "preview_messages", robin.pk, route.pk)
    to_people = [kind for kind in kinds.registered() if kind.is_to_person]
    assert len(to_people) >= 3
    for kind in to_people:
        for line in kind.sample(is_frank).strip().split("\n"):
            assert line in page, kind.slug


def test_neutral_words_differ_from_open_ones():
    for kind in kinds.registered():
        if kind.sample:
            assert kind.sample(False) != kind.sample(True)


def test_where_the_portal_sends_nothing_it_says_so(see, keyworker, robin):
    route = make_route(robin, kind="phone", may_leave_message=True)
    page = see(keyworker, "preview_messages", robin.pk, route.pk)
    assert "The portal sends nothing this way" in page
    assert "You may leave a message" in page


# --- Changed, confirmed, ended --------------------------------------------------------------------
def test_a_changed_way_is_a_new_row(send, keyworker, robin):
    route = make_route(robin)
    send(keyworker, "change_route", robin.pk, route.pk, **typed(value="07700 900456"))
    assert [r.value for r in robin.routes.current()] == ["07700 900456"]
    route.refresh_from_db()
    assert route.ended_at is not None


def test_it_is_confirmed(send, audited, keyworker, robin):
    route = make_route(robin)
    send(keyworker, "confirm_route", robin.pk, route.pk)
    route.refresh_from_db()
    assert route.confirmed_on == timezone.localdate()
    assert audited("person.confirm_route", robin).details["route"] == str(route.pk)


def test_it_is_ended(send, audited, keyworker, robin):
    route = make_route(robin)
    send(keyworker, "end_route", robin.pk, route.pk)
    assert not robin.routes.current().exists()
    audited("person.end_route", robin)


@pytest.mark.parametrize("verb", ["change_route", "end_route"])
def test_a_stale_page_is_told(send, keyworker, robin, verb):
    route = make_route(robin)
    actions.end_route(route=route, by=keyworker)
    assert send(keyworker, verb, robin.pk, route.pk, **typed()).status_code == 409
    assert ContactRoute.objects.count() == 1


@pytest.mark.parametrize(
    "verb", ["add_route", "change_route", "confirm_route", "end_route", "preview_messages"]
)
def test_who_may_not_may_not(refuses, colleague, outsider, robin, verb):
    more = [] if verb == "add_route" else [make_route(robin).pk]
    refuses(403, colleague, verb, robin.pk, *more)
    refuses(404, outsider, verb, robin.pk, *more)


def test_numbers_are_sealed_and_in_no_audit_row(keyworker, robin):
    make_route(robin)
    client = signed_in(keyworker)
    client.get(reverse("people:person", args=[robin.pk]))
    assert "900123" not in str(list(AuditEvent.objects.values()))
    assert "900123" not in str(list(ContactRoute.objects.values_list("id", "kind")))


def test_another_persons_way_is_not_found_through_ones_own(send, keyworker, robin, treatment):
    route = make_route(make_person(treatment, "Wren"))
    assert send(keyworker, "end_route", robin.pk, route.pk).status_code == 404
