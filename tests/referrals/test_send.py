"""Reading together what will be seen, agreeing to exactly that, and sending it."""

import re
from html import unescape

import pytest

from referrals import actions
from rosc.access import SYSTEM
from rosc.outbox.kinds import get as kind_of
from rosc.outbox.models import OutboundMessage
from rosc.people import actions as people
from rosc.people.models import Consent
from tests.conftest import member
from tests.directory.makers import make_service
from tests.people.makers import make_basis, make_person, make_route
from tests.referrals.makers import again, make_draft, make_peer, make_sent
from tests.referrals.pages import audited, does, is_stale, page, planned, refuses

pytestmark = pytest.mark.django_db
AGREED = {"how": "together", "lasts": "365"}


def full_draft(sender, receiver, by, **facts):
    """Everything that can be said is said."""
    person = make_person(
        sender,
        full_name="Robin Greenwood",
        postcode="LS1 4AP",
        address="1 Low Row",
        needs="Large print",
    )
    make_route(person, safe_days=[0, 1], who_may_know="My sister")
    service = make_service("Clinic", organisation=receiver)
    draft = actions.begin(person=person, service=service, by=by)
    actions.change(referral=draft, by=by, goals=["Sleep", "See my girl"], safety=["safe-place"])
    actions.change(referral=draft, by=by, languages=["Polish"], **facts)
    details = ("full-name", "birth", "address", "needs", "health", "use", "home")
    actions.choose_details(referral=draft, by=by, details=details, notes="Likes mornings")
    actions.tell(referral=draft, by=by, detail="health", told={"gp": "Low Row Surgery"})
    actions.tell(referral=draft, by=by, detail="use", told={"what": "A bottle a day"})
    actions.tell(referral=draft, by=by, detail="home", told={"housing": "A sofa at a friend's"})
    return draft


def told(html: str) -> dict[str, str]:
    """The words of the two parts of what is seen, as somebody reads them."""
    parts = re.findall(r'<section class="snapshot" id="(seen-\w+)".*?>(.*?)</section>', html, re.S)
    return {
        name: " ".join(unescape(re.sub(r"<[^>]+>", " ", words)).split()) for name, words in parts
    }


def test_the_preview_is_what_the_receiver_sees(client_as, lero_leader, keyworker, treatment, lero):
    """Word for word, before and after acceptance."""
    make_basis(treatment)
    draft = full_draft(lero, treatment, lero_leader)
    client = client_as(lero_leader)
    preview = told(client.get(page("send", draft)).content.decode())
    assert "Low Row Surgery" in preview["seen-after"]
    for secret in ("Robin", "Greenwood", "Surgery", "bottle", "Likes mornings", "Sleep", "sister"):
        assert secret not in preview["seen-before"]
    does("send", draft, lero_leader, **AGREED)
    theirs = client_as(keyworker)
    before = told(theirs.get(page("referral", draft)).content.decode())
    assert before == {"seen-before": preview["seen-before"]}
    actions.accept(referral=again(draft), by=keyworker)
    assert told(theirs.get(page("referral", draft)).content.decode()) == preview


def test_exactly_what_was_agreed_is_told(client_as, lero_leader, keyworker, treatment, lero):
    make_basis(treatment)
    draft = full_draft(lero, treatment, lero_leader)
    actions.choose_details(referral=draft, by=lero_leader, details=["use"])
    does("send", draft, lero_leader, **AGREED)
    consent = again(draft).consent
    assert set(consent.details) == {"name", "contact", "need", "safety", "use"}
    assert (consent.recipient, consent.method) == (treatment, "together")
    assert consent.until is not None
    actions.accept(referral=again(draft), by=keyworker)
    shown = client_as(keyworker).get(page("referral", draft)).content.decode()
    assert "A bottle a day" in shown
    for untold in ("Greenwood", "Low Row", "Large print", "sofa", "Likes mornings"):
        assert untold not in shown


def test_it_is_told_without_words(treatment, lero, keyworker, lero_leader):
    draft = make_draft(treatment, lero, by=keyworker)
    does("send", draft, keyworker, **AGREED)
    assert again(draft).status == "sent"
    assert audited("send", draft) == 1
    assert planned("waits", draft) == 1
    message = OutboundMessage.objects.get(kind="referrals.waits")
    mail = kind_of(message.kind).prepare(message)
    for secret in ("Robin", "Bridge Street", "Tideway", "Somebody to talk to", "peer"):
        assert secret not in mail.subject + mail.text


def test_each_purpose_has_an_agreement_of_its_own(keyworker, treatment, lero, lero_leader):
    draft = make_draft(treatment, lero, by=keyworker)
    does("send", draft, keyworker, tells_outcome="on", **AGREED)
    assert again(draft).tells_outcome
    outcome = Consent.objects.get(purpose="outcome")
    assert (outcome.recipient, outcome.details) == (treatment, [])
    people.withdraw(consent=outcome, by=SYSTEM)
    assert not again(draft).tells_outcome
    assert again(draft).status == "sent"


def test_nothing_goes_without_agreeing(client_as, keyworker, treatment, lero):
    draft = make_draft(treatment, lero, by=keyworker)
    response = client_as(keyworker).post(page("send", draft), {"lasts": "365"})
    assert response.status_code == 200
    assert again(draft).status == "draft"
    assert not Consent.objects.exists()


def test_once_the_time_is_over_nobody_is_named(client_as, keyworker, treatment, lero, lero_leader):
    make_basis(lero)
    draft = make_draft(treatment, lero, by=keyworker)
    does("send", draft, keyworker, **AGREED)
    actions.accept(referral=again(draft), by=lero_leader)
    Consent.objects.update(until="2026-01-01")
    shown = client_as(lero_leader).get(page("referral", draft)).content.decode()
    assert set(told(shown)) == {"seen-before"}


def test_once_it_is_taken_back_the_receiver_sees_nothing_of_it(
    client_as, lero_leader, keyworker, treatment, lero
):
    make_basis(treatment)
    draft = full_draft(lero, treatment, lero_leader)
    does("send", draft, lero_leader, **AGREED)
    actions.accept(referral=again(draft), by=keyworker)
    people.withdraw(consent=again(draft).consent, by=SYSTEM)
    theirs = client_as(keyworker)
    for url in (page("referral", draft), page("copy", draft), "/referrals/?show=all"):
        shown = theirs.get(url).content.decode()
        assert told(shown) == {}
        for untold in ("Robin", "Low Row", "Safe", "public or staffed", "been there", "Polish"):
            assert untold not in shown
    assert "taken back" in theirs.get(page("referral", draft)).content.decode()
    assert told(client_as(lero_leader).get(page("referral", draft)).content.decode())


def prison(treatment, lero, lero_leader):
    for one in (treatment, lero):
        make_basis(one, holds_offences=True)
    draft = full_draft(lero, treatment, lero_leader, type="leaving-prison", leaves_on="2026-12-24")
    actions.choose_details(referral=draft, by=lero_leader, details=["offences"])
    actions.tell(referral=draft, by=lero_leader, detail="offences", told={"justice": "On licence"})
    return draft


def test_prison_is_agreed_to_separately_and_read_by_few(
    client_as, lero_leader, keyworker, treatment, lero
):
    draft = prison(treatment, lero, lero_leader)
    client = client_as(lero_leader)
    client.post(page("send", draft), AGREED)
    assert again(draft).status == "draft"
    does("send", draft, lero_leader, offences_method="phone", **AGREED)
    assert Consent.objects.get(purpose="offences").method == "phone"
    actions.accept(referral=again(draft), by=keyworker)
    shown = client_as(keyworker).get(page("referral", draft)).content.decode()
    assert "Leaving prison" in shown
    assert "On licence" in shown
    peer = member("Penny Peer", ("peer_worker", treatment))
    make_peer(peer, treatment)
    people.give(person=again(draft).received_person, user=peer, by=SYSTEM)
    theirs = client_as(peer).get(page("referral", draft)).content.decode()
    assert "Robin" in theirs
    for hidden in ("prison", "licence", "24 December"):
        assert hidden not in theirs
    people.withdraw(consent=Consent.objects.get(purpose="offences"), by=SYSTEM)
    after = client_as(keyworker).get(page("referral", draft)).content.decode()
    assert "prison" not in after
    assert "Robin" in after


def test_without_that_agreement_prison_is_never_told(
    client_as, lero_leader, keyworker, treatment, lero
):
    draft = full_draft(lero, treatment, lero_leader, type="leaving-prison", leaves_on="2026-12-24")
    does("send", draft, lero_leader, **AGREED)
    client = client_as(keyworker)
    for url in (
        page("referral", draft),
        page("copy", draft),
        "/referrals/",
        "/referrals/table.csv",
    ):
        shown = client.get(url).content.decode()
        assert "prison" not in shown
        assert "24 December" not in shown


def test_who_may_not(treatment, lero, colleague, outsider, lero_leader):
    draft = make_draft(treatment, lero)
    refuses("send", draft, colleague)
    refuses("send", draft, outsider, lero_leader, status=404)


def test_a_stale_page_is_told(treatment, lero, keyworker):
    is_stale("send", make_sent(treatment, lero), keyworker, **AGREED)
