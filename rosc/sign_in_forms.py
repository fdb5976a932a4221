"""Our forms for the pages of the sign-in library, by the names it asks for them."""

ACCOUNT = {
    "login": "rosc.accounts.forms.SignInForm",
    "reset_password": "rosc.accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "rosc.accounts.forms.NewPasswordForm",
    "change_password": "rosc.accounts.forms.ChangePasswordForm",
    "add_email": "rosc.accounts.forms.NewAddressForm",
    "reauthenticate": "rosc.accounts.forms.StillYouForm",
    "confirm_email_verification_code": "rosc.accounts.forms.CodeFromMailForm",
    "user_token": "rosc.accounts.forms.ResetLinkForm",
}
SECOND_FACTOR = {
    "authenticate": "rosc.accounts.forms.SecondFactorForm",
    "reauthenticate": "rosc.accounts.forms.StillYouByCodeForm",
    "activate_totp": "rosc.accounts.forms.SetUpAppForm",
    "add_webauthn": "rosc.accounts.forms.AddPasskeyForm",
}
