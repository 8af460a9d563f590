// Contact data as the text of a QR code (vCard, RFC 6350 and 2426), so that a card can carry it.
const LONGEST = 4000;
const PROPERTY = /^(?:[\w-]+\.)?([A-Za-z-]+)((?:;(?:"[^"]*"|[^":;])*)*):(.*)$/;
const NUMBER = /^(.*\D)\s+(\d.*)$/;
const escaped = (value = "") => value.replace(/[\\,;]/g, "\\$&").replace(/[\r\n]+/g, " ");

export function write(card) {
  const street = [card.street, card.house_number].filter(Boolean).join(" ");
  const lines = [
    "BEGIN:VCARD",
    "VERSION:3.0",
    `N:${escaped(card.family_name)};${escaped(card.given_name)};;;`,
    `FN:${escaped(`${card.given_name} ${card.family_name}`)}`,
    card.phone && `TEL:${escaped(card.phone)}`,
    card.email && `EMAIL:${escaped(card.email)}`,
    (street || card.city) && `ADR:;;${escaped(street)};${escaped(card.city)};;${escaped(card.postcode)};`,
    "END:VCARD",
  ];
  return lines.filter(Boolean).map((line) => `${line}\r\n`).join("");
}

// By the names of the form's fields; null when the text is no vCard that names a person.
export function read(text) {
  if (text.length > LONGEST || !/^BEGIN:VCARD\s/i.test(text)) return null;
  const found = properties(text);
  const [family_name = "", given_name = ""] = found.N ?? namesOf(found.FN);
  if (!family_name && !given_name) return null;
  const [, , address = "", city = "", , postcode = ""] = found.ADR ?? [];
  const [, street, house_number] = NUMBER.exec(address) ?? ["", address, ""];
  const phone = (found.TEL ?? [""])[0].replace(/^tel:/i, "");
  return { given_name, family_name, phone, email: (found.EMAIL ?? [""])[0], street, house_number, postcode, city };
}

// The first of each kind; long lines are folded, and old cards encode what we do not read.
function properties(text) {
  const found = {};
  for (const line of text.replace(/\r?\n[ \t]/g, "").split(/\r?\n/)) {
    const [, name, options, value] = PROPERTY.exec(line) ?? [];
    if (name && !/QUOTED-PRINTABLE|BASE64/i.test(options)) found[name.toUpperCase()] ??= parts(value);
  }
  return found;
}

function parts(value) {
  const found = [""];
  for (const [piece] of value.matchAll(/\\?./gsu)) {
    if (piece === ";") found.push("");
    else found[found.length - 1] += /^\\n$/i.test(piece) ? " " : piece.replace(/^\\(?=.)/su, "");
  }
  return found.map((part) => part.trim());
}

function namesOf(full = [""]) {
  const words = full[0].split(/\s+/);
  return [words.pop(), words.join(" ")];
}
