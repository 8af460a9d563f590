// The office's file formats, written in its browser. The same content as guestreg/exports/contrib.
import { xlsx } from "./xlsx.js";

const BOM = "\ufeff";
const encode = (text) => new TextEncoder().encode(text);
const PHONE_LIKE = /^\+[0-9][0-9 ()/.\-]*$/;

// A cell that no spreadsheet takes for a formula; numbers with + become 00.
export function neutral(text) {
  if (PHONE_LIKE.test(text)) return `00${text.slice(1)}`;
  return /^[=+\-@＝＋－＠\t\r\n]/.test(text) ? `'${text}` : text;
}

const BERLIN = { timeZone: "Europe/Berlin", day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const local = (moment) => new Intl.DateTimeFormat("de-DE", BERLIN).format(new Date(moment)).replace(",", "");
const zulu = (moment) => `${new Date(moment).toISOString().slice(0, 19)}.000Z`;

export function cells(row, words) {
  const { values: v } = row;
  const doubts = row.doubts.length ? words.doubts.replace("{}", row.doubts.join(", ")) : "";
  return [
    v.family_name, v.given_name, v.phone, v.email, v.street, v.house_number, v.postcode, v.city, row.area,
    local(row.from), local(row.to), row.checked_out ? words.reported : words.assumed, words.sealed_by[row.sealed_by], doubts,
  ];
}

function csv(lines, quote) {
  const all = (cell) => `"${cell.replaceAll('"', '""')}"`;
  const some = (cell) => (/[";\r\n]/.test(cell) ? all(cell) : cell);
  return encode(BOM + lines.map((line) => `${line.map(quote ? all : some).join(";")}\r\n`).join(""));
}

const table = (rows, words) => csv([words.header, ...rows.map((row) => cells(row, words).map(neutral))], true);

// SORMAS: row one names the entity, row two the property; region and district stay empty.
const PERSON = ["firstName", "lastName", "sex", "phone", "emailAddress", "address.postalCode", "address.city", "address.street", "address.houseNumber"].map((name) => ["Person", `person.${name}`]);
const PARTICIPANT = ["involvementDescription", "region", "district"].map((name) => ["EventParticipant", name]);
const CONTACT = ["disease", "reportDateTime", "region", "district", "lastContactDate", "contactIdentificationSource", "contactIdentificationSourceDetails", "tracingApp", "tracingAppDetails", "contactClassification", "contactStatus", "followUpStatus", "description"].map((name) => ["Contact", name]);
const person = ({ values: v }) => [v.given_name, v.family_name, "UNKNOWN", v.phone, v.email, v.postcode, v.city, v.street, v.house_number];

function sormas(columns, lines) {
  return csv([columns.map(([entity]) => entity), columns.map(([, name]) => name), ...lines.map((line) => line.map(neutral))], false);
}

const participants = (rows) => sormas([...PARTICIPANT, ...PERSON], rows.map((row) => [
  `Gast, ${row.area} // ${local(row.from)} Uhr bis ${local(row.to)} Uhr`, "", "", ...person(row),
]));

function contacts(rows, words, facts) {
  const { street, houseNumber, zipCode, city } = facts.address;
  const place = `${facts.venue}, ${street} ${houseNumber}, ${zipCode} ${city}`;
  const source = words.source;
  return sormas([...CONTACT, ...PERSON], rows.map((row) => [
    words.disease, local(facts.taken).slice(0, 10), "", "", local(row.to).slice(0, 10), "TRACING_APP", source, "OTHER", source,
    "UNCONFIRMED", "ACTIVE", "FOLLOW_UP", `${place}, ${row.area}, ${local(row.from)} bis ${local(row.to)}`, ...person(row),
  ]));
}

// The receiver raises an alarm at texts that begin with a sign, and at tags and script addresses.
// One text with a pair of words of SQL would block the whole list: see exports/contrib/iris.py.
const SQL_PAIRS = /SELECT.*FROM|INSERT.*INTO|UPDATE.*SET|DELETE.*FROM|(CREATE|DROP|ALTER).*(TABLE|INDEX|VIEW)/is;
const SQL_WORDS = /SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER/gi;
const apart = (text) => (SQL_PAIRS.test(text) ? text.replace(SQL_WORDS, (word) => `${word[0]}·${word.slice(1)}`) : text);
const safe = (text, longest = 100) => apart(text.replace(/[<>:;]/g, " ").replace(/^[^\p{L}\p{N}]+/u, "")).slice(0, longest);
const NAMELESS = "unbekannt";
const safePhone = (text) => (text.startsWith("+") ? "+" : "") + safe(text, 99);

function guest(row) {
  const { values: v } = row;
  const address = { street: safe(v.street), houseNumber: safe(v.house_number), zipCode: safe(v.postcode, 10), city: safe(v.city) };
  const contact = { phone: safePhone(v.phone), email: safe(v.email), address: Object.values(address).every(Boolean) && address };
  return {
    firstName: safe(v.given_name) || NAMELESS, lastName: safe(v.family_name) || NAMELESS, sex: "UNKNOWN",
    attendanceInformation: { attendFrom: zulu(row.from), attendTo: zulu(row.to), additionalInformation: safe(row.area) },
    ...Object.fromEntries(Object.entries(contact).filter(([, value]) => value)),
  };
}

// What did not open is counted: a guest without any detail would be refused there.
export function irisMessage(rows, facts) {
  const opened = rows.filter(({ doubts }) => !doubts.includes("sealed"));
  const closed = rows.length - opened.length;
  const address = Object.fromEntries(Object.entries(facts.address).map(([name, text]) => [name, safe(text)]));
  const guestList = {
    dataProvider: { name: safe(facts.venue, 256), address }, startDate: zulu(facts.start), endDate: zulu(facts.end),
    additionalInformation: closed ? `${closed} nicht lesbar` : "", guests: opened.map(guest),
  };
  return { jsonrpc: "2.0", method: "submitGuestList", id: facts.id, params: { dataAuthorizationToken: facts.id, guestList } };
}

const iris = (rows, words, facts) => encode(JSON.stringify(irisMessage(rows, facts), null, 2));

export const FORMATS = {
  xlsx: { extension: "xlsx", type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write: (rows, words) => xlsx(words.sheet, [words.header, ...rows.map((row) => cells(row, words))]) },
  csv: { extension: "csv", type: "text/csv", write: table },
  sormas: { extension: "sormas.csv", type: "text/csv", write: participants },
  sormas_contacts: { extension: "sormas-kontakte.csv", type: "text/csv", write: contacts },
  iris: { extension: "json", type: "application/json", write: iris },
};
