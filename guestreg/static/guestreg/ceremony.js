// The key ceremony: made here, saved as a file, read back, sheet confirmed; only then it counts.
// A key that lives on paper alone has no file: its form "make" asks for no passphrase.
import { exportPublic, generate, kidOf, secretOf, toBase64 } from "./hpke.js";
import { fromSheet, sheet, signerOf, unwrap, wrap } from "./keyfile.js";
import { statement } from "./signing.js";

const by = (id) => document.getElementById(id);
const SHORTEST = 12;
const onPaper = !by("passphrase");
const former = by("former"); // the venue's key that holds until now, if there is one
let made = null;
let endorse = null;

by("ceremony").hidden = !(window.crypto && crypto.subtle);
by("make").addEventListener("submit", guard(make));
if (!onPaper) by("verify").addEventListener("submit", guard(verify));
by("confirm").addEventListener("submit", guard(confirm));

// Says what went wrong beside the form instead of leaving it silent.
function guard(step) {
  return async (event) => {
    event.preventDefault();
    const problem = event.target.querySelector("[role=alert]");
    if (problem) problem.hidden = true;
    if (former) by("former-problem").hidden = true;
    if (!(await step().catch(() => false)) && problem) problem.hidden = false;
  };
}

async function make() {
  const passphrase = onPaper ? "" : by("passphrase").value;
  if (!onPaper && (passphrase.length < SHORTEST || passphrase !== by("repeat").value)) return false;
  if (former && !(await openFormer().catch(() => false))) {
    by("former-problem").hidden = false;
    by("former-problem").focus();
    return true;
  }
  const pair = await generate();
  made = { point: await exportPublic(pair.publicKey), secret: await secretOf(pair.privateKey) };
  if (onPaper) return showSheet();
  const content = await wrap(made.secret, made.point, passphrase);
  const link = by("download");
  link.href = URL.createObjectURL(new Blob([content], { type: "application/json" }));
  next("verify");
  link.click();
  return true;
}

// The former key will sign the new one, so that posters which name it stay valid.
async function openFormer() {
  if (by("reprint").checked) return true;
  const typed = by("former-sheet").value.trim();
  const held = typed ? await fromSheet(typed) : await unwrap(await by("former-file").files[0].text(), by("former-phrase").value);
  if (held.kid !== former.dataset.kid) return false;
  endorse = await signerOf(held);
  return true;
}

async function verify() {
  const read = await unwrap(await by("file").files[0].text(), by("again").value);
  if (toBase64(read.point) !== toBase64(made.point)) return false;
  return showSheet();
}

async function showSheet() {
  const groups = await sheet(made.secret, made.point);
  by("sheet").textContent = groups.join(" ");
  by("name").textContent = await kidOf(made.point);
  made.check = groups.at(-1);
  next("confirm");
  return true;
}

async function confirm() {
  if (by("check").value.trim().toUpperCase() !== made.check) return false;
  by("point").value = toBase64(made.point);
  if (endorse) by("endorsement").value = toBase64(await endorse(statement("successor", former.dataset.kid, made.point)));
  by("confirm").submit();
  return true;
}

function next(id) {
  by(id).hidden = false;
  by(id).querySelector("h2").focus();
}
