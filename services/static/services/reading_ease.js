/* Keeps the figures of reading ease true while somebody types. Same formula as
   services/readability.py; a test compares the two. */
(() => {
  "use strict";

  function ease(text, fewest) {
    const words = text.match(/[A-Za-zÄÖÜäöüß]+/g) ?? [];
    if (words.length < fewest) return null;
    const parts = text.split(/[.!?:]+(?:\s|$)/);
    const sentences = parts.filter((part) => /[A-Za-zÄÖÜäöüß]/.test(part)).length || 1;
    const syllables = words.reduce(
      (sum, word) => sum + Math.max(1, (word.match(/[aeiouyäöü]+/gi) ?? []).length), 0);
    const score = 180 - words.length / sentences - 58.5 * syllables / words.length;
    return Math.max(0, Math.min(100, Math.round(score)));
  }

  function textOf(value) {
    try {
      return (JSON.parse(value)?.blocks ?? []).map((block) => `${block.text}. `).join("");
    } catch {
      return "";
    }
  }

  function verdict(figure, table) {
    if (figure === null) return table.dataset.short;
    const [easy, medium, hard, harder] = table.dataset.verdicts.split("|");
    if (figure >= 70) return easy;
    if (figure >= 50) return medium;
    return figure >= 30 ? hard : harder;
  }

  function refresh(table) {
    for (const row of table.querySelectorAll("tr[data-module]")) {
      const field = document.getElementsByName(`${table.dataset.readingEase}-${row.dataset.module}`)[0];
      if (!field) continue;
      const figure = ease(textOf(field.value), Number(table.dataset.fewest));
      row.cells[1].textContent = figure === null ? "–" : String(figure);
      row.cells[2].textContent = verdict(figure, table);
    }
  }

  let waiting = 0;
  document.addEventListener("keyup", (event) => {
    if (!event.target.closest?.("[data-contentpath]")) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => document.querySelectorAll("[data-reading-ease]").forEach(refresh), 800);
  });
  window.portalReadingEase = ease;
})();
