"""The texts of the QR codes in a picture, as an independent library reads them."""

import io

import zxingcpp
from PIL import Image


def texts(png: bytes) -> list[str]:
    """QR codes alone: among letters on a poster the library now and then sees other kinds."""
    found = zxingcpp.read_barcodes(
        Image.open(io.BytesIO(png)), formats=zxingcpp.BarcodeFormat.QRCode
    )
    return [one.text for one in found]
