// Small comforts. Every page works without this file; nothing here decides anything.
(() => {
  "use strict";
  const all = (selector) => document.querySelectorAll(selector);

  // The first thing to hear after a refused form is what was wrong with it.
  document.querySelector(".summary")?.focus();

  // Show and hide a password; hidden again before it is sent, so that browsers do not remember it as text.
  for (const button of all("[data-reveal]")) {
    const input = document.getElementById(button.dataset.reveal);
    const show = (visible) => {
      input.type = visible ? "text" : "password";
      button.setAttribute("aria-pressed", String(visible));
      button.textContent = visible ? button.dataset.hide : button.dataset.show;
    };
    button.hidden = false;
    button.addEventListener("click", () => show(input.type === "password"));
    input.form.addEventListener("submit", () => show(false));
  }

  // Tick the written rules that a browser can judge. The server judges all of them.
  for (const list of all("[data-rules]")) {
    const input = document.getElementById(list.dataset.rules);
    const value = (id) => (document.getElementById(id)?.value ?? "").trim().toLowerCase();
    const judge = {
      length: (text) => [...text].length >= Number(list.dataset.min),
      personal: (text) => text !== "" && text.toLowerCase() !== value("f-email") && text.toLowerCase() !== value("f-nickname"),
    };
    const update = () => {
      for (const rule of list.querySelectorAll("[data-rule]")) {
        rule.classList.toggle("met", judge[rule.dataset.rule](input.value));
      }
    };
    input.form.addEventListener("input", update);
    update();
  }

  // Copy a value with one tap.
  for (const button of all("[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    const words = [...button.childNodes];
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(button.dataset.copy);
      } catch {
        return; // Not allowed here: the value can still be selected by hand.
      }
      button.textContent = button.dataset.done;
      setTimeout(() => button.replaceChildren(...words), 1600);
    });
  }

  // A second tap on a slow line must not send a form twice. The form is freed again when the person comes back, and
  // after a while in any case: an answer that opens an app leaves the page where it is.
  const busy = (form, on) => form.toggleAttribute("data-busy", on);
  for (const form of all("form")) {
    form.addEventListener("submit", (event) => {
      if (form.hasAttribute("data-busy")) {
        event.preventDefault();
        return;
      }
      busy(form, true);
      setTimeout(() => busy(form, false), 5000);
    });
  }
  addEventListener("pageshow", () => all("form").forEach((form) => busy(form, false)));

  // An answer to a service goes on by itself.
  document.querySelector("[data-submit]")?.submit();

  // Goodbye goes on once every service in it has heard, or has had the time to.
  const next = document.querySelector("[data-next]");
  if (next) {
    const go = () => location.replace(next.href);
    addEventListener("load", go, { once: true });
    setTimeout(go, Number(next.dataset.next));
  }

  // The pop-up of a test sign-in is done; the portal has the result.
  if (document.querySelector("[data-close]") && window.opener) setTimeout(() => window.close(), 1500);
})();
