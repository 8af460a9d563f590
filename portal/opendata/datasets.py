"""The data sets: what each is, its columns, its rows. Names of data sets and columns never change.

Rows hold only what the portal's pages show to everybody.
"""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from ozg_catalog.models import CouncilReport, Municipality, Snapshot
from portal.council.models import Answer, Inquiry, Promise, Question
from portal.council.plain import plain_answer
from services.models import Service

Row = dict[str, Any]
STRING, INTEGER, BOOLEAN, DATE, MOMENT, URI = (
    "string",
    "integer",
    "boolean",
    "date",
    "datetime",
    "anyURI",
)


@dataclass(frozen=True)
class Column:
    name: str
    description: str
    datatype: str = STRING
    required: bool = True


@dataclass(frozen=True)
class Dataset:
    """`key` is the column that names a row, `modified` gives the day of the newest row.

    `frequency` is a name of the EU's list.
    """

    id: str
    title: str
    description: str
    keywords: tuple[str, ...]
    key: str
    columns: tuple[Column, ...]
    rows: Callable[[], Iterator[Row]]
    modified: Callable[[], datetime.datetime | None]
    frequency: str
    page: str


def absolute(path: str) -> str:
    return f"{settings.PORTAL_BASE_URL}{path}"


EXAMPLE = Column("is_example", _("Ob das Beispieldaten sind"), BOOLEAN)
PAGE = Column("url", _("Seite für Menschen"), URI)


def _service_rows() -> Iterator[Row]:
    for service in Service.objects.public().titled("de").order_by("slug").iterator():
        yield {
            "slug": service.slug,
            "title": service.shown_title,
            "teaser": service.shown_teaser,
            "leika_keys": " ".join(service.leika_keys),
            "ozg_ids": " ".join(service.ozg_ids),
            "audience": service.audience,
            "level": service.level,
            "updated_at": service.updated_at,
            "is_example": service.is_example,
            "url": absolute(service.get_absolute_url()),
        }


COUNTS = {
    "total": _("Einträge im Katalog"),
    "ours": _("Davon Aufgabe der Kommune; der Nenner jedes Anteils"),
    "online_total": _("Online insgesamt: conform und online"),
    "conform": _("Online und OZG-konform"),
    "online": _("Online, noch nicht OZG-konform"),
    "planned": _("Noch nicht online, mit Termin geplant"),
    "information": _("Nur Information im Netz"),
    "offline": _("Nur vor Ort oder auf Papier"),
    "not_assessed": _("Noch nicht bewertet; das ist keine Null"),
    "not_reported": _("Nicht an das Land gemeldet"),
    "undecided": _("Zuständigkeit nicht entschieden"),
    "not_applicable": _("Gibt es in dieser Kommune nicht"),
    "not_ours": _("Nicht Aufgabe dieser Kommune"),
}


def _snapshots() -> Any:
    home = Municipality.objects.filter(ars=settings.PORTAL_ARS)
    return Snapshot.objects.filter(municipality__in=home).defer("content")


def _progress_rows() -> Iterator[Row]:
    for snapshot in _snapshots().order_by("on", "pk").iterator():
        yield {
            "on": snapshot.on,
            "taken_at": snapshot.taken_at,
            "digest": snapshot.digest,
            **{name: snapshot.counts[name] for name in COUNTS},
            "url": absolute(snapshot.get_absolute_url()),
        }


def _reports() -> Any:
    return CouncilReport.objects.released()


def _report_rows() -> Iterator[Row]:
    reports = _reports().select_related("snapshot", "replaces").defer("snapshot__content")
    for report in reports.order_by("number"):
        address = absolute(report.get_absolute_url())
        yield {
            "number": report.number,
            "on": report.snapshot.on,
            "released_at": report.released_at,
            "corrects": report.replaces.number if report.replaces else None,
            "digest": report.snapshot.digest,
            "url": address,
        }


def _inquiry_rows() -> Iterator[Row]:
    inquiries = Inquiry.objects.public().select_related("group").order_by("put_on", "pk")
    for inquiry in inquiries.iterator():
        yield {
            "id": str(inquiry.uid),
            "number": inquiry.number,
            "title": inquiry.title,
            "group": inquiry.group.name,
            "put_on": inquiry.put_on,
            "state": inquiry.state,
            "due_on": inquiry.due_on,
            "overdue": inquiry.is_overdue(timezone.localdate()),
            "answered_on": inquiry.answered_on,
            "modified_at": inquiry.modified_at,
            "is_example": inquiry.is_example,
            "url": absolute(inquiry.get_absolute_url()),
        }


def _question_rows() -> Iterator[Row]:
    """Every question that needs an answer, with the valid one where there is any."""
    public = Inquiry.objects.public()
    released = Answer.objects.released().filter(question__inquiry__in=public)
    valid = released.order_by("question_id", "-version").distinct("question_id")
    answers = {answer.question_id: answer for answer in valid.select_related("figures")}
    questions = Question.objects.needing_answer().filter(inquiry__in=public)
    ordered = questions.select_related("inquiry").order_by(
        "inquiry__put_on", "inquiry", "sort_order"
    )
    for question in ordered:
        yield _question_row(question, answers.get(question.pk))


def _question_row(question: Question, answer: Answer | None) -> Row:
    return {
        "inquiry": str(question.inquiry.uid),
        "number": question.number,
        "question": question.text,
        "answer": plain_answer(answer) if answer else None,
        "version": answer.version if answer else None,
        "released_at": answer.released_at if answer else None,
        "figures_digest": answer.figures.digest if answer and answer.figures else None,
        "is_example": question.inquiry.is_example,
        "url": f"{absolute(question.inquiry.get_absolute_url())}#frage-{question.number}",
    }


def _promise_rows() -> Iterator[Row]:
    promises = Promise.objects.public().select_related("inquiry", "milestone")
    for promise in promises.order_by("due_on", "pk"):
        yield {
            "inquiry": str(promise.inquiry.uid),
            "text": promise.text,
            "promised_on": promise.promised_on,
            "due_on": promise.due_on,
            "milestone": promise.milestone.title,
            "reached_on": promise.milestone.reached_on,
            "state": promise.state_on(timezone.localdate()).value,
            "is_example": promise.is_example,
            "url": absolute(promise.inquiry.get_absolute_url()),
        }


def _newest(rows: Any, field: str) -> datetime.datetime | None:
    found: datetime.datetime | None = rows.aggregate(newest=Max(field))["newest"]
    return found


def _inquiries_changed() -> datetime.datetime | None:
    return _newest(Inquiry.objects.public(), "modified_at")


SERVICES = Dataset(
    id="services",
    title=_("Dienstleistungen der Stadt"),
    description=_("Alle Leistungen, die das Portal beschreibt, mit LeiKa- und OZG-Schlüsseln."),
    keywords=("Verwaltungsleistungen", "LeiKa", "OZG"),
    key="slug",
    columns=(
        Column("slug", _("Kürzel in der Adresse")),
        Column("title", _("Titel")),
        Column("teaser", _("In einem Satz"), required=False),
        Column("leika_keys", _("LeiKa-Schlüssel, mit Leerzeichen getrennt"), required=False),
        Column("ozg_ids", _("Nummern der OZG-Leistungen, ebenso"), required=False),
        Column("audience", _("Zielgruppe: citizens, businesses oder both")),
        Column("level", _("Ebene, die zuständig ist")),
        Column("updated_at", _("Zuletzt geändert"), MOMENT),
        EXAMPLE,
        PAGE,
    ),
    rows=_service_rows,
    modified=lambda: _newest(Service.objects.public(), "updated_at"),
    frequency="IRREG",
    page="/leistungen/",
)
PROGRESS = Dataset(
    id="ozg-progress",
    title=_("Stand der OZG-Umsetzung"),
    description=_(
        "Festgehaltene Stände: wie viele Einträge des Katalogs an welchem Tag in welchem Zustand "
        "waren. Jeder Stand hat eine Prüfsumme und ändert sich nie."
    ),
    keywords=("OZG", "Digitalisierung", "Reifegrad"),
    key="digest",
    columns=(
        Column("on", _("Stichtag der Zahlen"), DATE),
        Column("taken_at", _("Wann der Stand festgehalten wurde"), MOMENT),
        Column("digest", _("SHA-256 des festgehaltenen Stands")),
        *(Column(name, text, INTEGER) for name, text in COUNTS.items()),
        PAGE,
    ),
    rows=_progress_rows,
    modified=lambda: _newest(_snapshots(), "taken_at"),
    frequency="MONTHLY",
    page="/digitalisierung/staende/",
)
REPORTS = Dataset(
    id="council-reports",
    title=_("Berichte an den Stadtrat"),
    description=_("Freigegebene Berichte zur OZG-Umsetzung mit dem Stand, auf dem sie beruhen."),
    keywords=("Stadtrat", "Bericht", "OZG"),
    key="number",
    columns=(
        Column("number", _("Nummer"), INTEGER),
        Column("on", _("Stichtag der Zahlen"), DATE),
        Column("released_at", _("Freigegeben"), MOMENT),
        Column("corrects", _("Nummer des Berichts, den er berichtigt"), INTEGER, required=False),
        Column("digest", _("SHA-256 des festgehaltenen Stands")),
        PAGE,
    ),
    rows=_report_rows,
    modified=lambda: _newest(_reports(), "released_at"),
    frequency="IRREG",
    page="/digitalisierung/berichte/",
)
INQUIRIES = Dataset(
    id="council-inquiries",
    title=_("Anfragen im Rat"),
    description=_("Was die Fraktionen fragten, bis wann die Antwort fällig war, wann sie kam."),
    keywords=("Stadtrat", "Anfrage", "Fraktion"),
    key="id",
    columns=(
        Column("id", _("Kennung, die bleibt")),
        Column("number", _("Nummer")),
        Column("title", _("Titel")),
        Column("group", _("Fraktion, die gefragt hat")),
        Column("put_on", _("Gestellt am"), DATE),
        Column("state", _("received, in_work, partly_answered, answered oder withdrawn")),
        Column("due_on", _("Antwort bis; leer: keine Frist eingetragen"), DATE, required=False),
        Column("overdue", _("Ob die Frist heute überschritten ist"), BOOLEAN),
        Column("answered_on", _("Tag der letzten Antwort"), DATE, required=False),
        Column("modified_at", _("Zuletzt geändert"), MOMENT),
        EXAMPLE,
        PAGE,
    ),
    rows=_inquiry_rows,
    modified=_inquiries_changed,
    frequency="IRREG",
    page="/rat/anfragen/",
)
QUESTIONS = Dataset(
    id="council-answers",
    title=_("Fragen und Antworten im Rat"),
    description=_("Jede Frage einer Anfrage mit ihrer gültigen Antwort und deren Prüfsumme."),
    keywords=("Stadtrat", "Anfrage", "Antwort"),
    key="url",
    columns=(
        Column("inquiry", _("Kennung der Anfrage")),
        Column("number", _("Nummer der Frage")),
        Column("question", _("Wortlaut der Frage")),
        Column("answer", _("Gültige Antwort als Text; leer: noch keine"), required=False),
        Column("version", _("Fassung der Antwort"), INTEGER, required=False),
        Column("released_at", _("Freigegeben"), MOMENT, required=False),
        Column("figures_digest", _("SHA-256 der eingefrorenen Zahlen"), required=False),
        EXAMPLE,
        PAGE,
    ),
    rows=_question_rows,
    modified=_inquiries_changed,
    frequency="IRREG",
    page="/rat/anfragen/",
)
PROMISES = Dataset(
    id="council-promises",
    title=_("Zusagen an den Rat"),
    description=_("Was die Verwaltung bis wann zugesagt hat, und ob es gehalten wurde."),
    keywords=("Stadtrat", "Zusage", "Meilenstein"),
    key="",
    columns=(
        Column("inquiry", _("Kennung der Anfrage")),
        Column("text", _("Zusage")),
        Column("promised_on", _("zugesagt am"), DATE),
        Column("due_on", _("zugesagt bis"), DATE),
        Column("milestone", _("Meilenstein")),
        Column("reached_on", _("Meilenstein erreicht am"), DATE, required=False),
        Column("state", _("open, kept, late oder broken, gemessen am zugesagten Tag")),
        EXAMPLE,
        PAGE,
    ),
    rows=_promise_rows,
    modified=_inquiries_changed,
    frequency="IRREG",
    page="/rat/anfragen/",
)

DATASETS = {
    dataset.id: dataset for dataset in (SERVICES, PROGRESS, REPORTS, INQUIRIES, QUESTIONS, PROMISES)
}
