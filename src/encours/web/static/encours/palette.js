// The command palette: the search page's answers over any page. Ctrl or ⌘ K, or a click into the search box, opens it.
"use strict";
{
  const palette = document.getElementById("palette");
  const form = document.querySelector("form[data-palette]");
  if (palette && form) {
    const field = palette.querySelector("input");
    const found = palette.querySelector(".palette-found");
    const hint = found.innerHTML;
    let waiting = 0;
    let asked = null;

    const open = (text = "") => {
      if (palette.open) return;
      field.value = text;
      palette.showModal();
      field.focus();
      if (text) ask();
    };
    const ask = async () => {
      asked?.abort();
      const text = field.value.trim();
      if (!text) { found.innerHTML = hint; return; }
      asked = new AbortController();
      const address = new URL(form.action);
      address.search = new URLSearchParams({ q: text, palette: "1" });
      try {
        const answer = await fetch(address, { signal: asked.signal, headers: { Accept: "text/html" } });
        if (answer.redirected || !answer.ok) { location.assign(`${form.action}?${new URLSearchParams({ q: text })}`); return; }
        found.innerHTML = await answer.text(); // made and escaped by the server, as every page
      } catch (error) {
        if (error.name !== "AbortError") found.textContent = "";
      }
    };
    const links = () => [...found.querySelectorAll("a[href]")];
    const move = (by) => {
      const listed = links();
      const at = listed.indexOf(document.activeElement) + by;
      if (at < 0) field.focus();
      else listed[Math.min(at, listed.length - 1)]?.focus();
    };

    field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 60); });
    palette.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); move(event.key === "ArrowDown" ? 1 : -1); }
      else if (event.key === "Enter" && event.target === field) { event.preventDefault(); links()[0]?.click(); }
      else if (event.target !== field && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) field.focus();
    });
    palette.addEventListener("click", (event) => { if (event.target === palette) palette.close(); });
    form.addEventListener("click", (event) => { event.preventDefault(); open(form.elements.q.value); });
    document.addEventListener("encours:find", () => open());
  }
}
