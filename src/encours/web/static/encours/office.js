// Conveniences only: every page works without this file.
"use strict";

document.documentElement.classList.add("scripted");

// A form that was sent is not sent twice, and its button says that it works.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  if (form.method === "get") return;
  form.dataset.sent = "yes";
  const button = event.submitter;
  if (button) {
    button.setAttribute("aria-busy", "true");
    if (button.dataset.busy) button.textContent = button.dataset.busy;
  }
});
// Coming back with the browser's own button shows the form as it was, ready to be sent.
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
  for (const button of document.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
});

// A copied amount is one that a spreadsheet understands: no narrow spaces, a plain minus.
document.addEventListener("copy", (event) => {
  const selected = String(document.getSelection());
  const cleaned = selected.replace(/(?<=\d)\u202f(?=\d{3})/g, "").replace(/\u2212(?=\d)/g, "-");
  if (cleaned !== selected && event.clipboardData) {
    event.clipboardData.setData("text/plain", cleaned);
    event.preventDefault();
  }
});

// A choice in a filter that stands alone takes effect at once.
for (const field of document.querySelectorAll("[data-at-once]")) {
  field.addEventListener("change", () => field.form.requestSubmit());
}

// A menu closes when the reader turns to something else.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
  if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
});

// On a narrow screen the tab that is open is in sight.
document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
