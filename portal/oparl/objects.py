"""The JSON of system, body, papers and files. Nothing empty, no null, each at its own address."""

import hashlib
from typing import Any

from django.conf import settings

from portal.council.models import CouncilGroup
from portal.oparl import papers, records
from portal.oparl.addresses import SCHEMA, absolute, address, body_address, instant, web
from portal.oparl.papers import ANSWER, ATTACHMENT, QUESTION, Paper

Json = dict[str, Any]
PAPER_TYPES = {QUESTION: "Anfrage", ANSWER: "Beantwortung einer Anfrage"}
OTHER = {QUESTION: ANSWER, ANSWER: QUESTION}
LISTS = ("organization", "person", "meeting", "paper", "agendaItem", "consultation", "file")
# Since when this interface exists; system and body do not change apart from it.
SINCE = "2026-11-23T00:00:00+01:00"


def system() -> Json:
    return {
        "id": address("system"),
        "type": f"{SCHEMA}System",
        "oparlVersion": SCHEMA,
        "name": f"Stadt {settings.PORTAL_CITY}: Anfragen im Rat",
        "license": settings.PORTAL_DATA_LICENCE,
        "body": address("bodies"),
        "website": web("council:index"),
        "web": web("council:index"),
        "created": SINCE,
        "modified": SINCE,
    }


def body() -> Json:
    ars = settings.PORTAL_ARS
    terms = records.terms()
    main = CouncilGroup.objects.shown().filter(kind=CouncilGroup.Kind.COUNCIL).first()
    found = {
        "id": body_address(),
        "type": f"{SCHEMA}Body",
        "system": address("system"),
        "name": f"Stadt {settings.PORTAL_CITY}",
        "shortName": settings.PORTAL_CITY,
        "classification": "Stadt",
        # The regional key has 12 digits, the municipal key leaves out the association's four.
        "rgs": ars,
        "ags": ars[:5] + ars[9:],
        "oparlSince": SINCE,
        "website": absolute("/"),
        "web": web("council:index"),
        **{name: address("list", ars, name) for name in LISTS},
        "membership": address("list", ars, "membership"),
        "legislativeTermList": address("list", ars, "legislativeTerm"),
        "locationList": address("list", ars, "location"),
        "legislativeTerm": [records.TERM.json(term, inside=True) for term in terms],
        "created": SINCE,
        "modified": max([SINCE, *(instant(term.modified) for term in _all_terms())]),
    }
    return {**found, "mainOrganization": address("organization", main.pk)} if main else found


def _all_terms() -> Any:
    """Deleted ones too: the body changed when they went."""
    return records.TERM.known()


def paper(paper: Paper, *, omit_internal: bool = False) -> Json:
    identity = {
        "id": address("paper", paper.inquiry.uid, paper.kind),
        "type": f"{SCHEMA}Paper",
        "created": instant(paper.created),
        "modified": instant(paper.modified),
    }
    if paper.deleted:
        return {**identity, "deleted": True}
    inquiry = paper.inquiry
    content: Json = {
        "body": body_address(),
        "name": inquiry.title,
        "reference": inquiry.number,
        "date": _date(paper),
        "paperType": PAPER_TYPES[paper.kind],
        "web": web("council:inquiry", inquiry.slug),
        "mainFile": file(paper, inside=True),
        **_relations(paper, omit_internal),
    }
    return {**identity, **{name: value for name, value in content.items() if value}}


def _relations(paper: Paper, omit_internal: bool) -> Json:
    inquiry = paper.inquiry
    asked = paper.kind == QUESTION
    attached = paper.attachments if asked and not omit_internal else []
    consulted = paper.consultations if asked else []
    return {
        "originatorOrganization": [address("organization", inquiry.group_id)] if asked else [],
        "relatedPaper": (
            [address("paper", inquiry.uid, OTHER[paper.kind])] if paper.is_answered else []
        ),
        "auxiliaryFile": [attachment(one, inside=True) for one in attached],
        "consultation": [records.CONSULTATION.json(c, inside=True) for c in consulted],
        "keyword": [*paper.subjects, *(records.EXAMPLE if inquiry.is_example else [])],
    }


def file(paper: Paper, *, inside: bool = False) -> Json:
    key = (paper.inquiry.uid, paper.kind)
    identity = {
        "id": address("file", *key),
        "type": f"{SCHEMA}File",
        # Obligatory, and gives 410 once the paper was taken back.
        "accessUrl": address("access", *key),
        "created": instant(paper.created),
        "modified": instant(paper.modified),
    }
    if paper.deleted:
        return {**identity, "deleted": True}
    content = papers.text_of(paper)
    data = content.encode()
    found = {
        **identity,
        "name": f"{PAPER_TYPES[paper.kind]}: {paper.inquiry.title}",
        "fileName": file_name(paper),
        "mimeType": "text/plain",
        "date": _date(paper),
        "size": len(data),
        "sha512Checksum": hashlib.sha512(data).hexdigest(),
        "text": content,
        "downloadUrl": address("download", *key),
    }
    return found if inside else {**found, "paper": [address("paper", *key)]}


def attachment(attached: Any, *, inside: bool = False) -> Json:
    key = (attached.uid, ATTACHMENT)
    identity = {
        "id": address("file", *key),
        "type": f"{SCHEMA}File",
        "accessUrl": address("access", *key),
        "created": instant(attached.created),
        "modified": instant(attached.modified),
    }
    if not (attached.is_shown and attached.inquiry.is_public):
        return {**identity, "deleted": True}
    found = {
        **identity,
        "name": attached.title,
        "fileName": attached.file_name,
        "mimeType": "application/pdf",
        "size": attached.size,
        "sha512Checksum": attached.sha512,
        "downloadUrl": address("download", *key),
    }
    paper = address("paper", attached.inquiry.uid, QUESTION)
    return found if inside else {**found, "paper": [paper]}


def file_name(paper: Paper) -> str:
    return f"{paper.inquiry.slug}-{paper.kind}.txt"


def _date(paper: Paper) -> str:
    if paper.kind == QUESTION:
        return paper.inquiry.put_on.isoformat()
    return instant(paper.created)[:10]
