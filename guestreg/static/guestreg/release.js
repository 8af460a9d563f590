// Takes the venue's layer off in the venue's browser. The key never leaves it.
import { fromBase64, open, toBase64 } from "./hpke.js";
import { fromSheet, unwrap } from "./keyfile.js";

const by = (id) => document.getElementById(id);
const form = by("own-key");
form.hidden = !(window.crypto && crypto.subtle);
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  by("key-problem").hidden = true;
  let keys;
  try {
    keys = await holders();
  } catch {
    by("key-problem").hidden = false;
    by("passphrase").focus();
    return;
  }
  await release(keys);
});

async function holders() {
  const found = by("sheet").value.trim()
    ? [await fromSheet(by("sheet").value)]
    : await Promise.all([...by("file").files].map(async (file) => unwrap(await file.text(), by("passphrase").value)));
  if (!found.length || !found.some(({ kid }) => form.dataset.kids.split(" ").includes(kid))) throw new Error("key");
  return new Map(found.map((key) => [key.kid, key]));
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
