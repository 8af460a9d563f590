// Offers to read the code on the poster where the browser itself can read codes. The reader, and with
// it the camera, comes only when somebody wants it.
const by = (id) => document.getElementById(id);
const formats = window.BarcodeDetector && navigator.mediaDevices ? await BarcodeDetector.getSupportedFormats() : [];

async function start() {
  by("scan-problem").hidden = true;
  by("scan-start").hidden = true;
  const { scan } = await import("./scan.js");
  const problem = await scan(by("camera"), by("scan-stop"), (said) => tell(said));
  by("scan-start").hidden = false;
  if (problem) tell(problem);
}

function tell(name) {
  by("scan-problem").textContent = by("scan").dataset[name];
  by("scan-problem").hidden = false;
}

if (formats.includes("qr_code")) {
  by("scan").hidden = false;
  by("scan-start").addEventListener("click", start);
}
