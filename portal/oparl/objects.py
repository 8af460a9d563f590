"""The JSON of every object. Nothing empty, no null; each embedded object has its own address."""

import hashlib
from typing import Any

from django.conf import settings

from portal.council.models import CouncilGroup
from portal.oparl import papers
from portal.oparl.addresses import SCHEMA, absolute, address, instant, web
from portal.oparl.papers import ANSWER, QUESTION, Paper

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
        "body": address("bodies"),
        "website": web("council:index"),
        "web": web("council:index"),
        "created": SINCE,
        "modified": SINCE,
    }


def body() -> Json:
    ars = settings.PORTAL_ARS
    return {
        "id": address("body", ars),
        "type": f"{SCHEMA}Body",
        "system": address("system"),
        "name": f"Stadt {settings.PORTAL_CITY}",
        "shortName": settings.PORTAL_CITY,
        # The regional key has 12 digits, the municipal key leaves out the association's four.
        "rgs": ars,
        "ags": ars[:5] + ars[9:],
        "website": absolute("/"),
        "web": web("council:index"),
        **{name: address("list", ars, name) for name in LISTS},
        "membership": address("list", ars, "membership"),
        "legislativeTermList": address("list", ars, "legislativeTerm"),
        "locationList": address("list", ars, "location"),
        "legislativeTerm": [],
        "created": SINCE,
        "modified": SINCE,
    }


def body_address() -> str:
    return address("body", settings.PORTAL_ARS)


def organization(group: CouncilGroup) -> Json:
    return {
        "id": address("organization", group.pk),
        "type": f"{SCHEMA}Organization",
        "body": body_address(),
        "name": group.name,
        "shortName": group.short_name,
        "organizationType": "Fraktion",
        "classification": "Fraktion",
        "created": instant(group.created_at),
        "modified": instant(group.modified_at),
    }


def paper(paper: Paper) -> Json:
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
        "mainFile": file(paper),
    }
    if paper.kind == QUESTION:
        content["originatorOrganization"] = [address("organization", inquiry.group_id)]
    if paper.is_answered:
        content["relatedPaper"] = [address("paper", inquiry.uid, OTHER[paper.kind])]
    if inquiry.is_example:
        content["keyword"] = ["Beispieldaten"]
    return {**identity, **content}


def file(paper: Paper) -> Json:
    key = (paper.inquiry.uid, paper.kind)
    identity = {
        "id": address("file", *key),
        "type": f"{SCHEMA}File",
        # Obligatory, and gives 404 once the paper was taken back.
        "accessUrl": address("access", *key),
        "created": instant(paper.created),
        "modified": instant(paper.modified),
    }
    if paper.deleted:
        return {**identity, "deleted": True}
    content = papers.text_of(paper)
    data = content.encode()
    return {
        **identity,
        "name": f"{PAPER_TYPES[paper.kind]}: {paper.inquiry.title}",
        "fileName": file_name(paper),
        "mimeType": "text/plain",
        "date": _date(paper),
        "size": len(data),
        "sha512Checksum": hashlib.sha512(data).hexdigest(),
        "text": content,
        "downloadUrl": address("download", *key),
        "paper": [address("paper", *key)],
    }


def file_name(paper: Paper) -> str:
    return f"{paper.inquiry.slug}-{paper.kind}.txt"


def _date(paper: Paper) -> str:
    if paper.kind == QUESTION:
        return paper.inquiry.put_on.isoformat()
    return instant(paper.created)[:10]
