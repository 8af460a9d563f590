// Offers to read the code on the poster where there is a camera. The reader, and with it the camera,
// comes only when somebody wants it; where the browser has none of its own, the button says what is loaded.
const by = (id) => document.getElementById(id);
const formats = window.BarcodeDetector ? await BarcodeDetector.getSupportedFormats().catch(() => []) : [];
const inBrowser = formats.includes("qr_code");

async function start() {
  by("scan-problem").hidden = true;
  show(true);
  const { scan } = await import("./scan.js").catch(() => ({ scan: () => "missing" }));
  const problem = await scan(by("camera"), by("scan-stop"), tell, inBrowser);
  show(false);
  if (problem) tell(problem);
}

// The keyboard stays where the hand was.
function show(running) {
  by("scan-start").hidden = running;
  by("scan-stop").hidden = !running;
  by(running ? "scan-stop" : "scan-start").focus();
}

// Read aloud once, however often the same code is seen.
function tell(name) {
  const problem = by("scan-problem");
  const text = by("scan").dataset[name];
  if (problem.hidden || problem.textContent !== text) problem.textContent = text;
  problem.hidden = false;
}

if (navigator.mediaDevices) {
  by("scan").hidden = false;
  by("scan-size").hidden = inBrowser;
  by("scan-start").addEventListener("click", start);
}
