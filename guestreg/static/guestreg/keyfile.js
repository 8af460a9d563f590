// A venue's key as a file under a passphrase, and as a sheet of paper for the worst case.
import { fromBase64, fromSecret, join, kidOf, toBase64 } from "./hpke.js";

const ITERATIONS = 600000;
const FORMAT = "guestreg-key/1";

async function wrappingKey(passphrase, salt, iterations) {
  const text = new TextEncoder().encode(passphrase.normalize("NFKC"));
  const base = await crypto.subtle.importKey("raw", text, "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

export async function wrap(secret, point, passphrase) {
  const [salt, iv] = [crypto.getRandomValues(new Uint8Array(16)), crypto.getRandomValues(new Uint8Array(12))];
  const key = await wrappingKey(passphrase, salt, ITERATIONS);
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: point }, key, secret));
  const parts = { salt, iv, sealed, point };
  const texts = Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, toBase64(value)]));
  return JSON.stringify({ format: FORMAT, kid: await kidOf(point), iterations: ITERATIONS, ...texts });
}

// Throws when the passphrase is wrong or the file is none of ours.
export async function unwrap(content, passphrase) {
  const file = JSON.parse(content);
  if (file.format !== FORMAT || file.iterations > 5000000) throw new Error("format");
  const [salt, iv, sealed, point] = [file.salt, file.iv, file.sealed, file.point].map(fromBase64);
  const key = await wrappingKey(passphrase, salt, file.iterations);
  const secret = new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: point }, key, sealed));
  return { kid: await kidOf(point), point, secret, key: await fromSecret(secret, point) };
}

const hex = (data) => [...data].map((byte) => byte.toString(16).padStart(2, "0")).join("").toUpperCase();
const digest = async (data) => new Uint8Array(await crypto.subtle.digest("SHA-256", data));

// The sheet: secret, point and a check group at the end, in groups of four.
export async function sheet(secret, point) {
  const data = join(secret, point);
  return hex(join(data, (await digest(data)).slice(0, 2))).match(/.{4}|.+$/g);
}

export async function fromSheet(text) {
  const data = Uint8Array.from(text.replace(/[^0-9a-f]/gi, "").match(/../g) || [], (pair) => parseInt(pair, 16));
  const [secret, point, check] = [data.slice(0, 32), data.slice(32, 97), data.slice(97)];
  const right = (await digest(data.slice(0, 97))).slice(0, 2);
  if (check.length !== 2 || check[0] !== right[0] || check[1] !== right[1]) throw new Error("sheet");
  return { kid: await kidOf(point), point, secret, key: await fromSecret(secret, point) };
}

// Signs with a held key: the office's root signs days, a venue's key the one that follows it.
export async function signerOf({ secret, point }) {
  const url = (part) => toBase64(part).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const jwk = { kty: "EC", crv: "P-256", d: url(secret), x: url(point.slice(1, 33)), y: url(point.slice(33)) };
  const key = await crypto.subtle.importKey("jwk", jwk, { name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
  return async (text) => new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, text));
}
