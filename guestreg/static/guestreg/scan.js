// Reads the QR code of a poster with the camera, on this device: no picture leaves it.
const EVERY = 200;
const pause = () => new Promise((done) => setTimeout(done, EVERY));

// Only a check-in page of this very site, with the poster's fingerprints behind the #.
export function ownAddress(text) {
  const url = URL.canParse(text) ? new URL(text) : null;
  const own = url && url.origin === location.origin && /^\/c\/[A-Z0-9]{10}$/.test(url.pathname);
  return own ? url.pathname + url.hash : null;
}

// Leads to the page of the code; `say` names what is wrong meanwhile. Returns why it ended without.
export async function scan(video, stop, say) {
  let running = true;
  const end = () => { running = false; };
  stop.addEventListener("click", end, { once: true });
  addEventListener("pagehide", end, { once: true });
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
    video.srcObject = stream;
    await video.play();
    video.hidden = stop.hidden = false;
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    for (; running; await pause()) {
      const [found] = await detector.detect(video).catch(() => []);
      if (!found) continue;
      const address = ownAddress(found.rawValue);
      if (address) return void location.assign(address);
      say("foreign");
    }
    return "";
  } catch {
    return "refused";
  } finally {
    if (stream) stream.getTracks().forEach((track) => track.stop());
    video.hidden = stop.hidden = true;
  }
}
