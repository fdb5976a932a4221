"""What people type about organisations, roles and themselves. Forms validate; actions save."""

from typing import Any, ClassVar

from allauth.account import forms as library
from allauth.account.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from rosc.access import ROLES, SYSTEM
from rosc.accounts.actions.checks import may_give
from rosc.accounts.actions.people import RECOGNISED
from rosc.accounts.models import (
    LeroType,
    Membership,
    Organisation,
    OrganisationKind,
    Team,
    User,
)
from rosc.audit.actions import record
from rosc.ui.forms import Field, Form, Layout, NameField, say_plainly

WHAT_IS_STRONG = "12 characters or more. Three words in a row are easy to remember."


def role_choices(by: User, organisation: Organisation | None) -> list[tuple[str, str]]:
    """The roles that `by` may give there."""
    return [
        (role.slug, role.label) for role in ROLES.values() if may_give(by, role.slug, organisation)
    ]


class OrganisationForm(Form):
    """What an organisation is called and what it is."""

    submit_label = "Save"

    name = NameField(label="Name of the organisation", max_length=200)
    kinds = forms.MultipleChoiceField(
        label="What is it?",
        help_text="Choose all that fit.",
        choices=OrganisationKind.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    lero_type = forms.ChoiceField(
        label="If it is a LERO, which type?",
        choices=[("", "It is not a LERO"), *LeroType.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    both_reason = forms.CharField(
        label="If it is both treatment and a LERO, why?",
        help_text="Figures about peer-led support hang on this.",
        max_length=1000,
        required=False,
        widget=forms.Textarea,
    )

    def layout(self) -> Layout:
        return Layout(
            "name",
            Field.checkboxes("kinds"),
            Field.radios("lero_type"),
            Field.textarea("both_reason", rows=3),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kinds = set(data.get("kinds") or [])
        if "lero" in kinds and not data.get("lero_type"):
            self.add_error("lero_type", "Choose the type of LERO.")
        if "lero" not in kinds and data.get("lero_type"):
            self.add_error(
                "lero_type", "Only a LERO has a type. Choose LERO above, or no type here."
            )
        if {"treatment", "lero"} <= kinds and not data.get("both_reason"):
            self.add_error("both_reason", "Say why it is both treatment and a LERO.")
        return data


class ChangeOrganisationForm(OrganisationForm):
    """`seen` tells whether somebody else changed the organisation meanwhile.

    Whoever may not say what an organisation is changes its name only.
    """

    seen = forms.DateTimeField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, organisation: Organisation, may_change_kinds: bool, **kwargs: Any
    ) -> None:
        self.organisation, self.may_change_kinds = organisation, may_change_kinds
        given = {
            name: getattr(organisation, name)
            for name in ("name", "kinds", "lero_type", "both_reason")
        }
        super().__init__(
            *args, initial={**given, "seen": organisation.updated_at.isoformat()}, **kwargs
        )
        if not may_change_kinds:
            for name in ("kinds", "lero_type", "both_reason"):
                del self.fields[name]

    def layout(self) -> Layout:
        return (
            Layout(*super().layout().fields, "seen")
            if self.may_change_kinds
            else Layout("name", "seen")
        )

    def clean(self) -> dict[str, Any]:
        if self.may_change_kinds:
            return super().clean()
        kept = {
            name: getattr(self.organisation, name) for name in ("kinds", "lero_type", "both_reason")
        }
        return {**self.cleaned_data, **kept}


class InviteForm(Form):
    submit_label = "Send the invitation"

    email = forms.EmailField(label="Their work e-mail address", max_length=254)
    role = forms.ChoiceField(label="What will they do?", widget=forms.RadioSelect)
    teams = forms.ModelMultipleChoiceField(
        label="Which teams will they join?",
        queryset=Team.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, by: User, organisation: Organisation | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        roles = role_choices(by, organisation)
        self.fields["role"].choices = roles  # type: ignore[attr-defined]
        if len(roles) == 1:
            self.initial.setdefault("role", roles[0][0])
        teams = organisation.teams.order_by("name") if organisation else Team.objects.none()
        self.fields["teams"].queryset = teams  # type: ignore[attr-defined]
        if not teams:
            del self.fields["teams"]

    def layout(self) -> Layout:
        return Layout(
            "email", Field.radios("role"), *[Field.checkboxes("teams")] * ("teams" in self.fields)
        )


class RoleForm(Form):
    submit_label = "Change the role"

    role = forms.ChoiceField(label="New role", widget=forms.RadioSelect)
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: User, membership: Membership, **kwargs: Any) -> None:
        super().__init__(
            *args, initial={"role": membership.role, "seen": membership.role}, **kwargs
        )
        self.fields["role"].choices = role_choices(by, membership.organisation)  # type: ignore[attr-defined]

    def layout(self) -> Layout:
        return Layout(Field.radios("role"), "seen")


class MemberChoice(forms.ModelChoiceField):
    def label_from_instance(self, membership: Membership) -> str:
        return f"{membership.user.name}, {membership.get_role_display()}"


class HandOverForm(Form):
    submit_label = "Hand over"

    successor = MemberChoice(
        label="Who will lead?",
        queryset=Membership.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, organisation: Organisation, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = (  # type: ignore[attr-defined]
            Membership.objects.followers_in(organisation).exclude(user=by)
        )

    def layout(self) -> Layout:
        return Layout(Field.radios("successor"))


class ResetSecondFactorForm(Form):
    submit_label = "Take the second step off"
    is_warning = True

    recognised = forms.ChoiceField(
        label="How did you recognise them?",
        help_text="A call or a message is not enough: voices and addresses can be copied.",
        choices=list(RECOGNISED.items()),
        widget=forms.RadioSelect,
    )

    def layout(self) -> Layout:
        return Layout(Field.radios("recognised"))


class TeamForm(Form):
    submit_label = "Save"

    name = NameField(label="Name of the team", max_length=120)


class AddToTeamForm(Form):
    submit_label = "Add to the team"

    membership = MemberChoice(
        label="Who joins the team?",
        queryset=Membership.objects.none(),
        empty_label="Choose somebody",
    )

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["membership"].queryset = (  # type: ignore[attr-defined]
            Membership.objects.active()
            .filter(organisation=team.organisation_id)
            .exclude(teams=team)
            .select_related("user")
            .order_by("user__name")
        )


class JoinForm(Form):
    """A new account for an invited address; the address itself is not asked for again."""

    submit_label = "Start"

    name = NameField(
        label="Your name",
        help_text="As the people you work with know you.",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label="Choose a password",
        help_text=WHAT_IS_STRONG,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        try:
            validate_password(
                data.get("password", ""), User(email=self.email, name=data.get("name", ""))
            )
        except ValidationError as error:
            if "password" in data:
                self.add_error("password", error)
        return data


class NameForm(Form):
    submit_label = "Save"

    name = NameField(
        label="Your name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )


class ConfirmForm(Form):
    """A page that asks once more before something happens; the button says what."""

    def __init__(self, *args: Any, label: str, is_warning: bool = True, **kwargs: Any) -> None:
        self.submit_label, self.is_warning = label, is_warning
        super().__init__(*args, **kwargs)


class PlainWords:
    """Gives a form of allauth's our words: `labels` and `hints`, by the name of the field."""

    labels: ClassVar[dict[str, str]] = {}
    hints: ClassVar[dict[str, str]] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, field.help_text)
            say_plainly(field, str(field.label))


class SignInForm(PlainWords, library.LoginForm):
    labels = {"login": "E-mail address"}


class ForgottenPasswordForm(PlainWords, library.ResetPasswordForm):
    labels = {"email": "E-mail address"}


class NewPasswordForm(PlainWords, library.ResetPasswordKeyForm):
    labels = {"password1": "New password", "password2": "New password once more"}
    hints = {"password1": WHAT_IS_STRONG}


class ChangePasswordForm(PlainWords, library.ChangePasswordForm):
    labels = {**NewPasswordForm.labels, "oldpassword": "Password you have now"}
    hints = NewPasswordForm.hints


class NewAddressForm(PlainWords, library.AddEmailForm):
    labels = {"email": "New e-mail address"}


class StillYouForm(PlainWords, library.ReauthenticateForm):
    """The password, asked for again."""


class StillYouByCodeForm(PlainWords, ReauthenticateForm):
    """A code, asked for again."""


class CodeFromMailForm(PlainWords, library.ConfirmEmailVerificationCodeForm):
    """The code that was sent to a new address."""


class SetUpAppForm(PlainWords, ActivateTOTPForm):
    labels = {"code": "Code from the app"}


class SecondFactorForm(PlainWords, AuthenticateForm):
    """allauth's second step of signing in, with each wrong code on the record."""

    def clean_code(self) -> str:
        try:
            return str(super().clean_code())
        except ValidationError:
            record(by=SYSTEM, verb="user.second_factor_failed", subject=self.user)
            raise


class AddPasskeyForm(PlainWords, AddWebAuthnForm):
    labels = {"passwordless": "Let it sign me in without a password"}
    hints = {"passwordless": ""}


class ResetLinkForm(library.UserTokenForm):
    """allauth's check of a link to choose a new password: it opens no account that was closed."""

    def clean(self) -> Any:
        cleaned = super().clean()
        if not self.reset_user.is_active:
            raise get_adapter().validation_error("invalid_password_reset")
        return cleaned
