/* The search dialog: Ctrl+K or the search box opens it, arrows choose, Enter opens, Esc leaves. A PESEL is never sent. */
const dialog = document.getElementById("search-dialog");
const text = document.getElementById("search-query");
const results = document.getElementById("search-results");
const PESEL = /(?<![\d+])\d{6}[ -]?\d{5}(?!\d)/;
let active = -1;

const options = () => [...results.querySelectorAll("[role=option]")];

function mark(index) {
  const all = options();
  active = all.length ? (index + all.length) % all.length : -1;
  all.forEach((one, place) => one.setAttribute("aria-selected", String(place === active)));
  text.setAttribute("aria-expanded", String(all.length > 0));
  if (active < 0) return text.removeAttribute("aria-activedescendant");
  text.setAttribute("aria-activedescendant", all[active].id);
  all[active].scrollIntoView({ block: "nearest" });
}

function open(written = "") {
  if (dialog.open) return text.select();
  dialog.showModal();
  if (written) text.value = written;
  text.focus();
  text.select();
  if (text.value.trim()) window.htmx?.trigger(text, "ask");
}

function say(words, link) {
  const line = document.createElement("p");
  line.className = "search-said";
  line.setAttribute("role", "status");
  line.textContent = words;
  if (link) line.append(" ", link.content.cloneNode(true));
  results.replaceChildren(line);
  mark(-1);
}

function go(option, event) {
  if (event.ctrlKey || event.metaKey) window.open(option.dataset.href, "_blank", "noopener");
  else location.assign(option.dataset.href);
}

if (dialog) {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    }
  });

  /* The box in the top bar hands over what is typed in it; with Tab one passes it by. */
  document.querySelectorAll("[data-search-open]").forEach((one) => {
    one.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      open(one.value);
    });
    one.addEventListener("input", () => { if (one.value.trim()) open(one.value); });
  });

  document.querySelectorAll("[data-search]").forEach((form) => form.addEventListener("submit", (event) => {
    if (!PESEL.test(form.elements.q.value)) return;
    event.preventDefault();
    form.elements.q.value = "";
    open();
    say(dialog.dataset.pesel, document.getElementById("search-pesel"));
  }));

  text.addEventListener("htmx:configRequest", (event) => {
    if (PESEL.test(text.value)) {
      event.preventDefault();
      say(dialog.dataset.pesel, document.getElementById("search-pesel"));
    } else if (!text.value.trim()) {
      event.preventDefault();
      results.replaceChildren();
      mark(-1);
    }
  });
  results.addEventListener("htmx:afterSwap", () => mark(options().length ? 0 : -1));
  results.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) go(option, event);
  });

  text.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      mark(active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      go(options()[active], event);
    }
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-search-close]")) dialog.close();
  });
}
