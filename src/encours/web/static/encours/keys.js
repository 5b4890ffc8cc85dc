// The keyboard map. Nothing here is the only way to do something; single keys can be turned off (WCAG 2.1.4).
"use strict";
{
  const openFind = () => document.dispatchEvent(new CustomEvent("encours:find"));
  const isTyping = (target) => target.closest("input:not([type=checkbox]):not([type=radio]),select,textarea,[contenteditable]");
  const rows = () => [...document.querySelectorAll("main tbody tr")].filter((row) => row.querySelector("a[href]"));
  let isGoing = false;

  const step = (by) => {
    const listed = rows();
    if (!listed.length) return;
    const at = listed.findIndex((row) => row.contains(document.activeElement));
    listed[Math.min(Math.max(at + by, 0), listed.length - 1)].querySelector("a[href]").focus();
  };
  const toggleHelp = () => document.getElementById("keys")?.togglePopover();
  const search = () => (document.querySelector("main input[type=search]") ? document.querySelector("main input[type=search]").focus() : openFind());
  const KEYS = { "/": search, "?": toggleHelp, j: () => step(1), k: () => step(-1), g: () => { isGoing = true; setTimeout(() => { isGoing = false; }, 1500); } };

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      openFind();
      return;
    }
    if (event.key === "Escape" && isTyping(event.target)) event.target.blur();
    if (document.documentElement.dataset.keys === "off" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (isGoing) {
      isGoing = false;
      const place = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
      if (place) { event.preventDefault(); place.click(); }
      return;
    }
    const act = KEYS[event.key];
    if (act) { event.preventDefault(); act(); }
  });
}
