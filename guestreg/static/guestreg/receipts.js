// Lists the receipts that this device kept, so that nobody has to copy them by hand.
const kept = JSON.parse(localStorage.getItem("guestreg.receipts") || "[]");
const now = new Date();
const isFuture = ({ until }) => { const [d, m, y] = until.split(".").map(Number); return new Date(y, m - 1, d + 1) > now; };
const alive = kept.filter(isFuture);
localStorage.setItem("guestreg.receipts", JSON.stringify(alive));
const list = document.getElementById("mine");
const item = document.getElementById("mine-item");
for (const visit of alive.reverse()) {
  visit.receipts.forEach((receipt, number) => {
    const form = item.content.cloneNode(true);
    form.querySelector("input").value = receipt;
    const person = visit.receipts.length > 1 ? ` (${number + 1})` : "";
    form.querySelector("button").textContent = `${visit.place}, ${visit.date}, ${visit.time}${person}`;
    list.append(form);
  });
}
list.hidden = !alive.length;
