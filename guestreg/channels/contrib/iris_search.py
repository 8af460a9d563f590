"""Our venues in the search of IRIS connect, where an office chooses whom to ask.

JSON-RPC through our own EPS (iris-documentation, app_onboarding, v0.2.0, section 4.1).
"""

import re
import ssl
from collections.abc import Iterator, Sequence
from typing import Any

import httpx
from django.conf import settings

from guestreg.channels.base import PublicationError, PublishedVenue

SECONDS = 30
MOST_AT_ONCE = 5000  # what the search service takes in one message
# It blanks texts that begin with a sign, such as the quotation mark of an inn's name.
SIGNS = re.compile(r"^[\W_]+")
SIGNS_OF_A_NUMBER = re.compile(r"^[^\w+]+")


def keep(venues: Sequence[PublishedVenue]) -> None:
    """Enter all of them, which changes those that are known, and take out what is none any more.

    Raises PublicationError, after everything that could be done; repeating is safe.
    """
    known = {str(entry["id"]) for entry in _listed()}
    answers = [
        _call("deleteLocationFromSearchIndex", locationId=gone)
        for gone in sorted(known - {str(venue.number) for venue in venues})
    ]
    for begin in range(0, len(venues), MOST_AT_ONCE):
        part = [_location(venue) for venue in venues[begin : begin + MOST_AT_ONCE]]
        answers.append(_call("postLocationsToSearchIndex", locations=part))
    problems = [str(answer) for answer in answers if answer not in ("OK", "NOT FOUND")]
    if problems:
        raise PublicationError(f"IRIS did not take all venues: {'; '.join(problems)[:300]}")


def _listed() -> list[dict[str, Any]]:
    found = _call("getProviderLocations")
    if not isinstance(found, list) or not all(isinstance(e, dict) and "id" in e for e in found):
        raise PublicationError("IRIS did not say which venues it lists.")
    return found


def _call(method: str, **params: Any) -> Any:
    """What the search service answers."""
    message = {
        "jsonrpc": "2.0",
        "id": "1",
        "method": f"{settings.GUESTREG_IRIS_LOCATIONS}.{method}",
        "params": params,
    }
    try:
        reply = httpx.post(
            f"{settings.GUESTREG_IRIS_EPS}/jsonrpc", json=message, timeout=SECONDS, verify=_trust()
        )
        answer = reply.raise_for_status().json()
        result = answer["result"]
    except (httpx.HTTPError, OSError) as error:
        raise PublicationError(f"The EPS does not answer {method}: {error}") from error
    except (ValueError, KeyError, TypeError):
        raise PublicationError(f"IRIS refused {method}: {reply.text[:300]}") from None
    # The EPS wraps what is no object; its own documentation shows both.
    return result["_"] if isinstance(result, dict) and "_" in result else result


def _trust() -> ssl.SSLContext | bool:
    """Who may have signed the EPS's certificate; it is not a public authority."""
    authority = settings.GUESTREG_IRIS_EPS_CA
    return ssl.create_default_context(cafile=authority) if authority else True


def _location(venue: PublishedVenue) -> dict[str, Any]:
    contact = {
        "officialName": _plain(venue.company),
        "representative": _plain(venue.contact),
        "address": {
            "street": _plain(venue.street), "city": _plain(venue.city), "zip": venue.postcode,
        },
        "email": _plain(venue.email),
        "phone": SIGNS_OF_A_NUMBER.sub("", venue.phone),
    }  # fmt: skip
    location = {"id": str(venue.number), "name": _plain(venue.name), "contact": contact}
    return location | ({"contexts": list(_contexts(venue))} if venue.areas else {})


def _contexts(venue: PublishedVenue) -> Iterator[dict[str, str]]:
    for number, name in venue.areas:
        yield {"id": number, "name": _plain(name)}


def _plain(text: str) -> str:
    return SIGNS.sub("", text)
