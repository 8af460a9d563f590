// Opens a dummy visit with the venue's key, so that a lost file is noticed before it is needed.
import { fromBase64, open, toBase64 } from "./hpke.js";
import { unwrap } from "./keyfile.js";

const form = document.getElementById("practice");
form.hidden = !(window.crypto && crypto.subtle);
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const problem = form.querySelector("[role=alert]");
  problem.hidden = true;
  try {
    const text = await document.getElementById("practice-file").files[0].text();
    const held = await unwrap(text, document.getElementById("practice-phrase").value);
    const secret = await open(fromBase64(form.dataset.sealed), held.key, held.point, `guestreg/v1|rehearsal|${form.dataset.kid}`);
    form.elements.opened.value = toBase64(secret);
    form.submit();
  } catch {
    problem.hidden = false;
  }
});
