"""The file for a treatment return: of those who agreed, from what is on record, and no more."""

import csv
import io
import time
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from checkups import actions as checkups
from referrals import actions
from referrals.models import Referral
from rosc.access import SYSTEM
from rosc.audit.models import AuditEvent
from rosc.gaps import hand_over as files
from rosc.gaps.models import NdtmsCode
from rosc.people import actions as people
from rosc.people.models import Person
from tests.browser.walk import just_signed_in
from tests.checkups.makers import first_of, make_plan, planned
from tests.conftest import member
from tests.factories import OrganisationFactory
from tests.gaps.makers import NOW, agree, make_known
from tests.people.makers import make_basis
from tests.referrals.makers import again, make_accepted, make_sent

pytestmark = pytest.mark.django_db
COLUMNS = """provider_org, provider_client_ref, portal_ref, initials, date_of_birth, sex,
postcode_district, period_start, period_end, referral_direction, referral_date, referring_org,
referring_org_is_peer_led, receiving_org, receiving_org_is_peer_led, first_contact_date, engaged,
peer_support, facilitated_mutual_aid, family_support, parenting_support, housing_support,
employment_support, education_training, supported_work, recovery_check_up, relapse_prevention,
complementary_therapies, mental_health_recovery, smoking_cessation, other, last_check_up_date,
next_check_up_date, consent_date, consent_withdrawn_date, codes_version"""
SENTENCE = "an aid for your return, not a submission"


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def person(treatment) -> Person:
    return make_known(treatment)


@pytest.fixture
def out(treatment, lero, person) -> Referral:
    """From treatment to the LERO; accepted, in touch, and met."""
    make_basis(treatment)
    referral = make_accepted(treatment, lero, person=person)
    give(referral, NOW, "peer-support", "mutual-aid")
    actions.confirm_meeting(referral=referral, by=SYSTEM, on=NOW.date())
    return again(referral)


def give(referral, at, *kinds, result="reached"):
    actions.record_contact(referral=referral, by=SYSTEM, at=at, result=result, support=kinds)


def preview(organisation, month="2026-11") -> str:
    return f"{reverse('gaps:hand_over', args=[organisation.pk])}?month={month}"


def taking(organisation, month="2026-11") -> str:
    return f"{reverse('gaps:take_hand_over', args=[organisation.pk])}?month={month}"


def lines(user, organisation, month="2026-11") -> list[dict[str, str]]:
    response = just_signed_in(user).post(taking(organisation, month), {"why": "return"})
    assert response.headers["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


# --- What is in it --------------------------------------------------------------------------------
def test_the_columns_are_those_that_were_agreed():
    """In their order; each kind of support has its days and its contacts beside it."""
    names = [column.name for column in files.columns()]
    wanted = COLUMNS.replace("\n", " ").split(", ")
    assert [name for name in names if name in wanted] == wanted
    more = {name for name in names if name not in wanted}
    kinds = wanted[wanted.index("peer_support") : wanted.index("last_check_up_date")]
    besides = {f"{kind}_{what}" for kind in kinds for what in ("first", "last", "contacts")}
    assert more == besides | {"referral_source_code", "onward_referral_code"}


def test_a_line(coordinator, treatment, person, out):
    agree(person, treatment)
    give(out, NOW, "peer-support")
    give(out, NOW, "housing", result="no-answer")
    (line,) = lines(coordinator, treatment)
    said = {name: value for name, value in line.items() if value}
    assert said == {
        "provider_org": "Bridge Street Service",
        "provider_client_ref": "AB-Robin",
        "portal_ref": str(out.pk),
        "initials": "RW",
        "date_of_birth": "13/02/1971",
        "sex": "F",
        "postcode_district": "LS2",
        "period_start": "01/11/2026",
        "period_end": "30/11/2026",
        "referral_direction": "from_treatment",
        "referral_date": "28/11/2026",
        "referring_org": "Bridge Street Service",
        "referring_org_is_peer_led": "N",
        "receiving_org": "Tideway Together",
        "receiving_org_is_peer_led": "Y",
        "first_contact_date": "28/11/2026",
        "engaged": "Y",
        "peer_support": "Y",
        "peer_support_first": "28/11/2026",
        "peer_support_last": "28/11/2026",
        "peer_support_contacts": "2",
        "facilitated_mutual_aid": "Y",
        "facilitated_mutual_aid_first": "28/11/2026",
        "facilitated_mutual_aid_last": "28/11/2026",
        "facilitated_mutual_aid_contacts": "1",
        "consent_date": "28/11/2026",
        "codes_version": "CDS-R v1.4, not verified",
    }


def test_what_is_not_known_is_blank_and_never_no(coordinator, treatment, lero):
    """Somebody of whom only a name is known, and whom nobody has reached."""
    person = make_known(
        treatment, "Jo", full_name="", date_of_birth=None, sex="not-stated", postcode=""
    )
    make_sent(treatment, lero, person=person)
    agree(person, treatment)
    (line,) = lines(coordinator, treatment)
    may_say_no = {"referring_org_is_peer_led", "receiving_org_is_peer_led"}
    assert {name for name, value in line.items() if value == "N"} <= may_say_no
    for name in ("initials", "date_of_birth", "sex", "postcode_district", "engaged"):
        assert line[name] == ""


def test_into_treatment_peer_led(coordinator, treatment, lero):
    """The person is known to the service by its own record, made when it said yes."""
    person = make_known(lero, "Ash")
    make_basis(lero)
    referral = again(make_accepted(lero, treatment, person=person))
    agree(referral.received_person, treatment)
    (line,) = lines(coordinator, treatment)
    assert line["referral_direction"] == "into_treatment"
    assert line["referring_org"] == "Tideway Together"
    assert line["referring_org_is_peer_led"] == "Y"
    assert line["receiving_org_is_peer_led"] == "N"
    assert line["provider_client_ref"] == ""  # the LERO's own reference is not theirs


def test_an_agreement_at_the_other_side_counts_as_well(coordinator, treatment, out):
    agree(out.received_person, treatment)
    assert len(lines(coordinator, treatment)) == 1


def test_somebody_the_service_has_not_said_yes_to_is_not_in_it(coordinator, treatment, lero):
    make_basis(treatment)
    person = make_known(lero)
    make_sent(lero, treatment, person=person)
    agree(person, treatment)
    assert lines(coordinator, treatment) == []


# --- Who is in it ---------------------------------------------------------------------------------
def test_nobody_without_an_agreement(coordinator, treatment, out):
    page = just_signed_in(coordinator).get(preview(treatment)).content.decode()
    assert "1 introduction of this month is left out" in page
    assert lines(coordinator, treatment) == []


def test_nobody_who_took_it_back_on_either_side(coordinator, treatment, person, out):
    agree(out.received_person, treatment)
    consent = agree(person, treatment)
    assert len(lines(coordinator, treatment)) == 1
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        people.withdraw(consent=consent, by=SYSTEM)
        assert lines(coordinator, treatment) == []
    with time_machine.travel(NOW + timedelta(minutes=9), tick=False):
        agree(person, treatment)
        assert len(lines(coordinator, treatment)) == 1


def test_an_agreement_for_another_service_counts_for_that_one_alone(
    coordinator, treatment, person, out
):
    agree(person, OrganisationFactory(name="Another service", kinds=["treatment"]))
    assert lines(coordinator, treatment) == []


def test_an_agreement_that_has_run_out(coordinator, treatment, person, out):
    people.agree(
        person=person,
        purpose="return",
        recipient=treatment,
        method="phone",
        by=SYSTEM,
        until=NOW.date(),
    )
    assert len(lines(coordinator, treatment)) == 1
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        assert lines(coordinator, treatment) == []


def test_nothing_of_an_introduction_that_was_cut_off(coordinator, treatment, person, out):
    agree(person, treatment)
    people.withdraw(consent=out.consent, by=SYSTEM)
    assert lines(coordinator, treatment) == []


def test_nobody_whose_record_is_kept_and_not_used(coordinator, treatment, person, out):
    agree(person, treatment)
    people.restrict(person=person, by=coordinator)
    assert lines(coordinator, treatment) == []


def test_nobody_whom_one_may_not_see(coordinator, treatment, person, out):
    """A worker who is kept from a record does not take it out with the others."""
    agree(person, treatment)
    kept = member("Kit Kept", ("keyworker", treatment))
    people.keep_from(person=person, user=kept, by=coordinator)
    assert lines(kept, treatment) == []
    assert len(lines(coordinator, treatment)) == 1


# --- Which month ----------------------------------------------------------------------------------
def test_only_what_happened_in_the_month(coordinator, treatment, person, out):
    agree(person, treatment)
    assert lines(coordinator, treatment, "2026-10") == []
    with time_machine.travel(date(2026, 12, 20), tick=False):
        agree(person, treatment)
        give(out, timezone.now(), "check-up")
        (line,) = lines(coordinator, treatment, "2026-12")
        assert line["recovery_check_up"] == "Y"
        assert line["last_check_up_date"] == "20/12/2026"
        assert line["peer_support"] == ""
        assert line["engaged"] == "Y"
        (before,) = lines(coordinator, treatment, "2026-11")
        assert before["recovery_check_up"] == before["last_check_up_date"] == ""


def test_check_ups_of_the_record_that_agreed(coordinator, keyworker, treatment, lero, person, out):
    """Those held count as contacts, the next one is told; those of a record that did not agree are
    nobody's to count."""
    agree(person, treatment)
    plan = make_plan(treatment, keyworker, person=person)
    held = first_of(plan)
    checkups.hold(checkup=held, by=SYSTEM)
    upcoming = min(one.due_on for one in planned(plan))
    there = Referral.objects.unscoped_for("test").get(pk=out.pk).received_person
    theirs = make_plan(lero, member("Lou Along", ("lero_leader", lero)), person=there)
    checkups.hold(checkup=first_of(theirs), by=SYSTEM)
    (line,) = lines(coordinator, treatment)
    assert line["recovery_check_up"] == "Y"
    assert line["recovery_check_up_contacts"] == "1"
    assert line["last_check_up_date"] == f"{NOW:%d/%m/%Y}"
    assert line["next_check_up_date"] == f"{upcoming:%d/%m/%Y}"


def test_a_month_that_is_no_choice_is_the_last_one(coordinator, treatment):
    client = just_signed_in(coordinator)
    for month in ("2027-01", "x", "", "2026-13"):
        assert (
            "Hand-over file, October 2026" in client.get(preview(treatment, month)).content.decode()
        )


# --- How it is taken ------------------------------------------------------------------------------
def test_it_is_looked_at_first(coordinator, treatment, person, out):
    agree(person, treatment)
    client = just_signed_in(coordinator)
    home = client.get(reverse("accounts:organisation", args=[treatment.pk])).content.decode()
    assert reverse("gaps:hand_over", args=[treatment.pk]) in home
    page = client.get(preview(treatment)).content.decode()
    for said in (SENTENCE, "1 line", "AB-Robin", "RW", "Not verified", taking(treatment)):
        assert said in page
    assert "Robin" not in page.replace("AB-Robin", "")
    assert AuditEvent.objects.get(verb="person.list").subject_ids == [person.pk]
    assert SENTENCE in client.get(taking(treatment)).content.decode()


def test_a_keyworker_gets_there_from_the_desk(client_as, keyworker, lero_leader, treatment):
    address = reverse("gaps:hand_over", args=[treatment.pk])
    for user, is_there in ((keyworker, True), (lero_leader, False)):
        desk = client_as(user).get(reverse("accounts:desk")).content.decode()
        assert (address in desk) == is_there


def test_it_is_on_the_record_why(coordinator, treatment, person, out):
    agree(person, treatment)
    lines(coordinator, treatment)
    event = AuditEvent.objects.get(verb="hand_over.take")
    assert event.subject_ids == [out.pk]
    assert event.organisation_id == event.subject_id == treatment.pk
    assert event.details == {"why": "return", "month": "2026-11", "lines": 1}
    assert AuditEvent.objects.get(verb="person.list").subject_ids == [person.pk]


def test_not_without_a_reason(coordinator, treatment, person, out):
    agree(person, treatment)
    page = just_signed_in(coordinator).post(taking(treatment), {"submit": "yes"})
    assert "Answer the question" in page.content.decode()
    assert not AuditEvent.objects.filter(verb="hand_over.take").exists()


def test_not_without_proving_again_who_it_is(client_as, coordinator, treatment, person, out):
    agree(person, treatment)
    client, url = client_as(coordinator), taking(treatment)
    session = client.session
    session["signed_in_at"] = time.time() - 2000
    session.save()
    for response in (client.get(url), client.post(url, {"why": "return"})):
        assert response.url.startswith(reverse("account_reauthenticate"))
    assert not AuditEvent.objects.filter(verb="hand_over.take").exists()


def test_nobody_elses(treatment, lero, colleague, outsider, lero_leader, commissioner, peer):
    for user, status in ((colleague, 403), (outsider, 404), (commissioner, 403), (peer, 403)):
        for address in (preview(treatment), taking(treatment)):
            assert just_signed_in(user).get(address).status_code == status
    for address in (preview(lero), taking(lero)):  # no return, no file
        assert just_signed_in(lero_leader).get(address).status_code == 404


def test_no_cell_is_a_formula(coordinator, treatment, lero):
    person = make_known(treatment, own_reference="=HYPERLINK(1)", full_name="Ann +Bee")
    make_sent(treatment, lero, person=person)
    agree(person, treatment)
    lero.name = "@SUM(A1)"
    lero.save()
    (line,) = lines(coordinator, treatment)
    assert line["provider_client_ref"] == "'=HYPERLINK(1)"
    assert line["receiving_org"] == "'@SUM(A1)"
    assert line["initials"] == "A+"
    assert all(not value.startswith(("=", "+", "-", "@")) for value in line.values())


def test_the_same_number_of_queries_for_one_and_for_thirty(coordinator, treatment, lero):
    make_basis(treatment)
    client = just_signed_in(coordinator)

    def asked(count: int) -> int:
        for _ in range(count):
            person = make_known(treatment, f"Robin{Person.objects.unscoped_for('test').count()}")
            referral = make_accepted(treatment, lero, person=person)
            give(referral, NOW, "peer-support", "housing")
            agree(person, treatment)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(preview(treatment)).status_code == 200
        return len(queries)

    client.get(preview(treatment))
    assert asked(1) == asked(29)


# --- Codes ----------------------------------------------------------------------------------------
def set_code(client, item="peer-led-out", **data):
    return client.post(reverse("gaps:set_code", args=[item]), data)


def test_a_code_is_written_once_somebody_has_looked_it_up(
    administrator, coordinator, treatment, person, out
):
    agree(person, treatment)
    client = just_signed_in(administrator)
    assert set_code(client, code="27").status_code == 302
    assert lines(coordinator, treatment)[0]["onward_referral_code"] == ""
    row = NdtmsCode.objects.get()
    set_code(client, code="27", is_verified="on", seen=row.updated_at.isoformat())
    (line,) = lines(coordinator, treatment)
    assert line["onward_referral_code"] == "27"
    assert line["referral_source_code"] == ""
    event = AuditEvent.objects.filter(verb="return_code.set").latest("id")
    assert event.details == {"item": "peer-led-out", "code": "27", "is_verified": True}
    assert "Checked" in client.get(reverse("gaps:codes")).content.decode()
    reference = client.get(reverse("directory:reference")).content.decode()
    assert reverse("gaps:codes") in reference
    assert reverse("gaps:summary") in reference


def test_an_empty_code_is_never_verified(administrator):
    page = set_code(just_signed_in(administrator), code="", is_verified="on")
    assert "Enter the code that you have looked up" in page.content.decode()
    assert (
        "letters and numbers"
        in set_code(just_signed_in(administrator), code="=1+1").content.decode()
    )
    assert not NdtmsCode.objects.exists()


def test_a_stale_page_is_told(administrator):
    client = just_signed_in(administrator)
    set_code(client, code="27")
    assert set_code(client, code="28").status_code == 409
    assert NdtmsCode.objects.get().code == "27"


def test_only_administrators(coordinator, commissioner):
    for user in (coordinator, commissioner):
        assert set_code(just_signed_in(user), code="27").status_code == 403
    assert just_signed_in(coordinator).get(reverse("gaps:codes")).status_code == 403


def test_no_item_of_that_name(administrator):
    client = just_signed_in(administrator)
    assert client.get(reverse("gaps:set_code", args=["nothing"])).status_code == 404
