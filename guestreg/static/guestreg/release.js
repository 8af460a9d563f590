// Takes the venue's layer off in the venue's browser. The key never leaves it.
import { fromBase64, open, toBase64 } from "./hpke.js";
import { fromSheet, unwrap } from "./keyfile.js";

const by = (id) => document.getElementById(id);
const form = by("own-key");
form.hidden = !(window.crypto && crypto.subtle);
const needed = form.dataset.kids.split(" ");
const held = new Map(); // one key after the other, where a key was changed within the window
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  by("key-problem").hidden = by("key-missing").hidden = true;
  const found = (await given()).filter(({ kid }) => needed.includes(kid));
  for (const key of found) held.set(key.kid, key);
  const missing = needed.filter((kid) => !held.has(kid));
  if (!found.length) tell("key-problem");
  else if (missing.length) askFor(missing);
  else await release(held);
});
by("partial").addEventListener("click", () => release(held));

// The keys that open with what was entered; a file under another passphrase waits for its turn.
async function given() {
  const typed = by("sheet").value.trim();
  const opening = typed
    ? [fromSheet(typed)]
    : [...by("file").files].map(async (file) => unwrap(await file.text(), by("passphrase").value));
  return (await Promise.allSettled(opening)).flatMap(({ value }) => (value ? [value] : []));
}

// A release is given once: what stays closed for want of a file must be somebody's decision.
function askFor(missing) {
  by("missing").textContent = missing.join(", ");
  by("file").value = by("passphrase").value = by("sheet").value = "";
  tell("key-missing");
}

function tell(name) {
  by(name).hidden = false;
  by("passphrase").focus();
}

async function release(keys) {
  const { visits } = await (await fetch(form.dataset.sealed, { cache: "no-store" })).json();
  const progress = by("progress");
  progress.max = visits.length;
  progress.hidden = false;
  const opened = {};
  for (const visit of visits) {
    const key = keys.get(visit.kid);
    const inner = key && (await open(fromBase64(visit.sealed), key.key, key.point, visit.info).catch(() => null));
    if (inner) opened[visit.id] = toBase64(inner);
    progress.value += 1;
  }
  const file = new File([JSON.stringify(opened)], "opened.json", { type: "application/json" });
  const carrier = new DataTransfer();
  carrier.items.add(file);
  by("opened").files = carrier.files;
  by("send").submit();
}
