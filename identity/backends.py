"""Who is signed in, and what that person may do."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser, Permission
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, OuterRef, Value
from django.db.models.functions import Concat

from identity.models import User

RIGHTS = ArraySubquery(
    Permission.objects.filter(group__user=OuterRef("pk"))
    .order_by()
    .values_list(Concat("content_type__app_label", Value("."), "codename"))
)


class RoleBackend(ModelBackend):
    """Rights come from roles alone. A request reads person, settings and rights in one query.

    Django asks four times for the same; each page of the staff area pays for that.
    """

    def get_user(self, user_id: Any) -> User | None:
        people = User.objects.select_related("wagtail_userprofile").annotate(rights=RIGHTS)
        person = people.filter(pk=user_id).first()
        return person if person and self.user_can_authenticate(person) else None

    def get_user_permissions(
        self, user_obj: User | AnonymousUser, obj: Model | None = None
    ) -> set[str]:
        """None: what one person alone may do would be seen on no list of roles."""
        return set()

    def get_group_permissions(
        self, user_obj: User | AnonymousUser, obj: Model | None = None
    ) -> set[str]:
        known = getattr(user_obj, "rights", None)
        if known is None or user_obj.is_superuser or not user_obj.is_active or obj is not None:
            return super().get_group_permissions(user_obj, obj)
        return set(known)
