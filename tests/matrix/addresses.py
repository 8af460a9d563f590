"""Every address of the portal and who may open it. Data, not tests.

``roles`` names everybody who gets the page; everyone else has to be refused. A placeholder such
as ``{venue}`` stands for an object of the example site, see ``conftest.py``.
"""

from dataclasses import dataclass

ANONYMOUS, OWNER, RIVAL = "anonymous", "owner", "rival"
EDITOR, DIGITAL, LICENCE = "editor", "digital_officer", "licence_officer"
HEALTH, ADMIN = "health_officer", "administrator"
HEAD, MAYOR = "head_of_office", "mayors_office"
AUDITOR = "auditor"
STAFF = (EDITOR, DIGITAL, LICENCE, HEALTH, ADMIN, HEAD, MAYOR, AUDITOR)
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


@dataclass(frozen=True)
class Action:
    """An address that only takes a POST, and who may send one."""

    path: str
    roles: tuple[str, ...]

    def __str__(self) -> str:
        return self.path


def staff(path: str, *roles: str, queries: int = 30) -> Address:
    return Address(path, roles, queries=queries)


def part(path: str, *roles: str) -> Address:
    """What a list puts into its page when it is filtered; no page of its own."""
    return Address(path, roles, page=False, queries=30)


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
    Address("/leistungen/{service}/rueckmeldung/", queries=8),
    Address("/leistungen/{service}/leichte-sprache/", queries=8),
    Address("/leistungen/{service}/merkblatt/", queries=8),
    Address("/leistungen/{service}/zustaendig/", queries=8),
    Address("/aemter/"),
    Address("/aemter/{office}/"),
    Address("/suche/"),
    Address("/suche/?q=perso+beantragen"),
    Address("/suche/?q=xqzwv"),
    Address("/entwurf/{draft}/", queries=45),
    Address("/digitalisierung/", queries=20),
    Address("/digitalisierung/leistungen/"),
    Address("/digitalisierung/leistungen/{ozg_id}/"),
    Address("/digitalisierung/vorhaben/{project}/"),
    Address("/digitalisierung/dienstleister/{provider}/"),
    Address("/digitalisierung/staende/"),
    Address("/digitalisierung/staende/{snapshot}/"),
    Address("/digitalisierung/methode/"),
    Address("/digitalisierung/konzept/"),
    Address("/digitalisierung/kostenvergleich/"),
    Address("/digitalisierung/ozg-leistungen/"),
    Address("/rat/anfragen/"),
    Address("/rat/anfragen/{inquiry}/", queries=20),
    Address("/digitalisierung/berichte/"),
    Address("/digitalisierung/berichte/{report}/"),
    Address("/barriere-melden/{barrier}/"),
    Address("/rat/abo/"),
    Address("/rat/abo/?anfrage={inquiry}"),
    Address("/rat/abo/gesendet/"),
    Address("/rat/abo/{subscription}/"),
    Address("/rat/abo/{subscription}/beenden/"),
    Address("/gast/", queries=16),
    Address("/gast/skripte/"),
    Address("/c/"),
    Address("/c/{code}"),
    Address("/c/quittung"),
    Address("/c/karte"),
    Address("/c/amt.js", page=False),
    Address("/api/v1/docs", queries=40),
    Address("/konto/abgemeldet/"),
    Address("/saml/unternehmenskonto/anmelden"),
    Address("/saml/bundid/anmelden"),
    Address("/konto/kennwort/vergessen/"),
]

DATA = [
    Address("/healthz", page=False),
    Address("/readyz", page=False),
    Address("/rat/anfragen/feed.atom", page=False),
    Address("/digitalisierung/berichte/{report}/pdf/", page=False),
    Address("/oparl/v1.1/system", page=False),
    Address("/oparl/v1.1/bodies", page=False),
    Address("/oparl/v1.1/body/{ars}", page=False),
    Address("/oparl/v1.1/body/{ars}/paper", page=False),
    Address("/oparl/v1.1/organization/{group}", page=False),
    Address("/oparl/v1.1/paper/{paper}/anfrage", page=False),
    Address("/oparl/v1.1/file/{paper}/anfrage", page=False),
    Address("/oparl/v1.1/file/{paper}/anfrage/ansicht", page=False),
    Address("/oparl/v1.1/file/{paper}/anfrage/datei", page=False),
    Address("/oparl/v1.1/organization/{group}/meeting", page=False),
    Address("/oparl/v1.1/meeting/{meeting}", page=False),
    Address("/oparl/v1.1/agendaItem/{agenda_item}", page=False),
    Address("/oparl/v1.1/consultation/{agenda_item}", page=False),
    Address("/rat/anfragen/{inquiry}/anfrage.pdf", page=False),
    Address("/metrics", page=False, queries=20),
    Address("/saml/unternehmenskonto/metadata", page=False),
    Address("/saml/bundid/metadata", page=False),
    Address("/digitalisierung/leistungen.csv", page=False),
    Address("/digitalisierung/leistungen.json", page=False),
    Address("/digitalisierung/listen/ozg-leistungen.csv", page=False),
    Address("/digitalisierung/listen/vorhaben.json", page=False),
    Address("/digitalisierung/staende/{snapshot}.json", page=False),
    Address("/api/v1/services", page=False),
    Address("/api/v1/services/{service}", page=False),
    Address("/api/v1/search?q=ausweis", page=False),
    Address("/suche/vorschlaege?q=ausw", page=False, queries=8),
    Address("/api/v1/ozg/progress", page=False),
    Address("/api/v1/ozg/services", page=False),
    Address("/api/v1/guestreg/statistics", page=False),
    Address("/api/v1/openapi.json", page=False),
    Address("/api/v1/catalog.ttl", page=False, queries=24),
    Address("/api/v1/catalog.rdf", page=False, queries=24),
    Address("/api/v1/datasets.zip", page=False, queries=20),
    *(
        Address(f"/api/v1/datasets/council-inquiries{ending}", page=False)
        for ending in (".csv", ".json", ".csv-metadata.json", ".schema.json")
    ),
]

SIGNED_IN = [
    Address("/konto/", (*BUSINESSES, *STAFF)),
    Address("/konto/abmelden/"),
    Address("/konto/unternehmen/", BUSINESSES),
    Address("/konto/abmelden/", page=False),
    Address("/konto/anmelden/sicherer/?niveau=high&next=/konto/", (*BUSINESSES, *STAFF)),
    Address("/konto/unternehmen/", BUSINESSES),
    Address("/konto/einladung/{invitation}/"),
    Address("/gast/antrag/", BUSINESSES, page=False),
    Address("/gast/antrag/{step}/", BUSINESSES),
    Address("/gast/antrag/pruefen/", (OWNER,)),
    Address("/gast/verwalten/", BUSINESSES),
    Address("/gast/lizenz/{licence}/", (OWNER,)),
    Address("/gast/lizenz/{licence}/beenden/", (OWNER,)),
    Address("/gast/lizenz/{licence}/ort/", (OWNER,)),
    Address("/gast/ort/{venue}/", (OWNER,)),
    Address("/gast/ort/{venue}/aendern/", (OWNER,)),
    Address("/gast/ort/{venue}/schluessel/", (OWNER,)),
    Address("/gast/ort/{venue}/gerade-hier/", (OWNER,)),
    Address("/gast/beispielschluessel.json", (OWNER,), page=False),
    Address("/gast/code/{code}/aushang.pdf", (OWNER,), page=False),
    Address("/gast/code/{code}/code.svg", (OWNER,), page=False),
    Address("/gast/code/{code}/aushang.png", (OWNER,), page=False),
    Address("/gast/ort/{venue}/aushaenge.zip", (OWNER,), page=False, queries=80),
    Address("/gast/ort/{venue}/codes.csv", (OWNER,), page=False),
    Address("/gast/lizenz/{licence}/eingang.pdf", (OWNER,), page=False),
    Address("/gast/lizenz/{licence}/daten.json", (OWNER,), page=False, queries=24),
    Address("/gast/anforderung/{request}/", (OWNER,)),
]

SECTIONS = [
    "bewertungen",
    "zustaendigkeiten",
    "staende",
    "vorhaben",
    "meilensteine",
    "konzept",
    "pruefauftraege",
    "dienstleister",
    "ozg-leistungen",
    "leika",
    "katalogausgaben",
    "kommunen",
    "kriterien",
    "preismodelle",
]

OFFICE = [
    staff("/verwaltung/", *STAFF),
    staff("/verwaltung/betrieb/", ADMIN),
    staff("/verwaltung/users/", ADMIN),
    staff("/verwaltung/konten/", ADMIN),
    staff("/verwaltung/gaestelizenzen/", LICENCE),
    staff("/verwaltung/gaestelizenzen/{licence}/", LICENCE),
    staff("/verwaltung/rechtsgrundlagen/", LICENCE),
    part("/verwaltung/rechtsgrundlagen/results/", LICENCE),
    staff("/verwaltung/rechtsgrundlagen/new/", LICENCE),
    staff("/verwaltung/rechtsgrundlagen/edit/{basis}/", LICENCE),
    staff("/verwaltung/zwecke/", LICENCE),
    staff("/verwaltung/zwecke/new/", LICENCE),
    staff("/verwaltung/zwecke/edit/visitor_book/", LICENCE),
    staff("/verwaltung/gaestedaten/", HEALTH),
    staff("/verwaltung/gaestedaten/neu/", HEALTH),
    staff("/verwaltung/gaestedaten/neu/{venue}/", HEALTH),
    staff("/verwaltung/gaestedaten/{request}/", HEALTH),
    staff("/verwaltung/gaestedaten/schluessel/", HEALTH),
    staff("/verwaltung/gaestedaten/schluessel/wurzel/", HEALTH),
    staff("/verwaltung/gaestedaten/schluessel/eigener/", HEALTH),
    staff("/verwaltung/gaestedaten/schluessel/notfallblatt/", HEALTH),
    staff("/verwaltung/gaestedaten/schluessel/stapel/", HEALTH),
    Address("/verwaltung/gaestedaten/schluessel/beispiel.json", (HEALTH,), page=False),
    Address("/verwaltung/gaestedaten/schluessel/beispiel-wurzel.json", (HEALTH,), page=False),
    staff("/verwaltung/gaestedaten/loeschprotokoll/", LICENCE, HEALTH, AUDITOR),
    staff("/verwaltung/gaestedaten/pruefspur/", AUDITOR),
    staff("/verwaltung/rat/anfragen/", DIGITAL, HEAD, MAYOR),
    part("/verwaltung/rat/anfragen/results/", DIGITAL, HEAD, MAYOR),
    staff("/verwaltung/rat/anfragen/new/", DIGITAL),
    staff("/verwaltung/rat/anfragen/edit/{inquiry_pk}/", DIGITAL),
    staff("/verwaltung/rat/{inquiry_pk}/", DIGITAL, HEAD, MAYOR),
    staff("/verwaltung/rat/antworten/{answer}/aenderungen/", DIGITAL, HEAD, MAYOR),
    *(
        staff(f"/verwaltung/rat/{records}/", DIGITAL)
        for records in ("sitzungen", "personen", "orte", "wahlperioden", "themen", "fraktionen")
    ),
    *(staff(f"/verwaltung/digitalisierung/{section}/", DIGITAL) for section in SECTIONS),
    *(part(f"/verwaltung/digitalisierung/{section}/results/", DIGITAL) for section in SECTIONS),
    staff("/verwaltung/digitalisierung/bewertungen/new/", DIGITAL),
    staff("/verwaltung/digitalisierung/zustaendigkeiten/new/", DIGITAL),
    staff("/verwaltung/digitalisierung/staende/new/", DIGITAL),
    staff("/verwaltung/digitalisierung/berichte/", DIGITAL, MAYOR),
    part("/verwaltung/digitalisierung/berichte/results/", DIGITAL, MAYOR),
    staff("/verwaltung/digitalisierung/berichte/new/", DIGITAL),
    staff("/verwaltung/digitalisierung/aufgaben/", DIGITAL),
    staff("/verwaltung/digitalisierung/sammelbewertung/", DIGITAL),
    staff("/verwaltung/digitalisierung/entscheiden/", DIGITAL),
    staff("/verwaltung/digitalisierung/fachamt/", DIGITAL),
    staff("/verwaltung/barrieren/edit/{barrier_pk}/", EDITOR),
    staff("/verwaltung/digitalisierung/ausgaben/einlesen/", DIGITAL),
    staff("/verwaltung/digitalisierung/ausgaben/{edition}/", DIGITAL),
    Address("/verwaltung/digitalisierung/ausgaben/{edition}/datei/", (DIGITAL,), page=False),
    Address("/verwaltung/digitalisierung/nachweise/{evidence}/", (DIGITAL,), page=False),
    staff("/verwaltung/digitalisierung/dashboard/", DIGITAL),
    staff("/verwaltung/digitalisierung/adressen/", DIGITAL),
    staff("/verwaltung/leistungen/aufgaben/", EDITOR),
    staff("/verwaltung/leistungen/einfach/", EDITOR),
    staff("/verwaltung/leistungen/{service_pk}/einfach/", EDITOR, queries=45),  # a draft is read
    staff("/verwaltung/leistungen/einfach/neu/", EDITOR),
    staff("/verwaltung/leistungen/{service_pk}/einfach/gebuehren/", EDITOR, queries=45),
    staff("/verwaltung/leistungen/{service_pk}/einfach/einordnung/", EDITOR, queries=45),
    staff("/verwaltung/leistungen/einfach/stellen/", EDITOR),
    staff("/verwaltung/leistungen/einfach/online-dienste/neu/", EDITOR),
    staff("/verwaltung/leistungen/einfach/stellen/{office_pk}/", EDITOR),
    staff("/verwaltung/leistungen/{service_pk}/abschalten/", EDITOR),
    staff("/verwaltung/leistungen/suchanfragen/", EDITOR),
    staff("/verwaltung/leistungen/links/", EDITOR),
    staff("/verwaltung/leistungen/links/zuruecknehmen/", EDITOR),
    staff("/verwaltung/leistungen/links/{link}/", EDITOR, queries=60),
    staff("/verwaltung/entwuerfe/{service_type}/{service_pk}/", EDITOR),
    staff("/verwaltung/leistungen/{service_pk}/texte/", EDITOR),
    staff("/verwaltung/leistungen/importe/", EDITOR),
    Address("/verwaltung/leistungen/importe/stellen.csv", (EDITOR,), page=False),
    Address("/verwaltung/leistungen/importe/stellen.xlsx", (EDITOR,), page=False),
    staff("/verwaltung/leistungen/importe/{import_run}/", EDITOR),
    Address("/verwaltung/leistungen/importe/{import_run}/gruende.csv", (EDITOR,), page=False),
    staff("/verwaltung/leistungen/online-dienste/{channel}/stoerung/", EDITOR),
    staff("/verwaltung/pages/", EDITOR),
]

COUNCIL_STEPS = {
    "start": (DIGITAL,),
    "submit": (DIGITAL,),
    "cosign": (HEAD, MAYOR),
    "send_back": (HEAD, MAYOR),
    "release": (DIGITAL, MAYOR),
    "publish": (DIGITAL,),
    "depublish": (DIGITAL,),
    "extend": (DIGITAL,),
    "withdraw": (DIGITAL,),
    "revise": (DIGITAL,),
    "attach": (DIGITAL,),
    "detach": (DIGITAL,),
    "promise": (DIGITAL,),
}
LICENCE_STEPS = ("grant", "ask_back", "refuse", "suspend", "resume", "revoke")

ACTIONS = [
    Action("/verwaltung/betrieb/heartbeat/starten/", (ADMIN,)),
    Action("/verwaltung/konten/bundid/refresh/", (ADMIN,)),
    *(
        Action(f"/verwaltung/rat/{{inquiry_pk}}/{name}/", roles)
        for name, roles in COUNCIL_STEPS.items()
    ),
    *(Action(f"/verwaltung/gaestelizenzen/{{licence}}/{n}/", (LICENCE,)) for n in LICENCE_STEPS),
    Action("/verwaltung/gaestedaten/{request}/approve/", (HEALTH,)),
    Action("/verwaltung/gaestedaten/{request}/withdraw/", (HEALTH,)),
    Action("/verwaltung/gaestedaten/{request}/paket/", (HEALTH,)),
    Action("/verwaltung/gaestedaten/{request}/uebergeben/", (HEALTH,)),
    *(
        Action(f"/verwaltung/gaestedaten/schluessel/{{recipient}}/entfernen/{verb}/", (HEALTH,))
        for verb in ("propose", "confirm", "discard")
    ),
    *(
        Action(f"/verwaltung/gaestedaten/schluessel/wurzel/{{root_proposal}}/{verb}/", (HEALTH,))
        for verb in ("confirm", "discard")
    ),
    Action("/verwaltung/leistungen/{service_pk}/erledigt/", (EDITOR,)),
    Action("/verwaltung/leistungen/suchanfragen/zuordnen/", (EDITOR,)),
    Action("/verwaltung/entwuerfe/links/{preview}/zuruecknehmen/", (EDITOR,)),
    Action("/verwaltung/leistungen/importe/{import_run}/weiter/", (EDITOR,)),
    Action("/konto/unternehmen/einladen/", BUSINESSES),
    Action("/konto/unternehmen/verlassen/", BUSINESSES),
    Action("/konto/unternehmen/personen/{membership}/", (OWNER,)),
    Action("/gast/ort/{venue}/pause/", (OWNER,)),
    Action("/gast/ort/{venue}/bereich/", (OWNER,)),
    Action("/gast/bereich/{area}/code/", (OWNER,)),
    Action("/gast/bereich/{area}/abmelden/", (OWNER,)),
    Action("/gast/ort/{venue}/war-nicht-da/", (OWNER,)),
    Action("/gast/ort/{venue}/tagescode/", (OWNER,)),
    Action("/gast/ort/{venue}/ueben/", (OWNER,)),
    Action("/gast/code/{code}/schliessen/", (OWNER,)),
    Action("/gast/anforderung/{request}/freigeben/", (OWNER,)),
    Action("/gast/anforderung/{request}/widersprechen/", (OWNER,)),
]

ADDRESSES = [*ENTRANCE, *PUBLIC, *DATA, *SIGNED_IN, *OFFICE]
EVERY_ROLE = EVERYONE
