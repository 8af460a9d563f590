// The office opens a release in its own browser: the officer's key opens the days' keys, those open
// the visits. Nothing readable is sent anywhere; files are written here.
import { fromBase64, fromSecret, open, unpad } from "./hpke.js";
import { fromSheet, unwrap } from "./keyfile.js";
import { accepted, parse } from "./contact.js";
import { cells, FORMATS, irisMessage } from "./exports.js";

const by = (id) => document.getElementById(id);
const form = by("open");
const words = JSON.parse(by("words").textContent);
let taken = null;

form.hidden = !(window.crypto && crypto.subtle);
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  by("problem").hidden = true;
  const key = await officer().catch(() => null);
  if (!key) return tell("key");
  try {
    await load(key);
  } catch {
    tell("network");
  }
});
for (const button of document.querySelectorAll("[data-format]")) button.addEventListener("click", () => save(button.dataset.format));
by("print").addEventListener("click", () => window.print());
if (by("hand-over")) by("hand-over").addEventListener("click", handOver);

function tell(name) {
  by("problem").textContent = words.problems[name];
  by("problem").hidden = false;
}

async function officer() {
  const typed = by("sheet").value.trim();
  return typed ? fromSheet(typed) : unwrap(await by("file").files[0].text(), by("passphrase").value);
}

async function load(key) {
  const response = await fetch(form.action, { method: "POST", body: new FormData(form), cache: "no-store" });
  if (response.redirected) return location.assign(response.url); // to confirm who is asking
  if (!response.ok) throw new Error("refused");
  const data = await response.json();
  const facts = { ...data.request, taken: Date.now() };
  const days = await dayKeys(data.keys, key);
  if (data.visits.length && ![...days.values()].some(Boolean)) return tell("key");
  const progress = by("progress");
  progress.max = data.visits.length || 1;
  progress.hidden = false;
  const rows = [];
  for (const visit of data.visits) {
    rows.push({ ...visit, ...(await read(visit, days)) });
    progress.value += 1;
    if (rows.length % 100 === 0) await new Promise((done) => setTimeout(done));
  }
  taken = { facts, rows };
  show(rows);
}

async function dayKeys(keys, officerKey) {
  const days = new Map();
  for (const [kid, { point, shares }] of Object.entries(keys)) {
    const share = Object.hasOwn(shares, officerKey.kid) && fromBase64(shares[officerKey.kid]);
    const info = `guestreg/v1|share|${kid}|${officerKey.kid}`;
    const secret = share && (await open(share, officerKey.key, officerKey.point, info).catch(() => null));
    const raw = fromBase64(point);
    days.set(kid, secret ? { point: raw, key: await fromSecret(secret, raw) } : null);
  }
  return days;
}

async function read({ kid, day, sealed }, days) {
  const key = days.get(kid);
  try {
    const padded = await open(fromBase64(sealed), key.key, key.point, `guestreg/v1|office|${kid}|${day}`);
    return accepted(parse(unpad(padded)));
  } catch {
    return { ...accepted(new Map()), doubts: ["sealed"] };
  }
}

function show(rows) {
  const line = (texts, name) => {
    const tr = document.createElement("tr");
    for (const text of texts) tr.append(Object.assign(document.createElement(name), { textContent: text }));
    return tr;
  };
  by("head").replaceChildren(line(words.header, "th"));
  by("rows").replaceChildren(...rows.map((row) => line(cells(row, words), "td")));
  by("count").textContent = rows.length;
  by("opened").hidden = false;
  by("opened").querySelector("h2").focus();
}

function save(name) {
  const { extension, type, write } = FORMATS[name];
  const content = write(taken.rows, words, taken.facts);
  const href = URL.createObjectURL(new Blob([content], { type }));
  Object.assign(document.createElement("a"), { href, download: `besuche-${taken.facts.id.slice(0, 8)}.${extension}` }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60000);
}

// IRIS connect: the guest list goes from this browser to the office's own gateway.
async function handOver() {
  const headers = { "Content-Type": "application/json" };
  const body = JSON.stringify(irisMessage(taken.rows, taken.facts));
  const answer = await fetch(by("hand-over").dataset.endpoint, { method: "POST", headers, body, credentials: "omit" }).catch(() => null);
  const done = answer && answer.ok && (await answer.json()).result;
  by("handed-over").textContent = done ? words.handed_over : words.problems.network;
}
