// Moves the focus to the error summary after a form came back. Without script it is the first thing in <main> anyway.
const summary = document.getElementById("error-summary");
if (summary) summary.focus();
