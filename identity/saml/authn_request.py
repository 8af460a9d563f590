"""Our signed question to a state account."""

import base64
import datetime as dt

from lxml import etree

from identity.levels import TrustLevel
from identity.models import IdentityProvider
from identity.saml import keyring, request_ids, signing
from identity.saml.base import AccountType
from identity.saml.namespaces import POST_BINDING, SAML, SAMLP, saml, samlp


def build(
    account: AccountType, provider: IdentityProvider, *, level: TrustLevel, language: str
) -> tuple[str, str]:
    """The request's id, and its XML ready for the form field ``SAMLRequest``."""
    identifier = request_ids.make(account.slug)
    request = etree.Element(
        samlp("AuthnRequest"),
        nsmap={"samlp": SAMLP, "saml": SAML},
        ID=identifier,
        Version="2.0",
        IssueInstant=dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        Destination=provider.sso_address,
        AssertionConsumerServiceURL=account.acs_address,
        ProtocolBinding=POST_BINDING,
        ForceAuthn="true",
        IsPassive="false",
    )
    etree.SubElement(request, saml("Issuer")).text = account.entity_id
    extensions = account.extensions(level=level, language=language)
    if extensions is not None:
        request.append(extensions)
    etree.SubElement(
        request, samlp("NameIDPolicy"), Format=account.name_id_format, AllowCreate="true"
    )
    _ask_for_class(request, account.requested_context(level))
    pair = keyring.current(account.slug)
    signing.sign(request, pair, algorithm=account.signature_algorithm, position=1)
    return identifier, base64.b64encode(etree.tostring(request)).decode()


def _ask_for_class(request: etree._Element, name: str | None) -> None:
    if name is None:
        return
    context = etree.SubElement(request, samlp("RequestedAuthnContext"), Comparison="minimum")
    etree.SubElement(context, saml("AuthnContextClassRef")).text = name
