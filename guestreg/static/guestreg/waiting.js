// What this device keeps: sealed visits that wait for the network, and receipts of stored ones.
// Nothing of either can be read; contact data is kept by checkin.js only where the guest wishes.
const WAITING = "guestreg.waiting";
const RECEIPTS = "guestreg.receipts";
const RETRY = 20000; // and up to ten seconds more, so that not everybody comes back at once

// Where the browser keeps nothing for us, this page does until it is closed.
const memory = {};

export function stored(name) {
  try {
    return JSON.parse(localStorage.getItem(name) || "null");
  } catch {
    return memory[name] || null;
  }
}

export function keep(name, value) {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify(value));
  } catch {
    memory[name] = value;
  }
}

const waiting = () => stored(WAITING) || [];
const forget = (entry) => keep(WAITING, waiting().filter((other) => other.message.token !== entry.message.token));

// The server does not take it. `stale`: it might from a page opened anew; `busy`: it will later.
export class Refused extends Error {
  constructor({ error, stale }, busy) {
    super(error);
    Object.assign(this, { stale, busy });
  }
}

export async function send({ url, message, at }) {
  const waited = Math.max(0, Math.round((Date.now() - at) / 1000));
  const headers = { "Content-Type": "application/json" };
  const body = JSON.stringify({ ...message, waited });
  const response = await fetch(url, { method: "POST", headers, body, credentials: "omit", cache: "no-store" });
  if (response.status >= 500) throw new TypeError("unavailable");
  if (response.status === 404) throw new Refused({ error: "" });
  const answer = await response.json();
  if (!response.ok) throw new Refused(answer, response.status === 429);
  return answer;
}

export function wait(entry) {
  keep(WAITING, [...waiting(), entry]);
  later();
}

let timer;
function later() {
  clearTimeout(timer);
  timer = setTimeout(sendWaiting, RETRY + Math.random() * RETRY / 2);
}

// `mine(entry, answer, refused)` says whether the page itself tells the guest; else a note does.
let sending = false;
let mine = () => false;
export function watch(own = mine) {
  mine = own;
  addEventListener("online", sendWaiting);
  return sendWaiting();
}

// Each is sent once; the server stores each receipt only once anyway.
async function sendWaiting() {
  if (sending) return;
  sending = true;
  for (const entry of waiting()) {
    try {
      const answer = await send(entry);
      forget(entry);
      if (!mine(entry, answer)) { remember(answer, entry); note(entry); }
    } catch (error) {
      if (!(error instanceof Refused) || error.busy) { later(); break; }
      forget(entry);
      if (!mine(entry, null, error)) note(entry, error);
    }
  }
  sending = false;
}

export function receiptsOf({ message }) {
  const first = message.token.split(":")[0].split(".")[1];
  return message.sealed.map((_, number) => (number ? `${first}-${number}` : first));
}

export function remember(answer, entry) {
  if (entry.message.by === "venue") return;
  const receipts = receiptsOf(entry);
  const others = (stored(RECEIPTS) || []).filter((other) => other.receipts[0] !== receipts[0]);
  keep(RECEIPTS, [...others, { receipts, place: entry.place, ...answer }].slice(-30));
}

// What became of a visit that waited: stored, or refused with a way to enter it again.
export function note(entry, refused) {
  const place = document.getElementById("waiting-note");
  const said = refused ? `${place.dataset.lost} ${refused.message}` : place.dataset.sent;
  const when = new Date(entry.at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
  const line = document.createElement("p");
  line.textContent = `${entry.place || ""} (${when}): ${said} `;
  if (refused) line.append(Object.assign(document.createElement("a"), { href: entry.url, textContent: place.dataset.again }));
  place.append(line);
  place.hidden = false;
}
