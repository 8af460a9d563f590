// Signatures of the health office's root: ECDSA, P-256, SHA-256. The same texts as guestreg/keys.py.
import { toBase64 } from "./hpke.js";

const NAME = { name: "ECDSA", namedCurve: "P-256" };
const HOW = { name: "ECDSA", hash: "SHA-256" };

export const statement = (kind, name, point) =>
  new TextEncoder().encode(`guestreg/v1|${kind}|${name}|${toBase64(point)}`);

export async function isSigned(root, text, signature) {
  const key = await crypto.subtle.importKey("raw", root, NAME, false, ["verify"]);
  return crypto.subtle.verify(HOW, key, signature, text);
}
