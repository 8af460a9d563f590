"""Data sets, their descriptions and the DCAT-AP.de catalogue: complete and valid."""

import csv
import io
import json
import zipfile

import jsonschema
import pytest
from django.conf import settings
from django.test import Client
from rdflib import DCAT, DCTERMS, FOAF, RDF, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from identity.models import User
from portal.council.models import Inquiry
from portal.example import council
from portal.opendata import formats
from portal.opendata.datasets import DATASETS
from services.models import Service, ServiceText

pytestmark = pytest.mark.django_db
ENDINGS = (".csv", ".csv-metadata.json", ".json", ".schema.json")


@pytest.fixture
def published(digital_officer: User, head_of_office: User, mayors_office: User) -> Inquiry:
    council.load(officer=digital_officer, head=head_of_office, mayors_office=mayors_office)
    service = Service.objects.create(slug="gefahr", live=True)
    ServiceText.objects.create(service=service, language="de", title="=1+1", teaser="x")
    return Inquiry.objects.get()


def get(client: Client, path: str) -> bytes:
    response = client.get(path)
    assert response.status_code == 200, path
    assert response["Access-Control-Allow-Origin"] == "*"
    content: bytes = response.content
    return content


def catalogue(client: Client) -> Graph:
    return Graph().parse(data=get(client, "/api/v1/catalog.ttl"), format="turtle")


@pytest.mark.parametrize("name", DATASETS)
def test_json_fits_its_schema(published: Inquiry, citizen: Client, name: str) -> None:
    schema = json.loads(get(citizen, f"/api/v1/datasets/{name}.schema.json"))
    rows = json.loads(get(citizen, f"/api/v1/datasets/{name}.json"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(rows, schema, format_checker=jsonschema.FormatChecker())
    assert rows or name in {"council-promises", "council-reports"}


@pytest.mark.parametrize("name", DATASETS)
def test_csv_has_the_columns_that_csvw_describes(
    published: Inquiry, citizen: Client, name: str
) -> None:
    described = json.loads(get(citizen, f"/api/v1/datasets/{name}.csv-metadata.json"))
    table = list(csv.reader(io.StringIO(get(citizen, f"/api/v1/datasets/{name}.csv").decode())))
    columns = described["tableSchema"]["columns"]
    assert table[0] == [column["name"] for column in columns]
    assert all(column["dc:description"] for column in columns)
    for row in table[1:]:
        for cell, column in zip(row, columns, strict=True):
            assert cell or not column["required"], column["name"]


@pytest.mark.parametrize("name", [name for name, one in DATASETS.items() if one.key])
def test_the_key_names_each_row_once(published: Inquiry, citizen: Client, name: str) -> None:
    rows = json.loads(get(citizen, f"/api/v1/datasets/{name}.json"))
    keys = [row[DATASETS[name].key] for row in rows]
    assert len(keys) == len(set(keys))


def test_csv_cells_are_no_formulas(published: Inquiry, citizen: Client) -> None:
    assert "'=1+1" in get(citizen, "/api/v1/datasets/services.csv").decode()


def test_what_it_says_is_what_the_page_says(published: Inquiry, citizen: Client) -> None:
    (row,) = json.loads(get(citizen, "/api/v1/datasets/council-inquiries.json"))
    page = citizen.get(published.get_absolute_url()).content.decode()
    assert row["title"] in page
    assert row["is_example"] is True
    answers = json.loads(get(citizen, "/api/v1/datasets/council-answers.json"))
    assert len(answers) == 7
    assert all(answer["answer"] and answer["figures_digest"] for answer in answers)


def test_rdf_xml_says_the_same_as_turtle(published: Inquiry, citizen: Client) -> None:
    xml = Graph().parse(data=get(citizen, "/api/v1/catalog.rdf"), format="xml")
    assert isomorphic(xml, catalogue(citizen))


def test_the_catalogue_names_every_data_set(published: Inquiry, citizen: Client) -> None:
    graph = catalogue(citizen)
    (node,) = graph.subjects(RDF.type, DCAT.Catalog)
    listed = set(graph.objects(node, DCAT.dataset))
    assert listed == {URIRef(formats.address(dataset)) for dataset in DATASETS.values()}
    assert set(graph.subjects(RDF.type, DCAT.Dataset)) == listed


def test_what_dcat_ap_de_demands(published: Inquiry, citizen: Client) -> None:
    graph = catalogue(citizen)
    (node,) = graph.subjects(RDF.type, DCAT.Catalog)
    for name in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher):
        assert graph.value(node, name), name
    for dataset in graph.objects(node, DCAT.dataset):
        for name in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.identifier):
            assert graph.value(dataset, name), (dataset, name)
        assert graph.value(dataset, DCTERMS.issued) <= Literal(
            graph.value(dataset, DCTERMS.modified)
        )
        assert (graph.value(dataset, DCTERMS.publisher), RDF.type, FOAF.Agent) in graph
        for distribution in graph.objects(dataset, DCAT.distribution):
            assert graph.value(distribution, DCAT.accessURL)
            licence = str(graph.value(distribution, DCTERMS.license))
            assert licence == "http://dcat-ap.de/def/licenses/dl-by-de/2.0"


def test_every_download_answers(published: Inquiry, citizen: Client) -> None:
    graph = catalogue(citizen)
    files = [*graph.objects(None, DCAT.downloadURL), *graph.objects(None, DCTERMS.conformsTo)]
    assert len(files) == 4 * len(DATASETS)
    for file in files:
        get(citizen, str(file).removeprefix(settings.PORTAL_BASE_URL))


def test_identifiers_lead_to_the_description(citizen: Client) -> None:
    response = citizen.get("/api/v1/datasets/services")
    assert (response.status_code, response["Location"]) == (303, "/api/v1/catalog.ttl")
    assert citizen.get("/api/v1/datasets/unbekannt").status_code == 404


def test_the_contributor_is_named_when_there_is_one(citizen: Client, settings) -> None:
    settings.PORTAL_DCAT_CONTRIBUTOR = "http://dcat-ap.de/def/contributors/beispiel"
    assert "contributors/beispiel" in get(citizen, "/api/v1/catalog.ttl").decode()


@pytest.mark.parametrize(
    "path",
    ["catalog.ttl", "catalog.rdf", "datasets.zip", *(f"datasets/services{e}" for e in ENDINGS)],
)
def test_conditional_requests(published: Inquiry, citizen: Client, path: str) -> None:
    first = citizen.get(f"/api/v1/{path}")
    again = citizen.get(f"/api/v1/{path}", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_everything_in_one_file(published: Inquiry, citizen: Client) -> None:
    archive = zipfile.ZipFile(io.BytesIO(get(citizen, "/api/v1/datasets.zip")))
    assert set(archive.namelist()) == {f"{name}{ending}" for name in DATASETS for ending in ENDINGS}
    assert archive.read("services.csv") == get(citizen, "/api/v1/datasets/services.csv")


def test_the_documentation_describes_the_columns(citizen: Client) -> None:
    page = citizen.get("/api/v1/docs").content.decode()
    for dataset in DATASETS.values():
        assert f"/api/v1/datasets/{dataset.id}.csv" in page
        assert all(f"<code>{column.name}</code>" in page for column in dataset.columns)
