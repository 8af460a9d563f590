"""Staff roles: the groups and what each may do.

The groups are made and kept in step after every migration (``portal.signal_handlers``),
because permissions of other apps exist only then.
"""

from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

EDITOR = "editor"
DIGITAL_OFFICER = "digital_officer"
LICENCE_OFFICER = "licence_officer"
HEALTH_OFFICER = "health_officer"
ADMINISTRATOR = "administrator"
# Reads who did what with guest registration, and can do nothing.
AUDITOR = "auditor"
# The two stations that co-sign answers to the council.
HEAD_OF_OFFICE = "head_of_office"
MAYORS_OFFICE = "mayors_office"

ROLE_NAMES = {
    EDITOR: _("Redaktion"),
    DIGITAL_OFFICER: _("Digitalisierungsbeauftragte"),
    LICENCE_OFFICER: _("Lizenzstelle"),
    HEALTH_OFFICER: _("Gesundheitsamt"),
    AUDITOR: _("Prüfstelle"),
    ADMINISTRATOR: _("Administration"),
    HEAD_OF_OFFICE: _("Fachbereichsleitung"),
    MAYORS_OFFICE: _("Büro des Oberbürgermeisters"),
}

ADMIN_ACCESS = "wagtailadmin.access_admin"

# "app.codename"; "app.*" stands for every permission of that app.
ROLE_PERMISSIONS: dict[str, list[str]] = {
    EDITOR: [
        ADMIN_ACCESS,
        "services.*",
        "wagtailimages.*",
        "wagtaildocs.*",
        "portal.change_accessibilitypage",
        "portal.view_barrierreport",
        "portal.change_barrierreport",
    ],
    DIGITAL_OFFICER: [
        ADMIN_ACCESS,
        "ozg_catalog.*",
        "portal.add_inquiry",
        "portal.change_inquiry",
        "portal.view_inquiry",
        "portal.publish_inquiry",
        "portal.change_answer",
        "portal.view_answer",
        "portal.release_answer",
        "portal.add_councilgroup",
        "portal.change_councilgroup",
        "portal.view_councilgroup",
        "portal.add_deadlinerule",
        "portal.change_deadlinerule",
        "portal.view_deadlinerule",
        *(
            f"portal.{verb}_{model}"
            for model in ("subject", "meeting", "place", "person", "legislativeterm")
            for verb in ("add", "change", "delete", "view")
        ),
    ],
    HEAD_OF_OFFICE: [
        ADMIN_ACCESS,
        "portal.view_inquiry",
        "portal.view_answer",
        "portal.cosign_head_of_office",
    ],
    MAYORS_OFFICE: [
        ADMIN_ACCESS,
        "portal.view_inquiry",
        "portal.view_answer",
        "portal.cosign_mayors_office",
        "portal.release_answer",
        "ozg_catalog.view_councilreport",
        "ozg_catalog.release_councilreport",
    ],
    LICENCE_OFFICER: [
        ADMIN_ACCESS,
        "guestreg.view_licence",
        "guestreg.decide_licence",
        "guestreg.view_legalbasis",
        "guestreg.add_legalbasis",
        "guestreg.change_legalbasis",
        "guestreg.view_profile",
        "guestreg.add_profile",
        "guestreg.change_profile",
        "guestreg.view_terms",
        "guestreg.add_terms",
        "guestreg.view_deletion",
    ],
    HEALTH_OFFICER: [
        ADMIN_ACCESS,
        "guestreg.view_datarequest",
        "guestreg.request_visits",
        "guestreg.view_deletion",
    ],
    AUDITOR: [ADMIN_ACCESS, "guestreg.view_audit", "guestreg.view_deletion"],
    ADMINISTRATOR: [
        ADMIN_ACCESS,
        "identity.*",
        "wagtailcore.*",
        "portal.view_schedule",
        "portal.run_schedule",
    ],
}

# Of a "*" above, what the role does not get: a second person publishes, by the workflow.
WITHHELD: dict[str, list[str]] = {EDITOR: ["services.publish_service"]}

PAGE_PERMISSIONS = ("add_page", "change_page")
COLLECTION_PERMISSIONS = (
    "add_image",
    "change_image",
    "choose_image",
    "add_document",
    "change_document",
    "choose_document",
)


def sync_roles() -> None:
    """Make each role's group and give it exactly the permissions listed above."""
    for role, names in ROLE_PERMISSIONS.items():
        group, _created = Group.objects.get_or_create(name=role)
        withheld = _permissions(WITHHELD.get(role, []))
        group.permissions.set([p for p in _permissions(names) if p not in withheld])
    if Page.get_first_root_node():  # a test that empties all tables takes the tree away
        _grant_content(Group.objects.get(name=EDITOR))


def _grant_content(group: Group) -> None:
    """Wagtail keeps rights on pages, images and documents per place, not per model."""
    page, collection = Page.get_first_root_node(), Collection.get_first_root_node()
    GroupPagePermission.objects.filter(group=group).exclude(
        permission__codename__in=PAGE_PERMISSIONS
    ).delete()
    for permission in Permission.objects.filter(
        content_type__app_label="wagtailcore", codename__in=PAGE_PERMISSIONS if page else ()
    ):
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)
    for permission in Permission.objects.filter(
        codename__in=COLLECTION_PERMISSIONS if collection else ()
    ):
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=collection, permission=permission
        )


def _permissions(names: list[str]) -> list[Permission]:
    query = Q(pk__in=[])
    for name in names:
        app, codename = name.split(".")
        match = Q(content_type__app_label=app)
        query |= match if codename == "*" else match & Q(codename=codename)
    return list(Permission.objects.filter(query))
