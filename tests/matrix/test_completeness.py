"""No address of ours is missing from the matrix."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from tests.matrix.addresses import ACTIONS, ADDRESSES, EVERY_ROLE, SECTIONS, Action, Address

OURS = {"portal", "services", "guestreg", "ozg_catalog", "identity"}
REFUSED = {302, 403, 404}

pytestmark = [pytest.mark.django_db]

# Asked by journeys and tests of their own, because each needs something prepared.
ELSEWHERE = {
    "saml/<slug:account>/acs": "only takes a signed answer of a state account",
    "saml/<slug:account>/weiter": "only goes on with such an answer",
    "saml/<slug:account>/abgebrochen": "only follows a sign-in that was cancelled",
    "konto/zweiter-faktor/noetig/": "only for staff who have no second factor yet",
    "konto/anmelden/bestaetigen/": "only on the way to a dangerous act",
    "verwaltung/logout/": "leads to the sign-out of the portal",
    "gast/anforderung/<uuid:public_id>/versiegelt/": "only while a request waits for its answer",
    "gast/kanal/<slug:key>/": "only for a system with a secret; tests/guestreg/test_iris.py",
    **{
        f"oparl/v1.1/{kind}/<uuid:uid>": "in tests/portal/test_oparl_validator.py"
        for kind in ("person", "membership", "legislativeTerm", "location")
    },
    "api/v1/datasets/<slug:name>": "leads on; tests/portal/test_opendata.py",
    "rat/anfragen/<slug:slug>/anlagen/<uuid:uid>.pdf": "tests/portal/test_council_attachments.py",
    "suche/treffer/<slug:kind>/<path:key>/": "leads on; tests/services/test_search_terms.py",
    "verwaltung/snippets/services/service/edit/<int:pk>/": "tests/services/test_four_eyes.py",
    "verwaltung/rat/antworten/edit/<int:pk>/": "only while an answer is a draft",
    "verwaltung/digitalisierung/berichte/<int:pk>/freigeben/": "only while a report is a draft",
    "verwaltung/digitalisierung/berichte/delete/<int:pk>/": "only while a report is a draft",
    **{
        f"verwaltung/digitalisierung/{section}/delete/<int:pk>/": "tests/matrix/test_deleting.py"
        for section in SECTIONS
    },
    "verwaltung/digitalisierung/meilensteine/<int:pk>/verschieben/": "needs an open milestone",
    "verwaltung/digitalisierung/meilensteine/<int:pk>/erreicht/": "needs an open milestone",
}


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            if entry.callback and entry.callback.__module__.split(".")[0] in OURS:
                yield route.replace("^", "")
        else:
            yield from routes(entry, route)


def test_every_address_of_ours_is_in_the_matrix(example: dict[str, str]) -> None:
    paths = [entry.path.format(**example).split("?")[0] for entry in [*ADDRESSES, *ACTIONS]]
    asked = {resolve(path).route.replace("^", "") for path in paths}
    assert set(routes(get_resolver())) - asked == set(ELSEWHERE)


@pytest.mark.parametrize(
    ("action", "role"),
    [(action, role) for action in ACTIONS for role in EVERY_ROLE if role not in action.roles],
    ids=str,
)
def test_who_may_not_act_is_refused(
    action: Action,
    role: str,
    open_as: Callable[[str], Client],
    path_of: Callable[[Address | Action], str],
) -> None:
    answer = open_as(role).post(path_of(action))
    assert answer.status_code in REFUSED
    if answer.status_code == 302:
        assert answer.headers["Location"].startswith(("/konto/", "/verwaltung/"))


@pytest.mark.parametrize("action", ACTIONS, ids=str)
def test_a_link_cannot_act(
    action: Action, open_as: Callable[[str], Client], path_of: Callable[[Address | Action], str]
) -> None:
    assert open_as(action.roles[0]).get(path_of(action)).status_code == 405
