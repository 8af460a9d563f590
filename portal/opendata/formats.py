"""A data set as CSV with CSVW metadata, as JSON with its JSON Schema, and all in one ZIP."""

import csv
import datetime
import io
import json
import zipfile
from typing import Any

from django.conf import settings
from django.utils import timezone

from portal.opendata.datasets import (
    BOOLEAN,
    DATASETS,
    DATE,
    INTEGER,
    MOMENT,
    URI,
    Column,
    Dataset,
    absolute,
)

Json = dict[str, Any]
# A ZIP file cannot know an earlier day; a constant one keeps equal contents equal.
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
JSON_TYPES = {INTEGER: "integer", BOOLEAN: "boolean"}
JSON_FORMATS = {DATE: "date", MOMENT: "date-time", URI: "uri"}


def address(dataset: Dataset, ending: str = "") -> str:
    return absolute(f"/api/v1/datasets/{dataset.id}{ending}")


def as_csv(dataset: Dataset) -> bytes:
    """RFC 4180 in UTF-8 with a header line; unknown is empty."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    names = [column.name for column in dataset.columns]
    writer.writerow(names)
    for row in dataset.rows():
        writer.writerow([_cell(row[name]) for name in names])
    return out.getvalue().encode()


def as_json(dataset: Dataset) -> bytes:
    rows = [{name: _value(value) for name, value in row.items()} for row in dataset.rows()]
    return json.dumps(rows, ensure_ascii=False, indent=1).encode()


def csvw(dataset: Dataset) -> Json:
    """CSV on the Web (W3C Recommendation 2015), to be found beside the CSV file."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "de"}],
        "url": address(dataset, ".csv"),
        "dc:title": dataset.title,
        "dc:description": dataset.description,
        "dc:license": {"@id": settings.PORTAL_DATA_LICENCE},
        "dialect": {"header": True, "encoding": "utf-8", "delimiter": ","},
        "tableSchema": {
            "columns": [_csvw_column(column) for column in dataset.columns],
            **({"primaryKey": dataset.key} if dataset.key else {}),
        },
    }


def _csvw_column(column: Column) -> Json:
    return {
        "name": column.name,
        "titles": column.name,
        "dc:description": column.description,
        "datatype": column.datatype,
        "required": column.required,
    }


def schema(dataset: Dataset) -> Json:
    """JSON Schema of the JSON file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address(dataset, ".schema.json"),
        "title": dataset.title,
        "description": dataset.description,
        "type": "array",
        "items": {
            "type": "object",
            "properties": {column.name: _property(column) for column in dataset.columns},
            "required": [column.name for column in dataset.columns],
            "additionalProperties": False,
        },
    }


def _property(column: Column) -> Json:
    kind = JSON_TYPES.get(column.datatype, "string")
    found: Json = {
        "type": kind if column.required else [kind, "null"],
        "description": column.description,
    }
    if column.datatype in JSON_FORMATS:
        found["format"] = JSON_FORMATS[column.datatype]
    return found


def bulk() -> bytes:
    """Everything in one file, each data set with its descriptions."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for dataset in DATASETS.values():
            for ending, content in _files(dataset).items():
                member = zipfile.ZipInfo(f"{dataset.id}{ending}", ZIP_EPOCH)
                member.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(member, content)
    return out.getvalue()


def _files(dataset: Dataset) -> dict[str, bytes]:
    return {
        ".csv": as_csv(dataset),
        ".csv-metadata.json": dumped(csvw(dataset)),
        ".json": as_json(dataset),
        ".schema.json": dumped(schema(dataset)),
    }


def dumped(content: Json) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _value(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, datetime.date) else value


def _cell(value: Any) -> str:
    """As CSVW spells it; a spreadsheet must not take text for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(_value(value))
    return f"'{text}" if text.startswith(FORMULA) else text
