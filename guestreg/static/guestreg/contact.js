// What of an opened record may be shown: the same rules as guestreg/contact.py. Whoever sealed it
// may have been anybody, so every record is checked before it reaches the page or a file.
const LONGEST = { given_name: 80, family_name: 80, phone: 30, email: 120, street: 80, house_number: 12, postcode: 10, city: 60 };
const PHONE = /^[+0-9][0-9 ()/.\-]{3,28}[0-9]$/;
const NAME_START = /^(\p{L}|['’])/u;

export const NAMES = Object.keys(LONGEST);

export const clean = (text) => text.normalize("NFC").replace(/[\p{C}\p{Z}]/gu, " ").split(/\s+/).join(" ").trim();

// Throws unless it is a flat object of texts.
export function parse(text) {
  const data = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(text));
  const flat = data && typeof data === "object" && !Array.isArray(data);
  if (!flat || Object.values(data).some((value) => typeof value !== "string")) throw new TypeError("shape");
  return new Map(Object.entries(data));
}

export function accepted(record) {
  const values = {};
  for (const name of NAMES) values[name] = record.has(name) ? [...clean(record.get(name))].slice(0, LONGEST[name]).join("") : "";
  const doubts = [...record.keys()].filter((name) => !(name in LONGEST)).sort();
  for (const name of ["given_name", "family_name"]) if (!NAME_START.test(values[name])) doubts.push(name);
  const digits = values.phone.replace(/\D/g, "").length;
  if (values.phone && (!PHONE.test(values.phone) || digits < 5)) doubts.push("phone");
  return { values, doubts };
}
