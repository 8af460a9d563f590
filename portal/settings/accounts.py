"""Sign-in: users, password rules, django-allauth and the state accounts behind SAML."""

from pathlib import Path

from portal.settings import env

AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = [
    "identity.backends.RoleBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "identity.passwords.GuessableValidator"},
    {"NAME": "identity.passwords.BreachedValidator"},
]
# A sorted file of leaked passwords (lines "SHA-1:COUNT"), to be looked up on this machine.
PORTAL_BREACHED_PASSWORDS = env.text("PORTAL_BREACHED_PASSWORDS", "")
LOGIN_URL = "identity:sign-in"
LOGIN_REDIRECT_URL = "identity:account"
LOGOUT_REDIRECT_URL = "identity:signed-out"

ACCOUNT_ADAPTER = "identity.adapters.AccountAdapter"
ACCOUNT_FORMS = {"login": "identity.forms.StaffSignInForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
# The key is a user name from one address: nobody can lock a colleague out by guessing, neither
# from elsewhere nor, with the name of another colleague, from the same town hall.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/key,50/h/key,300/h/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.integer("PORTAL_PROXIES", 0)
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MFA_ADAPTER = "identity.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "identity.forms.SecondFactorForm",
    "reauthenticate": "identity.forms.ConfirmationForm",
}
# RFC 6238, section 5.2: one step of 30 s for the way from the phone to the form, and no more.
MFA_TOTP_TOLERANCE = 1
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]

# State accounts. The e-mail of a state account is what its owner typed: never a key.
SOCIALACCOUNT_ADAPTER = "identity.adapters.StateAccountAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {
    "saml": {
        "APPS": [
            {"provider_id": slug, "client_id": slug, "name": slug}
            for slug in ("unternehmenskonto", "bundid")
        ]
    }
}
SAML_KEY_DIR = Path(
    env.text("SAML_KEY_DIR", str(Path(__file__).resolve().parents[2] / "var" / "saml"))
)
# How BundID knows the service and shows the city (its metadata and request need both).
SAML_BUNDID_SERVICE_ID = env.text("SAML_BUNDID_SERVICE_ID", "BMI-A0000/BMI-B0000000")
SAML_BUNDID_DISPLAY_NAME = env.text("SAML_BUNDID_DISPLAY_NAME", "Stadt Altenburg")
