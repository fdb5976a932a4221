"""What the standards put on the desk, and on the page of an organisation."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from lero_standards.models import Evidence, Grant, PlannedAction, Remark
from rosc.access import Permission
from rosc.accounts.desk import DeskAction, DeskItem, DeskRow
from rosc.accounts.models import Organisation, User

ANSWERS = Permission.STANDARDS_ANSWER


def _own(user: User) -> list[Organisation]:
    return [one for one in user.organisations_with(ANSWERS) if one.is_lero]


def waiting(user: User) -> Iterator[DeskItem]:
    """What is due, and what a reviewer has said; never that something is not answered."""
    today = timezone.localdate()
    for lero in _own(user):
        yield DeskItem(
            f"Planned for now at {lero.name}",
            PlannedAction.objects.at(lero).due(today).count(),
            reverse("lero_standards:plan", args=[lero.pk]),
            "You said you would by today. You can also choose another day.",
        )
        yield DeskItem(
            f"Evidence to look at again at {lero.name}",
            Evidence.objects.at(lero).past_review(today).count(),
            reverse("lero_standards:evidence", args=[lero.pk]),
            "It may be out of date.",
        )
        remarks = Remark.objects.filter(organisation=lero).to_answer()
        yield DeskItem(
            f"What a reviewer saw at {lero.name}",
            remarks.count(),
            reverse("lero_standards:sharing", args=[lero.pk]),
            "You answer, and decide what stays.",
            rows=lambda most, rows=remarks: [_row(one) for one in rows.for_pages()[:most]],  # type: ignore[misc]
        )


def _row(remark: Remark) -> DeskRow:
    url = reverse("lero_standards:reply", args=[remark.pk])
    return DeskRow(f"Statement {remark.statement}", url, remark.created_at)


def actions(user: User) -> Iterator[DeskAction]:
    own = _own(user)
    for lero in own:
        yield DeskAction(
            "LERO standards" if len(own) == 1 else f"LERO standards at {lero.name}",
            reverse("lero_standards:assessment", args=[lero.pk]),
            "See what you do well, and what could come next.",
        )
    if Grant.objects.visible_to(user).exists():
        yield DeskAction(
            "What LEROs share with you",
            reverse("lero_standards:standards"),
            "How they see themselves. They see that you looked.",
        )


def of_organisation(user: User, organisation: Organisation) -> Iterator[DeskAction]:
    if organisation.is_lero and user.may(ANSWERS, organisation):
        yield DeskAction(
            "LERO standards", reverse("lero_standards:assessment", args=[organisation.pk])
        )
    elif user.may(ANSWERS, organisation) and Grant.objects.given_by(organisation).exists():
        yield DeskAction(
            "LERO standards you have shared",
            reverse("lero_standards:sharing", args=[organisation.pk]),
        )
