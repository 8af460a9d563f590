"""Every address of the portal and who may open it. Data, not tests.

``roles`` names everybody who gets the page; everyone else has to be refused. A placeholder such
as ``{venue}`` stands for an object of the example site, see ``conftest.py``.
"""

from dataclasses import dataclass

ANONYMOUS, OWNER, RIVAL = "anonymous", "owner", "rival"
EDITOR, DIGITAL, LICENCE = "editor", "digital_officer", "licence_officer"
HEALTH, ADMIN = "health_officer", "administrator"
STAFF = (EDITOR, DIGITAL, LICENCE, HEALTH, ADMIN)
BUSINESSES = (OWNER, RIVAL)
EVERYONE = (ANONYMOUS, *BUSINESSES, *STAFF)


@dataclass(frozen=True)
class Address:
    path: str
    roles: tuple[str, ...] = EVERYONE
    page: bool = True
    """Whether it is HTML that has to be accessible; files and data are not."""
    queries: int = 12
    """Most database queries for a reader of it, with a warm cache of content types."""

    def __str__(self) -> str:
        return self.path


def staff(path: str, *roles: str, queries: int = 30) -> Address:
    return Address(path, roles, queries=queries)


ENTRANCE = [
    Address("/konto/anmelden/", (ANONYMOUS,)),
    Address("/konto/anmelden/verwaltung/", (ANONYMOUS,)),
]

PUBLIC = [
    Address("/", queries=20),
    Address("/impressum/"),
    Address("/datenschutz/"),
    Address("/barrierefreiheit/"),
    Address("/kontakt/"),
    Address("/leichte-sprache/"),
    Address("/barriere-melden/"),
    Address("/leistungen/"),
    Address("/leistungen/{service}/", queries=8),
    Address("/leistungen/{service}/leichte-sprache/", queries=8),
    Address("/aemter/"),
    Address("/aemter/{office}/"),
    Address("/suche/"),
    Address("/suche/?q=perso+beantragen"),
    Address("/suche/?q=xqzwv"),
    Address("/digitalisierung/", queries=20),
    Address("/digitalisierung/leistungen/"),
    Address("/digitalisierung/leistungen/{ozg_id}/"),
    Address("/digitalisierung/vorhaben/{project}/"),
    Address("/digitalisierung/dienstleister/{provider}/"),
    Address("/digitalisierung/staende/"),
    Address("/digitalisierung/staende/{snapshot}/"),
    Address("/digitalisierung/methode/"),
    Address("/rat/anfragen/"),
    Address("/rat/anfragen/{inquiry}/", queries=20),
    Address("/gast/", queries=16),
    Address("/c/"),
    Address("/c/{code}"),
    Address("/c/quittung"),
    Address("/api/v1/docs"),
    Address("/konto/abgemeldet/"),
    Address("/saml/unternehmenskonto/anmelden"),
    Address("/saml/bundid/anmelden"),
    Address("/konto/kennwort/vergessen/"),
]

DATA = [
    Address("/healthz", page=False),
    Address("/metrics", page=False),
    Address("/saml/unternehmenskonto/metadata", page=False),
    Address("/saml/bundid/metadata", page=False),
    Address("/digitalisierung/leistungen.csv", page=False),
    Address("/digitalisierung/leistungen.json", page=False),
    Address("/digitalisierung/staende/{snapshot}.json", page=False),
    Address("/api/v1/services", page=False),
    Address("/api/v1/services/{service}", page=False),
    Address("/api/v1/search?q=ausweis", page=False),
    Address("/api/v1/ozg/progress", page=False),
    Address("/api/v1/ozg/services", page=False),
    Address("/api/v1/guestreg/statistics", page=False),
    Address("/api/v1/openapi.json", page=False),
]

SIGNED_IN = [
    Address("/konto/", (*BUSINESSES, *STAFF)),
    Address("/gast/antrag/", BUSINESSES, page=False),
    Address("/gast/antrag/{step}/", BUSINESSES),
    Address("/gast/antrag/pruefen/", (OWNER,)),
    Address("/gast/verwalten/", BUSINESSES),
    Address("/gast/lizenz/{licence}/", (OWNER,)),
    Address("/gast/lizenz/{licence}/beenden/", (OWNER,)),
    Address("/gast/lizenz/{licence}/ort/", (OWNER,)),
    Address("/gast/ort/{venue}/", (OWNER,)),
    Address("/gast/ort/{venue}/aendern/", (OWNER,)),
    Address("/gast/code/{code}/aushang.pdf", (OWNER,), page=False),
    Address("/gast/code/{code}/code.svg", (OWNER,), page=False),
    Address("/gast/anforderung/{request}/", (OWNER,)),
]

OFFICE = [
    staff("/verwaltung/", *STAFF),
    staff("/verwaltung/betrieb/", ADMIN),
    staff("/verwaltung/gaestelizenzen/", LICENCE),
    staff("/verwaltung/gaestelizenzen/{licence}/", LICENCE),
    staff("/verwaltung/gaestedaten/", HEALTH),
    staff("/verwaltung/gaestedaten/neu/", HEALTH),
    staff("/verwaltung/gaestedaten/neu/{venue}/", HEALTH),
    staff("/verwaltung/gaestedaten/{request}/", HEALTH),
    staff("/verwaltung/rat/anfragen/", DIGITAL),
    staff("/verwaltung/rat/anfragen/new/", DIGITAL),
    staff("/verwaltung/digitalisierung/bewertungen/", DIGITAL),
    staff("/verwaltung/digitalisierung/bewertungen/new/", DIGITAL),
    staff("/verwaltung/digitalisierung/meilensteine/", DIGITAL),
    staff("/verwaltung/digitalisierung/staende/new/", DIGITAL),
    staff("/verwaltung/pages/", EDITOR),
]

ADDRESSES = [*ENTRANCE, *PUBLIC, *DATA, *SIGNED_IN, *OFFICE]
EVERY_ROLE = EVERYONE
