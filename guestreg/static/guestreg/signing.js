// Signatures of the health office's root: ECDSA, P-256, SHA-256. The same texts as guestreg/keys.py.
import { fromBase64, kidOf, toBase64 } from "./hpke.js";

const NAME = { name: "ECDSA", namedCurve: "P-256" };
const HOW = { name: "ECDSA", hash: "SHA-256" };

export const statement = (kind, name, point) =>
  new TextEncoder().encode(`guestreg/v1|${kind}|${name}|${toBase64(point)}`);

export async function isSigned(root, text, signature) {
  const key = await crypto.subtle.importKey("raw", root, NAME, false, ["verify"]);
  return crypto.subtle.verify(HOW, key, signature, text);
}

// Whether the key that a poster names leads to this one: each signed the next. `links` are the
// earlier keys with their signatures, oldest first (guestreg/keys.py chain).
export async function leadsTo(links, named, point) {
  const points = [...links.map(([earlier]) => fromBase64(earlier)), point];
  const names = await Promise.all(points.map(kidOf));
  const from = names.indexOf(named);
  for (let at = from; at >= 0 && at < links.length; at += 1) {
    const text = statement("successor", names[at], points[at + 1]);
    if (!(await isSigned(points[at], text, fromBase64(links[at][1])))) return false;
  }
  return from >= 0;
}
