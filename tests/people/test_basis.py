"""On what ground an organisation holds records: who leads says so, and is reminded to."""

import pytest
from django.urls import reverse

from rosc.people.models import LawfulBasis
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db


def typed(**facts):
    return {"article_6": "public-task", "article_9": "care", "years_kept": "8", "seen": "", **facts}


def desk_of(user) -> str:
    return signed_in(user).get(reverse("accounts:desk")).content.decode()


def test_who_leads_says_so(send, audited, coordinator, treatment):
    send(coordinator, "basis", treatment.pk, **typed(agreement="Shared drive, DPIA 4"))
    basis = LawfulBasis.objects.get()
    assert (basis.organisation, basis.article_6, basis.article_9) == (
        treatment,
        "public-task",
        "care",
    )
    assert (basis.set_by, basis.years_kept, basis.holds_offences) == (coordinator, 8, False)
    assert audited("organisation.set_basis", treatment).details["article_6"] == "public-task"


def test_it_is_changed_and_a_stale_page_is_told(send, coordinator, treatment):
    send(coordinator, "basis", treatment.pk, **typed())
    assert send(coordinator, "basis", treatment.pk, **typed()).status_code == 409
    seen = LawfulBasis.objects.get().set_at.isoformat()
    send(coordinator, "basis", treatment.pk, **typed(seen=seen, holds_offences="on"))
    assert LawfulBasis.objects.get().holds_offences


def test_the_desk_reminds_who_leads_until_it_is_said(send, coordinator, keyworker, treatment):
    words = "A lawful basis for Bridge Street Service"
    assert words in desk_of(coordinator)
    assert words not in desk_of(keyworker)
    send(coordinator, "basis", treatment.pk, **typed())
    assert words not in desk_of(coordinator)


def test_the_page_of_the_organisation_leads_there(coordinator, keyworker, treatment):
    page = reverse("accounts:organisation", args=[treatment.pk])
    link = reverse("people:basis", args=[treatment.pk])
    assert link in signed_in(coordinator).get(page).content.decode()
    assert link not in signed_in(keyworker).get(page).content.decode()


def test_years_are_a_number(send, coordinator, treatment):
    page = send(coordinator, "basis", treatment.pk, **typed(years_kept="0"))
    assert "greater than or equal to 1" in page.content.decode()
    assert not LawfulBasis.objects.exists()


def test_it_refuses_the_colleague(refuses, colleague, keyworker, treatment):
    refuses(403, colleague, "basis", treatment.pk, **typed())
    refuses(403, keyworker, "basis", treatment.pk, **typed())


def test_the_outsider_finds_nothing(refuses, outsider, treatment):
    refuses(404, outsider, "basis", treatment.pk, **typed())
