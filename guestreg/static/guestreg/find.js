// Reads the code on the poster and leads to its page.
import { offer } from "./camera.js";

// Only a check-in page of this very site, with the poster's fingerprints behind the #.
export function ownAddress(text) {
  const url = URL.canParse(text) ? new URL(text) : null;
  const own = url && url.origin === location.origin && /^\/c\/[A-Z0-9]{10}$/.test(url.pathname);
  return own ? url.pathname + url.hash : null;
}

offer((text) => {
  const address = ownAddress(text);
  if (address) location.assign(address);
  return Boolean(address);
});
