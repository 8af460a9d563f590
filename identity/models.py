"""People who sign in."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """Staff with a password and second factor, or a person behind a state account."""

    class Meta(AbstractUser.Meta):
        db_table = "identity_user"
