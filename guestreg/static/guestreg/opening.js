// Opens a released package with an officer's key: first the shares of its days, then each visit.
import { accepted, parse } from "./contact.js";
import { fromBase64, fromSecret, open, unpad } from "./hpke.js";

const AT_ONCE = 100;

// `onRows(count)` after each hundred, when the page may draw. Visits that do not open stay as rows
// that say so. Throws a RangeError when this key opens none of the days.
export async function openAll(data, key, onRows = () => {}) {
  const days = await dayKeys(data.keys, key);
  if (data.visits.length && ![...days.values()].some(Boolean)) throw new RangeError("key");
  const rows = [];
  for (let at = 0; at < data.visits.length; at += AT_ONCE) {
    const some = data.visits.slice(at, at + AT_ONCE);
    rows.push(...(await Promise.all(some.map(async (visit) => ({ ...visit, ...(await read(visit, days)) })))));
    onRows(rows.length);
    await new Promise((done) => setTimeout(done));
  }
  return rows;
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
