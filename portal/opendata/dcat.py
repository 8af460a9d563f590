"""The catalogue in DCAT-AP.de 2.0, from the same definitions as the files themselves.

Every node has an address of its own, so that equal data give equal triples. A contributor id is
given by GovData to whoever is harvested there; without `PORTAL_DCAT_CONTRIBUTOR` there is none.
"""

from django.conf import settings
from rdflib import DCAT, DCTERMS, FOAF, RDF, XSD, Graph, Literal, Namespace, URIRef

from portal.opendata.datasets import DATASETS, Dataset, absolute
from portal.opendata.formats import address

DCATDE = Namespace("http://dcat-ap.de/def/dcatde/")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
EU = "http://publications.europa.eu/resource/authority/"
GEOCODING = "http://dcat-ap.de/def/politicalGeocoding/"
MEDIA = "https://www.iana.org/assignments/media-types/"
SINCE = Literal("2026-11-23", datatype=XSD.date)
# Addresses by which DCAT-AP.de names a licence (dcat-ap.de/def/licenses).
LICENCES = {
    "https://www.govdata.de/dl-de/by-2-0": "http://dcat-ap.de/def/licenses/dl-by-de/2.0",
    "https://www.govdata.de/dl-de/zero-2-0": "http://dcat-ap.de/def/licenses/dl-zero-de/2.0",
    "https://creativecommons.org/licenses/by/4.0/": "http://dcat-ap.de/def/licenses/cc-by/4.0",
    "https://creativecommons.org/publicdomain/zero/1.0/": "http://dcat-ap.de/def/licenses/cc-zero",
}
# Ending of the file, name in the EU's list, media type, what describes its columns.
FILES = (
    (".csv", "CSV", "text/csv", ".csv-metadata.json"),
    (".json", "JSON", "application/json", ".schema.json"),
)


def catalogue() -> Graph:
    graph = Graph()
    for prefix, namespace in (("dcatde", DCATDE), ("vcard", VCARD)):
        graph.bind(prefix, namespace)
    node = URIRef(absolute("/api/v1/catalog"))
    _describe(
        graph,
        node,
        {
            RDF.type: DCAT.Catalog,
            DCTERMS.title: _german(f"Offene Daten der Stadt {settings.PORTAL_CITY}"),
            DCTERMS.description: _german("Alles, was das Dienstleistungsportal veröffentlicht."),
            DCTERMS.publisher: publisher(graph),
            DCTERMS.language: URIRef(f"{EU}language/DEU"),
            DCTERMS.license: licence(),
            DCTERMS.issued: SINCE,
            FOAF.homepage: URIRef(absolute("/")),
        },
    )
    for dataset in DATASETS.values():
        graph.add((node, DCAT.dataset, _dataset(graph, dataset)))
    _services(graph, node)
    return graph


def licence() -> URIRef:
    return URIRef(LICENCES.get(settings.PORTAL_DATA_LICENCE, settings.PORTAL_DATA_LICENCE))


def publisher(graph: Graph) -> URIRef:
    node = URIRef(absolute("/#stadt"))
    name = Literal(f"Stadt {settings.PORTAL_CITY}")
    _describe(graph, node, {RDF.type: FOAF.Organization, FOAF.name: name})
    graph.add((node, RDF.type, FOAF.Agent))
    return node


def _contact(graph: Graph) -> URIRef:
    node = URIRef(absolute("/kontakt/#kontakt"))
    name = Literal(f"Stadt {settings.PORTAL_CITY}")
    page = URIRef(absolute("/kontakt/"))
    _describe(graph, node, {RDF.type: VCARD.Organization, VCARD.fn: name, VCARD.hasURL: page})
    return node


def _dataset(graph: Graph, dataset: Dataset) -> URIRef:
    node = URIRef(address(dataset))
    changed = dataset.modified()
    modified = Literal(changed) if changed else SINCE
    _describe(
        graph,
        node,
        {
            RDF.type: DCAT.Dataset,
            DCTERMS.identifier: Literal(str(node)),
            DCTERMS.title: _german(dataset.title),
            DCTERMS.description: _german(dataset.description),
            DCTERMS.publisher: publisher(graph),
            DCAT.contactPoint: _contact(graph),
            DCAT.theme: URIRef(f"{EU}data-theme/GOVE"),
            DCTERMS.language: URIRef(f"{EU}language/DEU"),
            DCTERMS.accrualPeriodicity: URIRef(f"{EU}frequency/{dataset.frequency}"),
            DCTERMS.accessRights: URIRef(f"{EU}access-right/PUBLIC"),
            DCTERMS.issued: SINCE,
            DCTERMS.modified: modified,
            DCAT.landingPage: URIRef(absolute(dataset.page)),
            DCATDE.politicalGeocodingLevelURI: URIRef(f"{GEOCODING}Level/municipality"),
            DCATDE.politicalGeocodingURI: URIRef(f"{GEOCODING}municipalityKey/{_municipal_key()}"),
        },
    )
    for keyword in dataset.keywords:
        graph.add((node, DCAT.keyword, _german(keyword)))
    if settings.PORTAL_DCAT_CONTRIBUTOR:
        graph.add((node, DCATDE.contributorID, URIRef(settings.PORTAL_DCAT_CONTRIBUTOR)))
    for file in FILES:
        graph.add((node, DCAT.distribution, _distribution(graph, dataset, file, modified)))
    return node


def _distribution(
    graph: Graph, dataset: Dataset, described: tuple[str, str, str, str], modified: Literal
) -> URIRef:
    ending, name, media, schema = described
    node = URIRef(f"{address(dataset)}#{name.lower()}")
    file = URIRef(address(dataset, ending))
    _describe(
        graph,
        node,
        {
            RDF.type: DCAT.Distribution,
            DCTERMS.title: _german(f"{dataset.title} ({name})"),
            DCAT.accessURL: file,
            DCAT.downloadURL: file,
            DCAT.mediaType: URIRef(f"{MEDIA}{media}"),
            DCTERMS.format: URIRef(f"{EU}file-type/{name}"),
            DCTERMS.license: licence(),
            DCATDE.licenseAttributionByText: _german(f"Stadt {settings.PORTAL_CITY}"),
            DCTERMS.conformsTo: URIRef(address(dataset, schema)),
            DCTERMS.issued: SINCE,
            DCTERMS.modified: modified,
        },
    )
    return node


def _services(graph: Graph, catalogue: URIRef) -> None:
    """The interfaces that answer single questions."""
    for path, title, described in (
        ("/api/v1/", "Offene Daten, Version 1", "/api/v1/openapi.json"),
        ("/oparl/v1.1/system", "Anfragen im Rat (OParl 1.1)", "/oparl/v1.1/system"),
    ):
        node = URIRef(absolute(f"{path}#dienst"))
        _describe(
            graph,
            node,
            {
                RDF.type: DCAT.DataService,
                DCTERMS.title: _german(title),
                DCAT.endpointURL: URIRef(absolute(path)),
                DCAT.endpointDescription: URIRef(absolute(described)),
                DCTERMS.license: licence(),
                DCTERMS.publisher: publisher(graph),
            },
        )
        graph.add((catalogue, DCAT.service, node))


def _describe(graph: Graph, node: URIRef, facts: dict[URIRef, URIRef | Literal]) -> None:
    for name, value in facts.items():
        graph.add((node, name, value))


def _german(text: str) -> Literal:
    return Literal(text, lang="de")


def _municipal_key() -> str:
    """The regional key without the association's four digits."""
    return settings.PORTAL_ARS[:5] + settings.PORTAL_ARS[9:]
