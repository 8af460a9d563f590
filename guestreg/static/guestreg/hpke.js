// HPKE (RFC 9180), base mode: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, on WebCrypto.
// The same suite as guestreg/sealing.py; tests run the RFC's vectors through both.
const bytes = (text) => new TextEncoder().encode(text);
const KEM = join(bytes("KEM"), [0, 0x10]);
const SUITE = join(bytes("HPKE"), [0, 0x10, 0, 1, 0, 1]);
const CURVE = { name: "ECDH", namedCurve: "P-256" };
const EMPTY = new Uint8Array(0);
const POINT = 65;

export function join(...parts) {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) { out.set(part, at); at += part.length; }
  return out;
}

async function hmac(key, data) {
  const raw = key.length ? key : new Uint8Array(32); // the same key to HMAC, but importable
  const imported = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, data));
}

const extract = (suite, salt, label, ikm) => hmac(salt, join(bytes("HPKE-v1"), suite, bytes(label), ikm));

async function expand(suite, prk, label, info, length) {
  const labelled = join([0, length], bytes("HPKE-v1"), suite, bytes(label), info, [1]);
  return (await hmac(prk, labelled)).slice(0, length);
}

async function sharedSecret(privateKey, publicKey, context) {
  const dh = new Uint8Array(await crypto.subtle.deriveBits({ name: "ECDH", public: publicKey }, privateKey, 256));
  return expand(KEM, await extract(KEM, EMPTY, "eae_prk", dh), "shared_secret", context, 32);
}

let noPsk; // the same for every message in base mode

async function schedule(shared, info) {
  const id = await (noPsk ??= extract(SUITE, EMPTY, "psk_id_hash", EMPTY));
  const context = join([0], id, await extract(SUITE, EMPTY, "info_hash", info));
  const secret = await extract(SUITE, shared, "secret", EMPTY);
  const raw = await expand(SUITE, secret, "key", context, 16);
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  return { key, iv: await expand(SUITE, secret, "base_nonce", context, 12) };
}

export const importPublic = (point) => crypto.subtle.importKey("raw", point, CURVE, true, []);
export const exportPublic = async (key) => new Uint8Array(await crypto.subtle.exportKey("raw", key));
export const generate = () => crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);

// Seal to a public point. `pair` is given by tests only; each message needs a fresh one.
export async function seal(text, point, info, aad = EMPTY, pair = null) {
  const ephemeral = pair || (await generate());
  const enc = await exportPublic(ephemeral.publicKey);
  const shared = await sharedSecret(ephemeral.privateKey, await importPublic(point), join(enc, point));
  const { key, iv } = await schedule(shared, bytes(info));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: aad }, key, text);
  return join(enc, new Uint8Array(sealed));
}

// Open with a private key whose public point is known. Throws when key or context differ.
export async function open(sealed, privateKey, point, info, aad = EMPTY) {
  const enc = sealed.slice(0, POINT);
  const shared = await sharedSecret(privateKey, await importPublic(enc), join(enc, point));
  const { key, iv } = await schedule(shared, bytes(info));
  return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: aad }, key, sealed.slice(POINT)));
}

// A key pair out of its 32 secret bytes, as files and recovery sheets hold it.
export async function fromSecret(secret, point) {
  const url = (part) => toBase64(part).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const jwk = { kty: "EC", crv: "P-256", d: url(secret), x: url(point.slice(1, 33)), y: url(point.slice(33)) };
  return crypto.subtle.importKey("jwk", jwk, CURVE, false, ["deriveBits"]);
}

export async function secretOf(privateKey) {
  const { d } = await crypto.subtle.exportKey("jwk", privateKey);
  return fromBase64(d.replace(/-/g, "+").replace(/_/g, "/"));
}

// Length, text, zeros up to one of the fixed sizes: the length says nothing about the content.
export function pad(text) {
  const size = [512, 1024].find((size) => text.length + 2 <= size);
  if (!size) throw new RangeError("too long");
  const out = new Uint8Array(size);
  out.set([text.length >> 8, text.length & 255]);
  out.set(text, 2);
  return out;
}

export function unpad(padded) {
  const length = (padded[0] << 8) | padded[1];
  const fits = [512, 1024].includes(padded.length) && length + 2 <= padded.length;
  if (!fits || padded.slice(2 + length).some(Boolean)) throw new RangeError("wrong padding");
  return padded.slice(2, 2 + length);
}

export const toBase64 = (data) => btoa(String.fromCharCode(...data));
export const fromBase64 = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

// Name of a key: the first 16 bytes of its fingerprint.
export async function kidOf(point) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", point)).slice(0, 16);
  return toBase64(digest).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
