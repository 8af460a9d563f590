"""The formats in which the health office can take the released visits."""

from guestreg.exports.base import Exporter
from guestreg.exports.contrib.iris import IrisGuestList
from guestreg.exports.contrib.sormas import SormasContacts, SormasParticipants
from guestreg.exports.contrib.spreadsheet import CsvExporter, XlsxExporter

FORMATS: tuple[Exporter, ...] = (
    XlsxExporter(),
    CsvExporter(),
    SormasParticipants(),
    SormasContacts(),
    IrisGuestList(),
)
EXPORTERS: dict[str, Exporter] = {exporter.key: exporter for exporter in FORMATS}
