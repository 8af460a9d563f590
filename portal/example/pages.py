"""Editorial pages in German and English. A page that exists is left as it is."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from wagtail.models import Locale, Page, Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from portal import models
from portal.example.content import read
from services.models import Service

CHILDREN = ("processings", "barriers")


def load() -> None:
    with disable_reference_index_auto_update():
        _load(read("pages"))


def _load(content: dict[str, Any]) -> None:
    home = _home(content["home"])
    for entry in content["page"]:
        _page(home, entry)


def _home(content: dict[str, Any]) -> models.HomePage:
    home = models.HomePage.objects.filter(locale=Locale.get_default()).first()
    if home is None:
        home = models.HomePage(slug="startseite", locale=Locale.get_default(), **content["de"])
        Page.get_first_root_node().add_child(instance=home)
        _want(home, content["wanted"])
    _translate(home, "en", content["en"])
    _point_site_to(home)
    return home


def _want(home: models.HomePage, slugs: list[str]) -> None:
    services = {service.slug: service for service in Service.objects.filter(slug__in=slugs)}
    chosen = [services[slug] for slug in slugs if slug in services]
    home.wanted.set(
        [models.WantedService(sort_order=n, service=service) for n, service in enumerate(chosen)]
    )
    home.save()


def _point_site_to(home: models.HomePage) -> None:
    """The site leads to our home page; then Wagtail's welcome page can go."""
    address = urlsplit(settings.PORTAL_BASE_URL)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": address.hostname or "localhost",
            "port": address.port or (443 if address.scheme == "https" else 80),
            "site_name": settings.PORTAL_CITY,
            "root_page": home,
        },
    )
    for page in Page.objects.filter(depth=2).exact_type(Page):
        page.delete()


def _page(home: models.HomePage, entry: dict[str, Any]) -> None:
    page = Page.objects.child_of(home).filter(slug=entry["slug"]).first()
    if page is None:
        model = getattr(models, entry["type"])
        page = _filled(model(slug=entry["slug"], locale=home.locale), entry["de"])
        home.add_child(instance=page)
    _translate(page.specific, "en", entry["en"])


def _translate(page: Page, language: str, fields: dict[str, Any]) -> None:
    locale, _created = Locale.objects.get_or_create(language_code=language)
    if page.has_translation(locale):
        return
    translation = page.copy_for_translation(locale)
    _filled(translation, fields).save()
    translation.save_revision().publish()


def _filled(page: Page, fields: dict[str, Any]) -> Page:
    """Set fields and, for lists, replace the records below the page."""
    for name, value in fields.items():
        if name in CHILDREN:
            manager = getattr(page, name)
            manager.set([manager.model(sort_order=i, **row) for i, row in enumerate(value)])
        else:
            setattr(page, name, value)
    return page
