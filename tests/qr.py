"""The texts of the QR codes in a picture or on paper, as independent libraries read them."""

import io

import pypdfium2
import zxingcpp
from PIL import Image


def texts(png: bytes) -> list[str]:
    """QR codes alone: among letters on a poster the library now and then sees other kinds."""
    return _read(Image.open(io.BytesIO(png)))


def texts_on_paper(pdf: bytes, *, dots_per_inch: int) -> list[str]:
    """Those on the first page, as a printer would draw it."""
    with pypdfium2.PdfDocument(pdf) as document:
        return _read(document[0].render(scale=dots_per_inch / 72).to_pil())


def _read(picture: Image.Image) -> list[str]:
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return [one.text for one in found]
