// A batch of day keys, made in the office's browser: random keys, signed by the root, their private
// halves sealed to each officer whose key was compared, and to the paper key.
import { exportPublic, fromBase64, generate, kidOf, seal, secretOf, toBase64 } from "./hpke.js";
import { fromSheet, signerOf, unwrap } from "./keyfile.js";
import { isSigned, statement } from "./signing.js";

const by = (id) => document.getElementById(id);
const form = by("batch");
const root = fromBase64(form.dataset.root);
form.hidden = !(window.crypto && crypto.subtle);
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  by("problem").hidden = true;
  try {
    by("result").value = JSON.stringify(await batch(await signer()));
    by("send").submit();
  } catch (error) {
    by("problem").hidden = false;
    by("problem").focus();
  }
});

// The root's private half, out of its file or from its sheet, as a key that signs.
async function signer() {
  const typed = by("sheet").value.trim();
  const held = typed ? await fromSheet(typed) : await unwrap(await by("file").files[0].text(), by("passphrase").value);
  if (toBase64(held.point) !== toBase64(root)) throw new Error("another key");
  return signerOf(held);
}

async function batch(sign) {
  const to = await recipients(sign);
  const days = form.dataset.days.split(" ").filter(Boolean);
  const progress = by("progress");
  progress.max = days.length;
  progress.hidden = false;
  const made = [];
  for (const day of days) {
    made.push(await dayKey(day, to, sign));
    progress.value += 1;
  }
  return { days: made, recipients: Object.fromEntries(to.map(({ kid, signature }) => [kid, toBase64(signature)])) };
}

// Only keys that the root signed before, or that somebody compared and ticked now.
async function recipients(sign) {
  const found = [];
  for (const row of form.querySelectorAll("[data-point]")) {
    const point = fromBase64(row.dataset.point);
    const text = statement("recipient", row.dataset.label, point);
    const known = row.dataset.signature && (await isSigned(root, text, fromBase64(row.dataset.signature)));
    const compared = row.querySelector("input");
    if (known) found.push({ kid: await kidOf(point), point, signature: fromBase64(row.dataset.signature) });
    else if (compared && compared.checked) found.push({ kid: await kidOf(point), point, signature: await sign(text) });
  }
  if (!found.length) throw new Error("nobody");
  return found;
}

async function dayKey(day, to, sign) {
  const pair = await generate();
  const [point, secret] = [await exportPublic(pair.publicKey), await secretOf(pair.privateKey)];
  const kid = await kidOf(point);
  const shares = {};
  for (const one of to) shares[one.kid] = toBase64(await seal(secret, one.point, `guestreg/v1|share|${kid}|${one.kid}`));
  return { day, point: toBase64(point), signature: toBase64(await sign(statement("day", day, point))), shares };
}
