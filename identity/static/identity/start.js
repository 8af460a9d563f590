// Carries the person on to the state account without a click, but never twice: somebody who
// comes back with the back button wants to stay.
const form = document.getElementById("saml-request");
const [navigation] = performance.getEntriesByType("navigation");
if (form && navigation?.type !== "back_forward") form.submit();
