"""The part of a request that BundID demands: ways to sign in, attributes, and who asks."""

from django.conf import settings
from lxml import etree

from identity.saml.namespaces import AKDB, AKDB_CLASSIC_UI, samlp

BPK2 = "urn:oid:1.3.6.1.4.1.25484.494450.3"
GIVEN_NAME = "urn:oid:2.5.4.42"
SURNAME = "urn:oid:2.5.4.4"
MAILBOX = "urn:oid:2.5.4.18"
BIRTH_DATE = "urn:oid:1.2.40.0.10.2.1.1.55"
STREET = "urn:oid:2.5.4.16"
POSTCODE = "urn:oid:2.5.4.17"
CITY = "urn:oid:2.5.4.7"
COUNTRY = "urn:oid:1.2.40.0.10.2.1.1.225599"

# Only what the portal uses. Few are required: each one sends people away who do not have it.
REQUESTED = {BPK2: True, GIVEN_NAME: False, SURNAME: True, MAILBOX: False}
METHODS = ("Benutzername", "eID", "eIDAS", "Elster")


def build(*, language: str) -> etree._Element:
    extensions = etree.Element(samlp("Extensions"))
    request = etree.SubElement(
        extensions,
        f"{{{AKDB}}}AuthenticationRequest",
        nsmap={"akdb": AKDB},
        Version="2",
        EnableStatusDetail="true",
    )
    methods = etree.SubElement(request, f"{{{AKDB}}}AuthnMethods")
    for name in METHODS:
        method = etree.SubElement(methods, f"{{{AKDB}}}{name}")
        etree.SubElement(method, f"{{{AKDB}}}Enabled").text = "true"
    attributes = etree.SubElement(request, f"{{{AKDB}}}RequestedAttributes")
    for name, required in REQUESTED.items():
        attribute = etree.SubElement(attributes, f"{{{AKDB}}}RequestedAttribute", Name=name)
        attribute.set("RequiredAttribute", "true" if required else "false")
    _display(request, language)
    return extensions


def _display(request: etree._Element, language: str) -> None:
    display = etree.SubElement(request, f"{{{AKDB}}}DisplayInformation")
    version = etree.SubElement(
        display, f"{{{AKDB_CLASSIC_UI}}}Version", nsmap={"classic-ui": AKDB_CLASSIC_UI}
    )
    values = {
        "OrganizationDisplayName": settings.SAML_BUNDID_DISPLAY_NAME,
        "Lang": language,
        "OnlineServiceId": settings.SAML_BUNDID_SERVICE_ID,
    }
    for name, value in values.items():
        etree.SubElement(version, f"{{{AKDB_CLASSIC_UI}}}{name}").text = value
