/* Wagtail starts some of its widgets by scripts inside the page, which our policy forbids.
   Our templates leave a mark in their place; here each mark makes the same call. */
(() => {
  "use strict";
  const panels = ["InlinePanel", "MultipleChooserPanel"];
  const pickers = ["initDateChooser", "initTimeChooser", "initDateTimeChooser"];

  function call(mark) {
    const { portalCall: name, portalTarget: target, portalOptions } = mark.dataset;
    const options = JSON.parse(portalOptions);
    mark.remove();
    if (panels.includes(name)) new window[name](options);
    else if (pickers.includes(name)) window[name](target, options);
    else if (/^[A-Z]\w*Chooser$/.test(name)) new window[name](target, options);
  }

  function callAll(root) {
    root.querySelectorAll("[data-portal-call]").forEach(call);
  }

  // The name of a link has to contain the text one sees in it (WCAG 2.1, 2.5.3).
  function nameBrand() {
    const link = document.querySelector(".sidebar-custom-branding");
    const seen = link?.textContent.trim();
    const label = link?.getAttribute("aria-label") ?? "";
    if (seen && !label.includes(seen)) link.setAttribute("aria-label", `${seen}, ${label}`);
  }

  function complete() {
    callAll(document.body);
    nameBrand();
  }

  document.addEventListener("DOMContentLoaded", () => {
    complete();
    // Forms of new rows and of dialogs come later.
    new MutationObserver((changes) => {
      if (changes.some((change) => change.addedNodes.length)) complete();
    }).observe(document.body, { childList: true, subtree: true });
  });
})();
