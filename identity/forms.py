"""Forms around signing in."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from django.core.cache import cache
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class StaffSignInForm(LoginForm):
    """allauth's form, without words inside the fields and with the link to a new password below."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (("login", _("Benutzername")), ("password", _("Kennwort"))):
            field = self.fields[name]
            field.label, field.help_text = label, ""
            field.widget.attrs.pop("placeholder", None)


class _SingleUse(BaseAuthenticateForm):
    """A code opens once in all the time in which it counts (RFC 6238, section 5.2).

    allauth remembers a used code for one period; with a tolerance it counts for longer.
    """

    def clean_code(self) -> str:
        code = super().clean_code()
        said = f"{self.user.pk}:{normalize_user_code(code)}"
        key = salted_hmac("identity.used-code", said).hexdigest()
        steps = 2 * app_settings.TOTP_TOLERANCE + 1
        if not cache.add(key, True, timeout=steps * app_settings.TOTP_PERIOD):
            raise get_adapter().validation_error("incorrect_code")
        return code


class SecondFactorForm(_SingleUse, AuthenticateForm):
    pass


class ConfirmationForm(_SingleUse, ReauthenticateForm):
    pass
