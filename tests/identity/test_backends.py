"""Rights come from roles alone, and a request reads them together with the person."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from identity.backends import RoleBackend
from identity.models import User

pytestmark = pytest.mark.django_db
RIGHT = "ozg_catalog.add_assessment"


@pytest.fixture
def clerk() -> User:
    return User.objects.create_user("clerk", password="ein langer Satz zum Testen")


def seen_by_a_request(user: User) -> User:
    found = RoleBackend().get_user(user.pk)
    assert found
    return found


def permission() -> Permission:
    app, _dot, name = RIGHT.partition(".")
    return Permission.objects.get(content_type__app_label=app, codename=name)


def test_a_role_gives_its_rights(clerk: User) -> None:
    role = Group.objects.create(name="Prüfrolle")
    role.permissions.add(permission())
    clerk.groups.add(role)
    assert seen_by_a_request(clerk).has_perm(RIGHT)


def test_without_a_role_there_is_no_right(clerk: User) -> None:
    assert seen_by_a_request(clerk).get_all_permissions() == set()


def test_a_right_of_one_person_alone_counts_for_nothing(clerk: User) -> None:
    clerk.user_permissions.add(permission())
    assert not seen_by_a_request(clerk).has_perm(RIGHT)


def test_who_was_switched_off_is_nobody(clerk: User) -> None:
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    assert RoleBackend().get_user(clerk.pk) is None


def test_a_superuser_has_every_right(clerk: User) -> None:
    User.objects.filter(pk=clerk.pk).update(is_superuser=True)
    assert RIGHT in seen_by_a_request(clerk).get_all_permissions()


def test_one_query_for_person_settings_and_rights(digital_officer: User) -> None:
    with CaptureQueriesContext(connection) as queries:
        person = seen_by_a_request(digital_officer)
        assert person.has_perm(RIGHT)
        assert not person.has_perm("guestreg.add_licence")
        hasattr(person, "wagtail_userprofile")
    assert len(queries) == 1
