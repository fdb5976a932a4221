"""Starting an introduction from a service, writing it, and sending it."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from directory.models import Service
from referrals import actions, handing_over, load, pathways, questions, reaching, reading
from referrals.forms.drafting import FindPersonForm, NewPersonForm
from referrals.forms.sending import AskedItemsForm, ElsewhereForm, SendForm
from referrals.models import Referral, Status
from referrals.views.pages import SENDS, find_own, home_of, looked_for, need
from referrals.views.steps import STEPS, following, steps_of, told_of
from rosc.access import Permission, require
from rosc.accounts.forms import ConfirmForm
from rosc.accounts.request import SignedInRequest
from rosc.accounts.views.pages import find, form_page
from rosc.people import actions as people
from rosc.people.hearing import NO_SECOND_THING, why_unheard
from rosc.people.models import Detail, Person

MOST_SHOWN = 10
MANY_AT_ONCE = 3  # other groups with somebody from which on the page asks to think again


@require(SENDS)
def start(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Choose who it is, or add them: then the draft is there, and nothing typed is lost."""
    service = get_object_or_404(Service.objects.for_public().for_detail(), pk=pk)
    if service.is_mutual_aid:  # it is sent nobody; the worker helps somebody get there instead
        return redirect("referrals:start_meeting_help", pk)
    is_new = "preferred_name" in request.POST
    here = request.user.organisations_with(SENDS)
    form = NewPersonForm(request.POST if is_new else None, organisations=here)
    if request.method == "POST" and (not is_new or form.is_valid()):
        try:
            draft = _begin(request, service, form)
        except ValidationError as error:
            form = form if is_new else NewPersonForm(request.POST, organisations=here)
            form.add_error(None, error)
        else:
            return redirect("referrals:change", draft.pk, "kind")
    found = people_of(request)
    looked = {"q"} & {name for name, value in request.GET.items() if value}
    people.searched(people=found, by=request.user, filters=looked)
    finder = FindPersonForm(request.GET or None)
    context = {
        "service": service,
        "form": form,
        "finder": finder,
        "people": found,
        "load": load.load_of(service.organisation, timezone.now()),
        "pathways": pathways.offered_to(request.user, service),
    }
    return render(request, "referrals/start.html", context)


def people_of(request: SignedInRequest) -> list[Person]:
    """One's own people: those looked for, or those whose records moved last."""
    here = [one.pk for one in request.user.organisations_with(SENDS)]
    rows = Person.objects.visible_to(request.user).living().filter(organisation__in=here)
    words = looked_for(request)
    rows = rows.called(words) if words else rows
    order = ("preferred_name", "pk") if words else ("-updated_at", "pk")
    return list(rows.filter(is_restricted=False).order_by(*order)[:MOST_SHOWN])


def _begin(request: SignedInRequest, service: Service, form: NewPersonForm) -> Referral:
    if "preferred_name" in request.POST:
        return actions.begin_with_new(service=service, by=request.user, **form.cleaned_data)
    rows = Person.objects.visible_to(request.user).select_related("organisation")
    try:
        person = get_object_or_404(rows, pk=UUID(request.POST.get("person", "")))
    except ValueError as error:
        raise Http404 from error
    return actions.begin(person=person, service=service, by=request.user)


def _draft(request: SignedInRequest, pk: UUID) -> Referral:
    found = find_own(request, pk, SENDS)
    need(found.status == Status.DRAFT, found)
    return found


@require(SENDS)
def change(request: SignedInRequest, pk: UUID, step: str) -> HttpResponse:
    """One page of the draft; what is sent is saved, and the next page follows."""
    if step not in STEPS:
        raise Http404
    draft, page = _draft(request, pk), STEPS[step]
    answers = actions.answers_of(draft)
    form = page.form(request.POST or None, referral=draft, answers=answers)
    if request.method == "POST" and form.is_valid():
        page.save(draft, request.user, form.cleaned_data)
        answers.refresh_from_db()
        after = "" if "check" in request.GET else following(step, draft, answers)
        return redirect("referrals:change", pk, after) if after else redirect("referrals:send", pk)
    actions.opened(referral=draft, by=request.user, side="sender", what="draft")
    context = {"form": form, "step": page, "draft": draft, "reasons": _reasons(draft, page)}
    context["back_url"] = reverse("referrals:send", args=[pk])
    return render(request, "referrals/change.html", context)


def _reasons(draft: Referral, page: object) -> list:
    """Why this service asks, where it asks for more than the short form."""
    return list(draft.service.asked_items.filter(detail__in=told_of(page)))  # type: ignore[arg-type]


@require(SENDS)
def send(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Check the answers, see exactly what will be seen, and write down that they agree."""
    draft = _draft(request, pk)
    answers = actions.answers_of(draft)
    said = handing_over.said_of(draft)
    unheard = why_unheard(draft.person)
    asks_word = unheard == NO_SECOND_THING
    actions.opened(referral=draft, by=request.user, side="sender", what="draft")
    return form_page(
        request,
        SendForm(request.POST or None, answers=answers, said=said, asks_word=asks_word),
        "referrals/send.html",
        act=lambda data: actions.agree_and_send(referral=draft, by=request.user, **data),
        done=f"It is with {draft.receiver.name}.",
        to=home_of(draft),
        draft=draft,
        labels=[Detail(one).label for one in answers.details],
        steps=[*steps_of(draft, answers), STEPS["share"]],
        preview=reading.preview_of(draft, answers.details, answers.notes or ""),
        is_many=_other_places(request, draft) >= MANY_AT_ONCE,
        load=load.load_of(draft.receiver, timezone.now()),
        said=said,
        unheard=unheard,
    )


def _other_places(request: SignedInRequest, draft: Referral) -> int:
    """To how many other groups the person is being introduced: sent, and still open."""
    rows = Referral.objects.visible_to(request.user).filter(person=draft.person_id).open()
    rows = rows.exclude(status=Status.DRAFT).exclude(receiver=draft.receiver_id)
    return rows.order_by().values("receiver").distinct().count()


@require(SENDS)
def reopen(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One press: a linked draft, with all that was said."""
    found = find_own(request, pk, SENDS)
    need(reading.seen_by(found, request.user, timezone.localdate()).may_reopen, found)
    if request.method == "POST":
        draft = actions.reopen(referral=found, by=request.user)
        return redirect("referrals:send", draft.pk)
    form = ConfirmForm(label="Begin again", is_warning=False)
    context = {"form": form, "referral": found, "back_url": home_of(found)}
    return render(request, "referrals/reopen.html", context)


@require(SENDS)
def try_elsewhere(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Other places that may help, after one that did not; those of a name, where one is typed."""
    found = find_own(request, pk, SENDS)
    need(reading.seen_by(found, request.user, timezone.localdate()).waits_for_what_is_next, found)
    q = looked_for(request)
    offered = handing_over.successors_of(found.service, q)
    form = ElsewhereForm(request.POST or None, offered=offered)
    if request.method == "POST" and form.is_valid():
        draft = actions.try_elsewhere(referral=found, by=request.user, **form.cleaned_data)
        return redirect("referrals:send", draft.pk)
    actions.opened(referral=found, by=request.user, side="sender", what="try_elsewhere")
    context = {"form": form, "referral": found, "q": q, "offered": offered}
    context["must_ring"] = reaching.must_ring(found)
    return render(request, "referrals/try_elsewhere.html", context | {"back_url": home_of(found)})


@require(SENDS)
def let_rest(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = find_own(request, pk, SENDS)
    need(reading.seen_by(found, request.user, timezone.localdate()).waits_for_what_is_next, found)
    return form_page(
        request,
        ConfirmForm(request.POST or None, label="Nothing more is needed", is_warning=False),
        "referrals/let_rest.html",
        act=lambda data: actions.let_rest(referral=found, by=request.user),
        done="It is noted. You can introduce them again on any day.",
        to=home_of(found),
        referral=found,
    )


@require(Permission.SERVICE_CHANGE)
def asked_items(request: SignedInRequest, pk: UUID) -> HttpResponse:
    rows = Service.objects.select_related("organisation")
    service = find(request, rows, pk, Permission.SERVICE_CHANGE)
    reasons = dict(service.asked_items.values_list("detail", "reason"))
    return form_page(
        request,
        AskedItemsForm(request.POST or None, reasons=reasons),
        "referrals/asked_items.html",
        act=lambda data: actions.set_asked_items(service=service, by=request.user, **data),
        done="It is saved. Whoever introduces somebody to you sees your reasons.",
        to=reverse("directory:entry", args=[pk]),
        service=service,
        is_fuller=questions.tier_of(service) == "fuller",
    )
