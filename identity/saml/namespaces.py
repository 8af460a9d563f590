"""Names of SAML and XML security. No Django here: the simulated state account uses it too."""

SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
SAMLP = "urn:oasis:names:tc:SAML:2.0:protocol"
METADATA = "urn:oasis:names:tc:SAML:2.0:metadata"
DS = "http://www.w3.org/2000/09/xmldsig#"
XENC = "http://www.w3.org/2001/04/xmlenc#"
XENC11 = "http://www.w3.org/2009/xmlenc11#"
EXCLUSIVE_C14N = "http://www.w3.org/2001/10/xml-exc-c14n#"
XS = "http://www.w3.org/2001/XMLSchema"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
EKONA = "http://www.elster.de/schema/ekona/saml/extensions"
AKDB = "https://www.akdb.de/request/2018/09"
AKDB_CLASSIC_UI = "https://www.akdb.de/request/2018/09/classic-ui/v1"

NSMAP = {"saml": SAML, "samlp": SAMLP, "md": METADATA, "ds": DS, "xenc": XENC}

POST_BINDING = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
REQUESTER = "urn:oasis:names:tc:SAML:2.0:status:Requester"
AUTHN_FAILED = "urn:oasis:names:tc:SAML:2.0:status:AuthnFailed"
REQUEST_DENIED = "urn:oasis:names:tc:SAML:2.0:status:RequestDenied"
NAME_FORMAT_BASIC = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic"
NAME_FORMAT_URI = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"

ENVELOPED = f"{DS}enveloped-signature"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
RSA_PSS_SHA256 = "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1"
SHA256 = f"{XENC}sha256"
AES256_GCM = f"{XENC11}aes256-gcm"
RSA_OAEP = f"{XENC11}rsa-oaep"
RSA_OAEP_MGF1P = f"{XENC}rsa-oaep-mgf1p"
MGF1_SHA256 = f"{XENC11}mgf1sha256"


def saml(name: str) -> str:
    return f"{{{SAML}}}{name}"


def samlp(name: str) -> str:
    return f"{{{SAMLP}}}{name}"


def md(name: str) -> str:
    return f"{{{METADATA}}}{name}"


def ds(name: str) -> str:
    return f"{{{DS}}}{name}"


def xenc(name: str) -> str:
    return f"{{{XENC}}}{name}"
