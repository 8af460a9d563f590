// Offers the camera where there is one. The reader, and with it the camera, comes only when somebody
// wants it; where the browser has none of its own, the button says what is loaded.
const by = (id) => document.getElementById(id);

// `accept` takes the text of a code and says whether it was the right kind; then the camera closes.
export async function offer(accept) {
  if (!navigator.mediaDevices) return;
  const formats = window.BarcodeDetector ? await BarcodeDetector.getSupportedFormats().catch(() => []) : [];
  const inBrowser = formats.includes("qr_code");
  by("scan").hidden = false;
  by("scan-size").hidden = inBrowser;
  by("scan-start").addEventListener("click", () => start(accept, inBrowser));
}

async function start(accept, inBrowser) {
  by("scan-problem").hidden = true;
  show(true);
  const { scan } = await import("./scan.js").catch(() => ({ scan: () => "missing" }));
  const problem = await scan(by("camera"), by("scan-stop"), { say: tell, accept, inBrowser });
  show(false);
  if (problem) tell(problem);
}

// The keyboard stays where the hand was, unless what was read has led it elsewhere.
function show(running) {
  const [from, to] = running ? ["scan-start", "scan-stop"] : ["scan-stop", "scan-start"];
  const here = document.activeElement === by(from) || document.activeElement === document.body;
  by(from).hidden = true;
  by(to).hidden = false;
  if (here) by(to).focus();
}

// Read aloud once, however often the same code is seen.
function tell(name) {
  const problem = by("scan-problem");
  const text = by("scan").dataset[name];
  if (problem.hidden || problem.textContent !== text) problem.textContent = text;
  problem.hidden = false;
}
