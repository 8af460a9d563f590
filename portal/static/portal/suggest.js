/* Suggestions while typing: the combobox with a list of the ARIA authoring practices. Without this
   script the field is a plain search. The focus stays in the field; the list is only pointed at. */
(() => {
  "use strict";
  const WAIT = 150;
  const SHORTEST = 2;

  function enhance(field) {
    const known = new Map();
    const list = document.createElement("ul");
    const status = document.createElement("div");
    let active = -1;
    let timer = 0;
    let asking = null;
    let dismissed = "";

    list.id = `${field.id}-suggestions`;
    list.className = "suggestions";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", field.dataset.suggestName);
    list.hidden = true;
    status.className = "kern-sr-only";
    status.setAttribute("role", "status");
    field.type = "text"; // a search field may not be a combobox (ARIA in HTML)
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-expanded", "false");
    field.setAttribute("aria-controls", list.id);
    field.setAttribute("enterkeyhint", "search");
    field.form.append(list, status);

    const isOpen = () => !list.hidden;
    const typed = () => field.value.trim();

    function close() {
      list.hidden = true;
      field.setAttribute("aria-expanded", "false");
      point(-1);
    }

    function point(place) {
      list.children[active]?.setAttribute("aria-selected", "false");
      active = place;
      const option = list.children[place];
      if (!option) return field.removeAttribute("aria-activedescendant");
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      field.setAttribute("aria-activedescendant", option.id);
    }

    function option(suggestion, place) {
      const item = document.createElement("li");
      const title = document.createElement("span");
      const kind = document.createElement("span");
      item.id = `${list.id}-${place}`;
      item.className = "suggestions__option";
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.dataset.url = suggestion.url;
      title.textContent = suggestion.title;
      title.lang = suggestion.language;
      kind.className = "suggestions__kind";
      kind.textContent = suggestion.kind;
      item.append(title, " ", kind);
      return item;
    }

    function tell(number) {
      const { suggestNone, suggestOne, suggestMany } = field.dataset;
      const text = number > 1 ? suggestMany.replace("#", number) : number ? suggestOne : suggestNone;
      // Said again for each new list, also when it is as long as the one before.
      status.textContent = "";
      setTimeout(() => { status.textContent = text; }, 50);
    }

    function show(suggestions) {
      point(-1);
      list.replaceChildren(...suggestions.map(option));
      list.hidden = !suggestions.length;
      field.setAttribute("aria-expanded", String(isOpen()));
      tell(suggestions.length);
    }

    async function ask() {
      const text = typed();
      asking?.abort();
      if (text.length < SHORTEST || text === dismissed) return close();
      if (!known.has(text)) {
        asking = new AbortController();
        const address = `${field.dataset.suggest}?q=${encodeURIComponent(text)}`;
        try {
          const answer = await fetch(address, { signal: asking.signal, credentials: "omit" });
          if (!answer.ok) return close();
          known.set(text, (await answer.json()).suggestions);
        } catch {
          return; // overtaken by the next letter, or offline: the field still searches
        }
      }
      if (text === typed() && document.activeElement === field) show(known.get(text));
    }

    function go(item) {
      location.assign(item.dataset.url);
    }

    function move(step) {
      const places = list.children.length + 1; // one place is the field itself
      point(((active + 1 + step + places) % places) - 1);
    }

    function reopen() {
      dismissed = "";
      ask();
    }

    const keys = {
      ArrowDown: () => (isOpen() ? move(1) : reopen()),
      ArrowUp: () => (isOpen() ? move(-1) : reopen()),
    };

    field.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (keys[event.key]) {
        event.preventDefault();
        keys[event.key]();
      } else if (event.key === "Enter" && isOpen() && active >= 0) {
        event.preventDefault();
        go(list.children[active]);
      } else if (event.key === "Escape") {
        event.preventDefault();
        if (isOpen()) dismissed = typed();
        else field.value = "";
        close();
      }
    });
    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    });
    field.addEventListener("blur", () => { clearTimeout(timer); close(); });
    // A press must not take the focus away before the click counts.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const item = event.target.closest("[role=option]");
      if (item) go(item);
    });
  }

  document.querySelectorAll("input[data-suggest]").forEach(enhance);
})();
