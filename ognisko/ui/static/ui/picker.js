/* The picker: typing asks for suggestions, arrows choose, Enter takes, Esc leaves; the text stays the form's value. */
const WAIT = 180;

function start(picker) {
  if (picker.dataset.ready) return;
  picker.dataset.ready = "yes";
  const text = picker.querySelector("[data-picker-text]");
  const id = picker.querySelector("[data-picker-id]");
  const was = picker.querySelector("[data-picker-was]");
  const list = picker.querySelector("[role=listbox]");
  let timer = 0;
  let asked = null;
  let active = -1;

  text.setAttribute("role", "combobox");
  text.setAttribute("aria-autocomplete", "list");
  text.setAttribute("aria-expanded", "false");
  text.setAttribute("aria-controls", list.id);

  const options = () => [...list.querySelectorAll("[role=option]")];

  function mark(index) {
    const all = options();
    active = all.length ? (index + all.length) % all.length : -1;
    all.forEach((one, place) => {
      one.id = `${list.id}_${place}`;
      one.setAttribute("aria-selected", String(place === active));
    });
    if (active < 0) return text.removeAttribute("aria-activedescendant");
    text.setAttribute("aria-activedescendant", all[active].id);
    all[active].scrollIntoView({ block: "nearest" });
  }

  function close() {
    list.hidden = true;
    active = -1;
    text.setAttribute("aria-expanded", "false");
    text.removeAttribute("aria-activedescendant");
  }

  function take(option) {
    if (option.dataset.href) return location.assign(option.dataset.href);
    id.value = option.dataset.value;
    text.value = was.value = option.dataset.label;
    picker.querySelectorAll("[type=radio]").forEach((one) => { one.checked = false; });
    close();
    id.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function emphasise(written) {
    const wanted = written.toLocaleLowerCase("pl");
    list.querySelectorAll(".picker-label").forEach((label) => {
      const whole = label.textContent;
      const at = whole.toLocaleLowerCase("pl").indexOf(wanted);
      if (at < 0) return;
      const part = document.createElement("mark");
      part.textContent = whole.slice(at, at + written.length);
      label.replaceChildren(whole.slice(0, at), part, whole.slice(at + written.length));
    });
  }

  async function ask() {
    const written = text.value.trim();
    asked?.abort();
    if (!written || !picker.dataset.url) return close();
    asked = new AbortController();
    const address = new URL(picker.dataset.url, location.href);
    address.searchParams.set("q", written);
    try {
      const answer = await fetch(address, { signal: asked.signal, headers: { "X-Requested-With": "fetch" } });
      if (!answer.ok) return close();
      list.innerHTML = await answer.text();
    } catch (reason) {
      if (reason.name !== "AbortError") close();
      return;
    }
    if (document.activeElement !== text) return;
    emphasise(written);
    list.hidden = false;
    text.setAttribute("aria-expanded", "true");
    mark(0);
  }

  text.addEventListener("input", () => {
    if (text.value.trim() !== was.value.trim()) id.value = "";
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) ask();
      else mark(active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && !list.hidden && active >= 0) {
      event.preventDefault();
      take(options()[active]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Tab" && !list.hidden && active >= 0 && options()[active].dataset.value) {
      take(options()[active]);
    }
  });
  text.addEventListener("blur", () => setTimeout(close, 150));
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take(option);
  });
}

const startAll = (root) => root.querySelectorAll("[data-picker]").forEach(start);
startAll(document);
document.body.addEventListener("htmx:load", (event) => {
  const root = event.detail.elt;
  if (root.matches?.("[data-picker]")) start(root);
  startAll(root);
});
