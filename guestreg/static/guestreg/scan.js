// Reads a QR code with the camera, on this device: no picture leaves it.
const EVERY = 150;
const PATIENCE = 15_000;
const LONGEST_SIDE = 800;
const pause = () => new Promise((done) => setTimeout(done, EVERY));

// Both kinds of readers take the playing video and give the text of a code, or nothing.
function browsersReader() {
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  return async (video) => (await detector.detect(video).catch(() => []))[0]?.rawValue;
}

// One smaller frame at a time, and at most a sixtieth of a second of trying beyond the first look.
async function loadedReader() {
  const { decodeQR } = await import("../vendor/qr/decode.js");
  const canvas = document.createElement("canvas");
  const drawing = canvas.getContext("2d", { willReadFrequently: true });
  return (video) => {
    const scale = Math.min(1, LONGEST_SIDE / Math.max(video.videoWidth, video.videoHeight));
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    drawing.drawImage(video, 0, 0, canvas.width, canvas.height);
    try {
      return decodeQR(drawing.getImageData(0, 0, canvas.width, canvas.height));
    } catch {
      return undefined;
    }
  };
}

// A camera that turned out not to be wanted any more while somebody was asked for it is closed again.
function watch(stop) {
  const left = new AbortController();
  const end = () => left.abort();
  const once = { once: true, signal: left.signal };
  stop.addEventListener("click", end, once);
  addEventListener("pagehide", end, once);
  document.addEventListener("visibilitychange", () => document.hidden && end(), { signal: left.signal });
  return left;
}

// Until `accept` takes the text of a code; `say` names what is wrong meanwhile. Returns why it ended:
// "" when a code was taken or somebody stopped it, "missing" without a reader, "refused" without a camera.
export async function scan(video, stop, { say, accept, inBrowser }) {
  const left = watch(stop);
  let stream;
  let reader;
  try {
    reader = inBrowser ? browsersReader() : await loadedReader();
  } catch {
    left.abort();
    return "missing";
  }
  try {
    if (left.signal.aborted) return "";
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
    if (left.signal.aborted) return "";
    video.srcObject = stream;
    await video.play();
    video.hidden = false;
    return await look(video, reader, left.signal, say, accept);
  } catch {
    return left.signal.aborted ? "" : "refused";
  } finally {
    if (stream) stream.getTracks().forEach((track) => track.stop());
    video.hidden = true;
    left.abort();
  }
}

async function look(video, reader, left, say, accept) {
  let late = performance.now() + PATIENCE;
  for (; !left.aborted; await pause()) {
    const text = await reader(video);
    if (left.aborted) break;
    if (text && accept(text)) break;
    if (text) say("foreign");
    else if (performance.now() > late) { say("slow"); late = Infinity; }
  }
  return "";
}
