"""The formats in which the health office can take the released visits."""

from guestreg.exports.base import Exporter
from guestreg.exports.contrib.spreadsheet import CsvExporter, XlsxExporter

EXPORTERS: dict[str, Exporter] = {
    exporter.key: exporter for exporter in (XlsxExporter(), CsvExporter())
}
