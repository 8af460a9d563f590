// Lists the receipts that this device kept, so that nobody has to copy them by hand.
import { keep, stored, watch } from "./waiting.js";

const list = document.getElementById("mine");
const item = document.getElementById("mine-item");
const now = new Date();
const isFuture = ({ until }) => { const [d, m, y] = until.split(".").map(Number); return new Date(y, m - 1, d + 1) > now; };

function show() {
  const alive = (stored("guestreg.receipts") || []).filter(isFuture);
  keep("guestreg.receipts", alive);
  list.replaceChildren(list.firstElementChild);
  for (const visit of alive.reverse()) list.append(...visit.receipts.map((receipt, number) => row(visit, receipt, number)));
  list.hidden = !alive.length;
}

function row(visit, receipt, number) {
  const form = item.content.cloneNode(true);
  form.querySelector("input").value = receipt;
  const person = visit.receipts.length > 1 ? ` (${number + 1})` : "";
  form.querySelector("button").textContent = `${visit.place}, ${visit.date}, ${visit.time}${person}`;
  return form;
}

show();
watch().then(show);
