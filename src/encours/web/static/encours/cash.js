// The desk of receipts by keyboard, and the difference while items are ticked. Every act is a plain form that works without this file.
"use strict";

(() => {
  const desk = document.querySelector("[data-desk]");
  if (!desk) return;
  const form = desk.querySelector("[data-decide]");
  const language = document.documentElement.lang;
  const all = (selector, root = desk) => [...root.querySelectorAll(selector)];

  // Amounts as people type them, in minor units; null where they cannot be read.
  const digitsOf = (currency) => new Intl.NumberFormat(language, { style: "currency", currency }).resolvedOptions().maximumFractionDigits;
  const term = (text, digits) => {
    const plain = text.replace(/[\s\u00a0\u202f]/g, "");
    const read = /^(\d+|\d{1,3}(?:[.,]\d{3})+)(?:[.,](\d{1,2}))?$/.exec(plain);
    if (!read || (read[2] === undefined && /^\d{1,3}[.,]\d{3}$/.test(plain))) return null;
    return Number(read[1].replace(/[.,]/g, "") + (read[2] ?? "").padEnd(digits, "0").slice(0, digits));
  };
  const minor = (text, digits) => {
    const body = text.trim().replace(/\u2212/g, "-");
    const parts = (body.startsWith("=") ? body.slice(1) : body).match(/[+-]?[^+-]+/g);
    if (!parts || (!body.startsWith("=") && parts.length > 1)) return null;
    let sum = 0;
    for (const part of parts) {
      const value = term(part.replace(/^[+-]/, ""), digits);
      if (value === null) return null;
      sum += part.startsWith("-") ? -value : value;
    }
    return sum;
  };
  const shown = (value, currency) =>
    new Intl.NumberFormat(language, { style: "currency", currency }).format(value / 10 ** digitsOf(currency)).replace("-", "\u2212");

  const balance = form && form.querySelector("[data-balance]");
  const ticks = () => all("input[name=item]", form);
  const amountOf = (tick) => form.elements[`amount-${tick.value}`];

  // The same order as the server: credit notes and typed amounts first, then the rest of the money in the order of the list.
  const weigh = () => {
    const money = Number(form.dataset.amount), currency = form.dataset.currency, digits = digitsOf(currency);
    const kind = form.elements.difference.selectedOptions[0];
    const chosen = ticks().filter((tick) => tick.checked).map((tick) => {
      const text = amountOf(tick).value.trim(), open = Number(tick.dataset.open);
      return { tick, open, stated: text ? minor(text, digits) : open < 0 ? open : undefined };
    });
    if (chosen.some((one) => one.stated === null)) return { unreadable: true, currency };
    let room = money - chosen.reduce((sum, one) => sum + (one.stated ?? 0), 0);
    let used = money - room, short = 0;
    for (const one of chosen) {
      if (one.stated !== undefined) continue;
      const part = kind.value ? one.open : Math.max(0, Math.min(one.open, room));
      used += part;
      room -= part;
      short += one.open - part;
    }
    return { money, currency, used, gap: money - used, short, kind, chosen };
  };
  const tell = () => {
    const found = weigh(), words = balance.querySelector("[data-words]");
    if (found.unreadable) { words.textContent = balance.dataset.unreadable; return; }
    balance.querySelector("[data-used]").textContent = shown(found.used, found.currency);
    balance.querySelector("[data-gap]").textContent = shown(found.gap, found.currency);
    const named = found.kind.value;
    words.textContent =
      found.chosen.length === 0 ? "" :
      found.gap === 0 ? (found.short > 0 ? `${shown(found.short, found.currency)} ${balance.dataset.left}` : balance.dataset.even) :
      named ? ((found.gap < 0 ? found.kind.dataset.short : found.kind.dataset.over) === "1" ? `${balance.dataset.named} ${found.kind.textContent}` : balance.dataset.wrong) :
      found.gap > 0 ? balance.dataset.rest : balance.dataset.wrong;
  };
  if (balance) {
    form.addEventListener("input", (event) => {
      if (event.target.name?.startsWith("amount-") && event.target.value) form.querySelector(`input[name=item][value="${event.target.name.slice(7)}"]`).checked = true;
      tell();
    });
    form.addEventListener("change", tell);
    if (ticks().some((tick) => tick.checked)) tell();
  }

  // Enter in a field presses the button that belongs to it, not the first of the form.
  if (form) form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
    const own = event.target.closest("details, .find-items, .others > div")?.querySelector("button[data-default], button[data-look]") ?? form.querySelector("button[data-apply]");
    if (own) { event.preventDefault(); own.click(); }
  });

  // The list that "?" opens has the keys of this page too.
  const own = desk.querySelector("[data-desk-keys]");
  own.hidden = false;
  document.querySelector("#keys .keys")?.append(...[...own.querySelector("dl").children].map((row) => row.cloneNode(true)));

  const press = (element) => { if (element) { element.click(); return true; } return false; };
  const focus = (element) => { if (element) { element.focus(); element.scrollIntoView({ block: "nearest" }); return true; } return false; };
  const step = (by) => {
    const list = ticks(), at = list.indexOf(document.activeElement);
    return at >= 0 && focus(list[Math.min(list.length - 1, Math.max(0, at + by))]);
  };
  const unfold = (key) => {
    const summary = form?.querySelector(`[data-open-key="${key}"]`);
    if (!summary) return false;
    summary.parentElement.open = true;
    const field = summary.parentElement.querySelector("input");
    field.focus();
    field.select();
    return true;
  };
  const fill = () => {
    const tick = ticks().find((one) => one === document.activeElement || amountOf(one) === document.activeElement);
    if (!tick) return false;
    const field = amountOf(tick), was = field.value;
    tick.checked = false;
    field.value = "";
    const found = weigh(), left = Math.min(Math.max(found.gap ?? 0, 0), Number(tick.dataset.open));
    tick.checked = left > 0;
    field.value = left > 0 ? new Intl.NumberFormat(language, { minimumFractionDigits: digitsOf(form.dataset.currency) }).format(left / 10 ** digitsOf(form.dataset.currency)) : was;
    tell();
    field.focus();
    return true;
  };
  const act = (key) => {
    if (/^[1-9]$/.test(key)) return focus(form?.querySelector(`[data-proposal="${key}"]`));
    switch (key) {
      case "j": case "k": return press(desk.querySelector(`[data-press="${key}"]`));
      case "z": return press(desk.querySelector("[data-undo]"));
      case "a": return focus(document.querySelector('[data-key="a"]'));
      case "i": return press(form?.querySelector('[data-key="i"]'));
      case "c": case "q": case "x": return unfold(key);
      case "d": return focus(form?.elements.difference);
      case "p": return focus(form && ticks()[0]);
      case "/": return focus(form?.elements.find);
      case "=": return Boolean(balance) && fill();
      case "ArrowDown": return Boolean(form) && step(1);
      case "ArrowUp": return Boolean(form) && step(-1);
      case "Enter": return form && ticks().some((tick) => tick.checked) ? press(form.querySelector("[data-apply]")) : press(form?.querySelector("[data-proposal]"));
      default: return false;
    }
  };
  let going = 0;
  // Before the keys of every page, which leave alone what was taken here. After "g" the next key goes somewhere else.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.documentElement.dataset.keys === "off" && event.key.length === 1) return;
    const at = event.target;
    const isText = ["TEXTAREA", "SELECT"].includes(at.tagName) || (at.tagName === "INPUT" && !["checkbox", "radio"].includes(at.type));
    if (isText || (event.key === "Enter" && ["BUTTON", "A", "SUMMARY"].includes(at.tagName))) return;
    const isAfterGo = Date.now() - going < 1500;
    going = event.key === "g" ? Date.now() : 0;
    if (isAfterGo || !act(event.key.length === 1 ? event.key.toLowerCase() : event.key)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, { capture: true });
})();
