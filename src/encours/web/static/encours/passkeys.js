// Passkeys. Their forms are shown where the browser knows passkeys and stay hidden elsewhere.
"use strict";

for (const form of window.PublicKeyCredential?.parseRequestOptionsFromJSON ? document.querySelectorAll("form[data-passkey]") : []) {
  form.closest("[hidden]")?.removeAttribute("hidden");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    const told = form.querySelector("[role=alert]");
    told.textContent = "";
    const send = async (address, fields) => {
      const body = new URLSearchParams(fields);
      body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      const answer = await fetch(address, { method: "POST", body });
      const said = await answer.json();
      if (!answer.ok) throw new Error(said.problem);
      return said;
    };
    try {
      const typed = Object.fromEntries(new FormData(form));
      const options = await send(form.dataset.ask, typed);
      const credential = form.dataset.passkey === "make"
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
      const done = await send(form.action, { ...typed, password: "", code: "", answer: JSON.stringify(credential) });
      location.assign(done.next);
    } catch (problem) {
      told.textContent = problem instanceof DOMException ? form.dataset.givenUp : problem.message;
    }
  }, { capture: true });
}
