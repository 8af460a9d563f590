// A workbook with one sheet of text cells (ECMA-376): a stored ZIP of a few XML parts. Every cell is
// an inline string, so nothing in it can become a formula.
const encode = (text) => new TextEncoder().encode(text);
const escape = (text) => text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "").replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml";

const relation = (id, type, target) => `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`;
const relations = (...all) => `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${all.join("")}</Relationships>`;
const cell = (text, bold) => `<c t="inlineStr" s="${bold ? 1 : 0}"><is><t xml:space="preserve">${escape(text)}</t></is></c>`;

function parts(name, rows) {
  const lines = rows.map((row, number) => `<row>${row.map((text) => cell(text, number === 0)).join("")}</row>`);
  return {
    "[Content_Types].xml": `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/></Types>`,
    "_rels/.rels": relations(relation("rId1", "officeDocument", "xl/workbook.xml")),
    "xl/workbook.xml": `${HEAD}<workbook xmlns="${SHEET}" xmlns:r="${OFFICE}"><sheets><sheet name="${escape(name)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": relations(relation("rId1", "worksheet", "worksheets/sheet1.xml"), relation("rId2", "styles", "styles.xml")),
    "xl/styles.xml": `${HEAD}<styleSheet xmlns="${SHEET}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf numFmtId="49" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"/></cellXfs></styleSheet>`,
    "xl/worksheets/sheet1.xml": `${HEAD}<worksheet xmlns="${SHEET}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols><col min="1" max="${rows[0].length}" width="18" customWidth="1"/></cols><sheetData>${lines.join("")}</sheetData></worksheet>`,
  };
}

const TABLE = Uint32Array.from({ length: 256 }, (_, number) => {
  let value = number;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(data) {
  let value = 0xffffffff;
  for (const byte of data) value = TABLE[(value ^ byte) & 255] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

// PKZIP APPNOTE 4.3: numbers little endian, entries stored, 1 January 1980.
const number = (value, size) => Array.from({ length: size }, (_, at) => (value >>> (8 * at)) & 255);
const DATE = [0, 0, 33, 0];

export function zip(files) {
  const [body, directory] = [[], []];
  let at = 0;
  for (const [name, content] of Object.entries(files)) {
    const [label, data] = [encode(name), typeof content === "string" ? encode(content) : content];
    const common = [20, 0, 0, 8, 0, 0, ...DATE, ...number(crc32(data), 4), ...number(data.length, 4), ...number(data.length, 4), ...number(label.length, 2), 0, 0];
    const local = Uint8Array.from([0x50, 0x4b, 3, 4, ...common, ...label]);
    directory.push(Uint8Array.from([0x50, 0x4b, 1, 2, 20, 0, ...common, ...number(0, 2), ...number(0, 2), ...number(0, 2), ...number(0, 4), ...number(at, 4), ...label]));
    body.push(local, data);
    at += local.length + data.length;
  }
  const size = directory.reduce((sum, entry) => sum + entry.length, 0);
  const end = Uint8Array.from([0x50, 0x4b, 5, 6, 0, 0, 0, 0, ...number(directory.length, 2), ...number(directory.length, 2), ...number(size, 4), ...number(at, 4), 0, 0]);
  return new Blob([...body, ...directory, end]);
}

export const xlsx = (name, rows) => zip(parts(name, rows));
