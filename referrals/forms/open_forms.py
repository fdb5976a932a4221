"""What every form without an account has: no cookie is needed to send it (`rosc.ui.origin`)."""

from django import forms

from rosc.ui.forms import Form, Layout, NameField

# Where nobody has an address because of where they work.
PERSONAL_DOMAINS = {
    *("gmail.com", "googlemail.com", "hotmail.com", "hotmail.co.uk", "outlook.com", "live.co.uk"),
    *("live.com", "msn.com", "yahoo.com", "yahoo.co.uk", "icloud.com", "me.com", "aol.com"),
    *("btinternet.com", "sky.com", "proton.me", "protonmail.com", "gmx.com"),
}


class OpenForm(Form):
    """A form that anybody may be shown."""

    has_token = False


class SaysWho(OpenForm):
    """Whoever answers by a link says who they are; `verb` is what they do."""

    name = NameField(label="Your name", max_length=120)
    role = forms.CharField(
        label="What you do there", help_text="Such as: I run the Tuesday group", max_length=60
    )
    verb = forms.CharField(widget=forms.HiddenInput, max_length=20)
    is_sent = forms.CharField(widget=forms.HiddenInput, initial="yes", max_length=3)

    def layout(self) -> Layout:
        return Layout(*super().layout().fields, "name", "role", "verb", "is_sent")
