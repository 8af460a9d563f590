// An identity provider that shares no code and no library with the portal: samlify on Node, whose
// signatures come from xml-crypto. It stands in for both state accounts, with its own keys.
//
//     node idp.cjs PORT PORTAL FOLDER
//
// FOLDER holds idp.key and idp.crt; the metadata of both accounts are written there.
const crypto = require("node:crypto");
const fs = require("node:fs");
const http = require("node:http");
const path = require("node:path");
const samlify = require("samlify");
const xmlenc = require("@authenio/xml-encryption");

const [port, portal, folder] = process.argv.slice(2);
const here = `http://localhost:${port}`;
const PSS = "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1";
const RSA = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
const POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";

// The portal checks against the schema itself; what it sends is checked there by its own tests.
samlify.setSchemaValidator({ validate: async () => "not checked here" });

// samlify's library for encryption always names SHA-1 as OAEP's digest, which the portal refuses.
// So the key travels as both state accounts send it: OAEP with SHA-256, content in AES-256-GCM.
xmlenc.encrypt = (content, options, done) => {
  const key = crypto.randomBytes(32);
  const nonce = crypto.randomBytes(12);
  const cipher = crypto.createCipheriv("aes-256-gcm", key, nonce);
  const parts = [nonce, cipher.update(content, "utf8"), cipher.final(), cipher.getAuthTag()];
  const wrapped = crypto.publicEncrypt({ key: options.rsa_pub, oaepHash: "sha256" }, key);
  done(null, encryptedData(wrapped.toString("base64"), Buffer.concat(parts).toString("base64")));
};

const encryptedData = (key, content) => `<xenc:EncryptedData xmlns:xenc="http://www.w3.org/2001/04/xmlenc#" Type="http://www.w3.org/2001/04/xmlenc#Element"><xenc:EncryptionMethod Algorithm="http://www.w3.org/2009/xmlenc11#aes256-gcm"/><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><xenc:EncryptedKey><xenc:EncryptionMethod Algorithm="http://www.w3.org/2009/xmlenc11#rsa-oaep"><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><xenc11:MGF xmlns:xenc11="http://www.w3.org/2009/xmlenc11#" Algorithm="http://www.w3.org/2009/xmlenc11#mgf1sha256"/></xenc:EncryptionMethod><xenc:CipherData><xenc:CipherValue>${key}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey></ds:KeyInfo><xenc:CipherData><xenc:CipherValue>${content}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData>`;

const attribute = (name, format, value) => `<saml:Attribute Name="${name}" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:${format}">${value}</saml:Attribute>`;
const text = (value, more = "") => `<saml:AttributeValue xsi:type="xs:string"${more}>${value}</saml:AttributeValue>`;
const nested = (type, parts) => `<saml:AttributeValue xmlns:ekona="http://www.elster.de/schema/ekona/saml/extensions" xsi:type="ekona:${type}">${Object.entries(parts).map(([name, value]) => `<ekona:${name}>${value}</ekona:${name}>`).join("")}</saml:AttributeValue>`;

const KINDS = {
  unternehmenskonto: {
    algorithm: PSS,
    nameId: ["persistent", `ek-${"5".repeat(40)}`],
    context: "urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified",
    attributes: [
      attribute("DatenuebermittlerPseudonymId", "basic", text(`du-${"5".repeat(40)}`)),
      attribute("Firmenname", "basic", text("Werkstatt Unabhängig (Beispiel)")),
      attribute("ElsterVertrauensniveauIdentifizierung", "basic", text("hoch")),
      attribute("ElsterVertrauensniveauAuthentifizierung", "basic", text("substanziell")),
      attribute("IstTestkonto", "basic", text("false")),
      attribute("Unternehmensanschrift", "basic", nested("AdresseType", { Strasse: "Beispielgasse", Hausnummer: "5", PLZ: "04600", Ort: "Altenburg" })),
      attribute("HandelndePerson", "basic", nested("HandelndePersonType", { Vorname: "Nora", Nachname: "Beispiel" })),
    ],
  },
  bundid: {
    algorithm: RSA,
    nameId: ["transient", () => `_${crypto.randomUUID()}`],
    context: "STORK-QAA-Level-3",
    attributes: [
      attribute("urn:oid:1.3.6.1.4.1.25484.494450.3", "uri", text("ZZ-INDEPENDENT-1")),
      attribute("urn:oid:2.5.4.42", "uri", text("Nora")),
      attribute("urn:oid:2.5.4.4", "uri", text("Beispiel")),
    ],
  },
};

const template = ({ context, attributes }) => `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="{ID}" Version="2.0" IssueInstant="{Now}" Destination="{Recipient}" InResponseTo="{InResponseTo}"><saml:Issuer>{Issuer}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status><saml:Assertion xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xs="http://www.w3.org/2001/XMLSchema" ID="{AssertionID}" Version="2.0" IssueInstant="{Now}"><saml:Issuer>{Issuer}</saml:Issuer><saml:Subject><saml:NameID Format="{Format}">{NameID}</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData InResponseTo="{InResponseTo}" NotOnOrAfter="{End}" Recipient="{Recipient}"/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="{Now}" NotOnOrAfter="{End}"><saml:AudienceRestriction><saml:Audience>{Audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="{Now}"><saml:AuthnContext><saml:AuthnContextClassRef>${context}</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>${attributes.join("")}</saml:AttributeStatement></saml:Assertion></samlp:Response>`;

function provider(kind) {
  return samlify.IdentityProvider({
    entityID: `${here}/${kind}`,
    wantAuthnRequestsSigned: true,
    signingCert: fs.readFileSync(path.join(folder, "idp.crt")),
    privateKey: fs.readFileSync(path.join(folder, "idp.key")),
    requestSignatureAlgorithm: KINDS[kind].algorithm,
    isAssertionEncrypted: true,
    singleSignOnService: [{ Binding: POST, Location: `${here}/${kind}/sso` }],
  });
}

async function answer(kind, body) {
  const metadata = await (await fetch(`${portal}/saml/${kind}/metadata`)).text();
  const service = samlify.ServiceProvider({ metadata, wantMessageSigned: true, requestSignatureAlgorithm: KINDS[kind].algorithm });
  const idp = provider(kind);
  const question = await idp.parseLoginRequest(service, "post", { body }); // checks its signature
  const now = new Date();
  const [format, nameId] = KINDS[kind].nameId;
  const values = {
    ID: `_${crypto.randomUUID()}`,
    AssertionID: `_${crypto.randomUUID()}`,
    Now: now.toISOString(),
    End: new Date(now.getTime() + 300_000).toISOString(),
    Issuer: idp.entityMeta.getEntityID(),
    Audience: service.entityMeta.getEntityID(),
    Recipient: service.entityMeta.getAssertionConsumerService("post"),
    InResponseTo: question.extract.request.id,
    Format: `urn:oasis:names:tc:SAML:2.0:nameid-format:${format}`,
    NameID: typeof nameId === "function" ? nameId() : nameId,
  };
  const fill = () => ({ id: values.ID, context: samlify.SamlLib.replaceTagsByValue(template(KINDS[kind]), values) });
  const { context } = await idp.createLoginResponse(service, question, "post", {}, { customTagReplacement: fill, encryptThenSign: true });
  return `<!doctype html><html lang="de"><title>Unabhängig</title><form method="post" action="${values.Recipient}"><input type="hidden" name="SAMLResponse" value="${context}"><button>Zurück zum Portal</button></form></html>`;
}

for (const kind of Object.keys(KINDS)) fs.writeFileSync(path.join(folder, `${kind}.xml`), provider(kind).getMetadata());

http.createServer(async (request, response) => {
  const kind = request.url.split("/")[1];
  const send = (status, body) => response.writeHead(status, { "Content-Type": "text/html; charset=utf-8" }).end(body);
  if (request.method !== "POST" || !(kind in KINDS)) return send(404, "Nicht gefunden");
  let posted = "";
  for await (const chunk of request) posted += chunk;
  try {
    send(200, await answer(kind, Object.fromEntries(new URLSearchParams(posted))));
  } catch (error) {
    send(400, `Abgelehnt: ${error.message ?? error}`);
  }
}).listen(Number(port), "127.0.0.1", () => console.log("ready"));
