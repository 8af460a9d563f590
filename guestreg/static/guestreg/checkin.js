// Seals contact data on the guest's own device before anything is sent. Without this script the
// same form is sealed on the server; the page says which of the two happens.
import { fromBase64, kidOf, pad, seal, toBase64 } from "./hpke.js";
import { isSigned, leadsTo, statement } from "./signing.js";
import { keep, receiptsOf, Refused, remember, send, stored, wait, watch } from "./waiting.js";

const form = document.getElementById("check-in");
const facts = form && form.dataset;
const counter = facts && facts.counter === "yes"; // the venue's own tablet keeps nothing of guests
const REMEMBERED = "guestreg.details";
const PHONE = /^[+0-9][0-9 ()/.\-]{3,28}[0-9]$/;
const ADDRESS = ["street", "house_number", "postcode", "city"];
const NAME_START = /^(\p{L}|['’])/u;
const by = (id) => document.getElementById(id);
const text = (name) => by("texts").content.querySelector(`[data-name="${name}"]`).textContent;

// Asked for while there is a network; the form may be sent when there is none.
let pin = form && import(facts.pin).catch(() => ({}));
let typed; // the form while something else is shown: what was entered stays in memory alone

// What the page says about sealing changes only once this script handles the form.
function start() {
  form.addEventListener("submit", submit);
  by("sealed-there").hidden = true;
  by("sealed-here").hidden = by("extras").hidden = by("companions").hidden = false;
  document.querySelector(".check").hidden = counter;
  if (!counter) prefill();
  by("add-person").addEventListener("click", addPerson);
  watch(mine);
}

function prefill() {
  const known = stored(REMEMBERED);
  if (!known) return;
  by("remember").checked = true;
  for (const input of inputs(by("person"))) if (known[input.name]) input.value = known[input.name];
}

function addPerson() {
  const number = form.querySelectorAll(".companion").length + 1;
  const block = by("companion").content.cloneNode(true).firstElementChild;
  const fields = by("person").cloneNode(true);
  fields.removeAttribute("id");
  for (const input of inputs(fields)) {
    const label = fields.querySelector(`label[for="${input.id}"]`);
    input.id += `_${number}`;
    label.htmlFor = input.id;
    if (input.name !== "phone") input.value = "";
    input.autocomplete = "off";
  }
  block.querySelector(".remove").before(...fields.childNodes);
  block.querySelector(".remove").addEventListener("click", () => block.remove());
  by("companions").append(block);
  block.querySelector("input").focus();
  by("add-person").hidden = number >= 9;
}

const inputs = (root) => [...root.querySelectorAll("input[name]")].filter((input) => input.type !== "hidden");
const persons = () => [by("person"), ...form.querySelectorAll(".companion")];
const clean = (value) => value.normalize("NFC").replace(/[\p{C}\p{Z}]/gu, " ").split(/\s+/).join(" ").trim();

function read(root) {
  const entries = inputs(root).map((input) => [input.name, clean(input.value)]);
  return Object.fromEntries(entries.filter(([, value]) => value));
}

// The same rules as guestreg/contact.py; the office checks them again after opening.
function faultOf(input, all) {
  const value = clean(input.value);
  const typed = (name) => all.some((other) => other.name === name && clean(other.value));
  if (!value) {
    if (input.dataset.required === "yes") return text("required");
    if (input.name === "phone") return typed("street") ? "" : text("either");
    return ADDRESS.includes(input.name) && typed("street") && !typed("phone") ? text("required") : "";
  }
  if (input.name === "phone" && !(PHONE.test(value) && value.replace(/\D/g, "").length > 4)) return text("phone");
  return input.name.endsWith("_name") && !NAME_START.test(value) ? text("name") : "";
}

function check() {
  const found = persons().flatMap((root) => {
    const all = inputs(root);
    return all.filter((input) => show(input, faultOf(input, all)));
  });
  if (found.length) found[0].focus();
  return !found.length;
}

function show(input, fault) {
  const id = `${input.id}_error`;
  const old = by(id);
  if (old) old.remove();
  input.parentElement.classList.toggle("field--error", Boolean(fault));
  input.toggleAttribute("aria-invalid", Boolean(fault));
  if (!fault) return input.removeAttribute("aria-describedby");
  const line = Object.assign(document.createElement("p"), { id, className: "error", textContent: fault });
  input.after(line);
  input.setAttribute("aria-describedby", id);
  return true;
}

// The office's key of the day must be signed by the root that is pinned (and that the poster names
// after the #), for today; the venue's must be the one whose name is bound in, and either on the
// poster or signed by the one that is.
async function trusted(office, venue) {
  const named = new URLSearchParams(location.hash.slice(1));
  const [root, signature] = [facts.root, facts.signature].map(fromBase64);
  const pinned = (await pin).office;
  const names = [await kidOf(root), await kidOf(office), await kidOf(venue)];
  const sameDay = Math.abs(Date.now() - new Date(`${facts.day}T12:00`)) < 1.6 * 86400000;
  return pinned && names[0] === pinned && [null, pinned].includes(named.get("o")) &&
    names[1] === facts.office && names[2] === facts.venue &&
    (!named.has("v") || (await leadsTo(JSON.parse(facts.chain), named.get("v"), venue))) &&
    sameDay && isSigned(root, statement("day", facts.day, office), signature);
}

async function sealFor(person, office, venue) {
  const plain = pad(new TextEncoder().encode(JSON.stringify(person)));
  const inner = await seal(plain, office, `guestreg/v1|office|${facts.office}|${facts.day}`);
  const outer = await seal(inner, venue, `guestreg/v1|venue|${facts.venue}|${facts.area}|${facts.day}`);
  return toBase64(outer);
}

async function submit(event) {
  event.preventDefault();
  by("problem").hidden = true;
  if (!check()) return;
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  try {
    await register();
  } catch (error) {
    tell(error instanceof Refused ? error.message || text("failed") : text("failed"));
  }
  button.disabled = false;
}

const today = () => new Date().toLocaleDateString("sv", { timeZone: "Europe/Berlin" });

// The keys and the token of now, for the details that are typed already. False when the page has
// no form any more, or when there is no network.
async function refresh() {
  const url = location.pathname + location.search;
  const response = await fetch(url, { credentials: "omit", cache: "no-store" }).catch(() => null);
  const page = response && new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page && page.getElementById("check-in");
  if (!fresh) return false;
  Object.assign(facts, fresh.dataset);
  pin = import(`${facts.pin}?${Date.now()}`).catch(() => ({}));
  return true;
}

async function register(again) {
  if (facts.day !== today() && !again) await refresh();
  const entry = await sealed();
  try {
    finish(await send(entry), entry);
  } catch (error) {
    if (!(error instanceof Refused)) {
      replace("waiting");
      wait(entry);
    } else if (error.stale && !again && (await refresh())) await register(true);
    else throw error;
  }
}

async function sealed() {
  const [office, venue] = [facts.officeKey, facts.venueKey].map(fromBase64);
  if (!(await trusted(office, venue))) throw new Refused({ error: text("untrusted") });
  const details = persons().map(read);
  keep(REMEMBERED, by("remember").checked && !counter ? details[0] : null);
  const sealed = await Promise.all(details.map((person) => sealFor(person, office, venue)));
  const { token, day } = facts;
  const message = { token, day, office: facts.office, venue: facts.venue, sealed };
  if (by("id_door")) message.door = by("id_door").value.trim();
  if (counter) message.by = "venue";
  const place = document.querySelector("h1").textContent;
  return { url: location.pathname + location.search + location.hash, place, message, at: Date.now() };
}

// A visit of this page that waited: confirmed, or back to the form with all that was typed.
function mine(entry, answer, refused) {
  if (entry.message.token !== facts.token) return false;
  if (answer) finish(answer, entry);
  else refresh().then(() => {
    if (typed) document.querySelector("main").replaceChildren(...typed);
    tell(`${text("lost")} ${refused.message}`);
    form.querySelector("[type=submit]").focus();
  });
  return true;
}

function finish(answer, entry) {
  remember(answer, entry);
  const page = by("done").content.cloneNode(true);
  for (const slot of page.querySelectorAll("[data-slot]")) {
    const value = slot.dataset.slot === "receipt" ? receiptsOf(entry).join(", ") : answer[slot.dataset.slot];
    slot.textContent = slot.dataset.slot === "persons" ? (value > 1 ? `${text("persons")} ${value}` : "") : value;
  }
  replace(page);
  const clock = document.querySelector(".clock");
  const tick = () => { clock.textContent = new Date().toLocaleTimeString("de-DE"); };
  tick();
  setInterval(tick, 1000);
  if (counter) setTimeout(() => location.reload(), 30000);
}

function replace(page) {
  const main = document.querySelector("main");
  const content = typeof page === "string" ? by(page).content.cloneNode(true) : page;
  typed = [...main.childNodes];
  main.replaceChildren(by("waiting-note"), content, by("texts"), by("done"));
  main.querySelector("[tabindex]").focus();
  window.scrollTo(0, 0);
}

function tell(message) {
  by("problem").textContent = message;
  by("problem").hidden = false;
}

if (form && window.crypto && crypto.subtle) start();
