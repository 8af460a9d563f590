// The office opens a release in its own browser: the officer's key opens the days' keys, those open
// the visits. Nothing readable is sent anywhere; files are written here.
import { cells, FORMATS } from "./exports.js";
import { fromSheet, unwrap } from "./keyfile.js";
import { submit } from "./iris.js";
import { openAll } from "./opening.js";

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
  } catch (error) {
    tell(error instanceof RangeError ? "key" : "network");
  }
});
for (const button of document.querySelectorAll("[data-format]")) button.addEventListener("click", () => save(button.dataset.format));
if (by("deliver")) by("deliver").addEventListener("click", deliver);
by("print").addEventListener("click", () => window.print());

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
  const progress = by("progress");
  progress.max = data.visits.length || 1;
  progress.hidden = false;
  const rows = await openAll(data, key, (count) => { progress.value = count; });
  taken = { facts, rows };
  show(rows);
}

async function deliver({ currentTarget: button }) {
  button.disabled = true;
  try {
    await submit(taken.rows, taken.facts, JSON.parse(by("delivery").textContent));
    by("delivered").submit();
  } catch {
    by("undelivered").hidden = false;
    button.disabled = false;
  }
}

function show(rows) {
  const line = (tr, texts, name) => {
    tr.replaceChildren(...texts.map((text) => Object.assign(document.createElement(name), { textContent: text })));
    return tr;
  };
  const table = rows.map((row) => cells(row, words));
  line(by("head"), words.header, "th");
  by("rows").replaceChildren(...table.map((texts) => line(document.createElement("tr"), texts, "td")));
  const empty = words.header.map((_, column) => table.every((texts) => !texts[column])); // left out on paper
  for (const tr of by("opened").querySelectorAll("tr:not(.print-only)")) [...tr.cells].forEach((cell, column) => cell.classList.toggle("empty", empty[column]));
  by("opened-at").textContent = new Date(taken.facts.taken).toLocaleString("de-DE", { dateStyle: "medium", timeStyle: "short" });
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
