// Moves the focus to the error summary after a form came back. Without script it is the first thing in <main> anyway.
const summary = document.getElementById("error-summary");
if (summary) summary.focus();

// Printing needs the script, so the button is shown by it; without, the page names the keys.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
