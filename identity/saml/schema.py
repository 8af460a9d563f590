"""Schema validation of messages, with SAML's schemas widened for the German accounts.

Strict python3-saml validates against schemas that do not know ekona's types nor the mask of
OAEP, and so refuses every message of the Unternehmenskonto. Switching strict mode off would
switch off nearly all its checks; widening the schema keeps them.
"""

import threading
from pathlib import Path

import onelogin.saml2.response
from lxml import etree
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML

OWN = Path(__file__).parent / "schemas"
SAML_SCHEMAS = Path(onelogin.saml2.response.__file__).parent / "schemas"
PROTOCOL = "saml-schema-protocol-2.0.xsd"

# A schema object belongs to the thread that uses it.
_local = threading.local()


def message_schema() -> etree.XMLSchema:
    if not hasattr(_local, "message"):
        text = (OWN / "message.xsd").read_text()
        text = text.replace("@saml@", SAML_SCHEMAS.as_uri()).replace("@own@", OWN.as_uri())
        _local.message = etree.XMLSchema(etree.fromstring(text.encode()))
    return _local.message


class WidenedXml(OneLogin_Saml2_XML):
    """python3-saml's XML functions, with our schema for protocol messages."""

    @staticmethod
    def validate_xml(xml: etree._Element, schema: str, debug: bool = False) -> object:
        if schema != PROTOCOL:
            return OneLogin_Saml2_XML.validate_xml(xml, schema, debug)
        return xml if message_schema().validate(xml) else "invalid_xml"


def widen_library() -> None:
    """The library names its XML functions once per module; this one checks responses."""
    onelogin.saml2.response.OneLogin_Saml2_XML = WidenedXml
