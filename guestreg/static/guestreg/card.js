// Makes a card that carries its owner's contact data, on this device: nothing is sent or kept.
import { encodeQR } from "../vendor/qr/index.js";
import { write } from "./vcard.js";

const SVG = "http://www.w3.org/2000/svg";
const by = (id) => document.getElementById(id);
const form = by("card-form");
const fields = [...form.querySelectorAll("input")];

function make(event) {
  event.preventDefault();
  const card = Object.fromEntries(fields.map((field) => [field.name, field.value.trim()]));
  by("card-name").textContent = `${card.given_name} ${card.family_name}`;
  by("card-code").replaceChildren(draw(encodeQR(write(card), "raw", { ecc: "medium", border: 4 })));
  by("card-made").hidden = false;
  by("card-made").focus();
}

function draw(rows) {
  const dark = rows.flatMap((row, y) => row.map((on, x) => (on ? `M${x} ${y}h1v1h-1z` : "")));
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", `0 0 ${rows.length} ${rows.length}`);
  picture.setAttribute("shape-rendering", "crispEdges");
  picture.setAttribute("aria-hidden", "true");
  const path = picture.appendChild(document.createElementNS(SVG, "path"));
  path.setAttribute("d", dark.join(""));
  return picture;
}

by("card-without").hidden = true;
form.hidden = false;
form.addEventListener("submit", make);
form.addEventListener("input", () => { by("card-made").hidden = true; });
by("card-print").addEventListener("click", () => print());
