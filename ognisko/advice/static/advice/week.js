/* The week grid: a row is sent when it is left, and shown as the server has it then; Enter begins the next row below.
   What could not be sent stays in the page and is sent again; Ctrl Z takes the last row back. */
const grid = document.getElementById("week");
const blank = document.getElementById("week-blank").innerHTML;
const said = document.getElementById("week-said");
const NOBODY = "00000000-0000-0000-0000-000000000000";
const CARRIED = ["day", "kind", "project", "form", "office"];
const RETRY = 5000;
const known = new WeakMap(); /* row → its cells as the server has them */
const busy = new WeakMap(); /* row → the sending under way */
const done = []; /* what can be undone, the latest last */

const rows = () => [...grid.querySelectorAll("[data-row]")];
const rowOf = (element) => element?.closest?.("[data-row]");
const cells = (row) => Object.fromEntries([...new FormData(row)].filter(([name]) => name !== "csrfmiddlewaretoken"));
const text = (row) => JSON.stringify(cells(row));
const isDirty = (row) => row.isConnected && text(row) !== known.get(row);
const isStarted = (row) => !("fresh" in row.dataset) || ["time", "party_text", "subject"].some((name) => row.elements[name].value.trim());
const focusable = (row) => [...row.elements].filter((one) => !one.disabled && one.type !== "hidden" && one.tabIndex >= 0 && one.offsetParent);

function start(row) {
  known.set(row, text(row));
  document.body.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: row } }));
  window.htmx?.process(row);
}

function fill(row, values) {
  for (const [name, value] of Object.entries(values)) {
    const cell = row.elements[name];
    if (cell && name !== "token" && name !== "week") cell.value = value;
  }
}

function state(row, words, mark) {
  row.dataset.state = mark;
  row.querySelector(".weekly-state").textContent = words;
}

function newToken() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function made(html) {
  const box = document.createElement("template");
  box.innerHTML = html;
  return box.content;
}

/* A new row below this one takes over what rows of a week share. */
function below(row) {
  const next = row.nextElementSibling;
  if (next && "fresh" in next.dataset) return next;
  const fresh = made(blank.replaceAll(NOBODY, newToken())).querySelector("[data-row]");
  row.after(fresh);
  for (const name of CARRIED) {
    const from = row.elements[name], to = fresh.elements[name];
    if (from.selectedOptions && ![...to.options].some((one) => one.value === from.value)) to.append(from.selectedOptions[0].cloneNode(true));
    to.value = from.value;
  }
  start(fresh);
  return fresh;
}

/* Moving a row that is typed into must not take the focus from it; an old browser leaves it where it is. */
function move(row, parent, before) {
  if (parent.moveBefore) parent.moveBefore(row, before);
  else if (!row.contains(document.activeElement)) parent.insertBefore(row, before);
}

/* A row belongs to its day; the row that is typed into follows it there. */
function settle(row) {
  const home = grid.querySelector(`.weekly-day[data-day="${row.dataset.day}"]`);
  if (!home || !row.dataset.day || row.parentElement === home) return;
  const next = row.nextElementSibling;
  const fresh = home.querySelector("[data-fresh]");
  move(row, home, fresh);
  if (next && "fresh" in next.dataset && row.parentElement === home) move(next, home, row.nextElementSibling);
}

function show(row, answer, before, sentText) {
  const page = made(answer);
  const now = page.querySelector("[data-row]");
  page.querySelectorAll("[data-sum]").forEach((sum) => {
    const place = grid.parentElement.querySelector(`[data-sum="${sum.dataset.sum}"]`);
    if (!place) return;
    place.innerHTML = sum.innerHTML;
    window.htmx?.process(place);
  });
  if (!now) {
    if (before.state !== "empty" && !("fresh" in row.dataset)) row.remove();
    return null;
  }
  said.textContent = now.dataset.said;
  if (text(row) !== sentText) { /* typed into meanwhile: the typing stays, and is sent when the row is left again */
    row.removeAttribute("data-fresh");
    row.dataset.state = now.dataset.state;
    row.querySelector(".weekly-state").replaceChildren(...now.querySelector(".weekly-state").childNodes);
    known.set(row, sentText);
    return row;
  }
  const focused = row.contains(document.activeElement) ? document.activeElement.name : "";
  const at = document.activeElement?.selectionStart;
  row.replaceWith(now);
  start(now);
  settle(now);
  const ask = now.querySelector(".weekly-why select, .weekly-why input:not([type=hidden])");
  if (focused || before.asks) {
    const cell = before.asks && ask ? ask : now.elements[focused];
    cell?.focus?.({ preventScroll: true });
    if (typeof at === "number" && cell?.type === "text") cell.setSelectionRange(at, at);
  }
  return now;
}

async function send(row, extra = {}, { undoing = false, asks = false } = {}) {
  if (busy.has(row)) await busy.get(row).catch(() => {});
  if (!row.isConnected) return null;
  const body = new URLSearchParams(new FormData(row));
  for (const [name, value] of Object.entries(extra)) body.set(name, value);
  const before = { cells: JSON.parse(known.get(row) ?? text(row)), state: row.dataset.state, asks };
  const sentText = text(row);
  delete row.dataset.fresh;
  state(row, grid.dataset.saving, "saving");
  const sending = fetch(row.action, { method: "POST", body, keepalive: true, headers: { "X-Requested-With": "fetch" } })
    .then((answer) => {
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      return answer.text();
    });
  busy.set(row, sending);
  try {
    const now = show(row, await sending, before, sentText);
    const became = now?.dataset.state ?? "gone";
    if (!undoing && (became === "saved" || became === "cancelled" || became === "gone")) {
      done.push({ token: row.dataset.row, before, became, row });
    }
    return now;
  } catch {
    state(row, grid.dataset.failed, "failed");
    said.textContent = grid.dataset.failed;
    setTimeout(() => { if (row.isConnected && row.dataset.state === "failed") send(row, extra, { undoing, asks }); }, RETRY);
    return null;
  } finally {
    if (busy.get(row) === sending) busy.delete(row);
  }
}

async function undo() {
  const last = done.pop();
  if (!last) { said.textContent = grid.dataset.nothing; return; }
  let row = rows().find((one) => one.dataset.row === last.token);
  if (last.became === "gone") {
    grid.querySelector(`.weekly-day[data-day="${last.row.dataset.day}"]`)?.append(last.row);
    row = last.row;
    await send(row, {}, { undoing: true });
  } else if (last.became === "cancelled") await send(row, { restore: "1" }, { undoing: true });
  else if (last.before.state === "saved") {
    fill(row, last.before.cells);
    await send(row, {}, { undoing: true });
  } else await send(row, { cancel: "1" }, { undoing: true });
  said.textContent = grid.dataset.undone;
}

const leave = (row) => { if (isDirty(row) && isStarted(row)) send(row); };

/* A long week comes with its saved rows as text and its lists to choose from once: here all rows become alike. */
function widen(select, lists) {
  const value = select.value, own = select.selectedOptions[0];
  const all = [...lists.elements[select.name].options].map((one) => one.cloneNode(true));
  select.replaceChildren(...all, ...(own && !all.some((one) => one.value === value) ? [own] : []));
  select.value = value;
  delete select.dataset.thin;
}

function grow(plain, saved) {
  const link = plain.querySelector("a");
  const row = made(saved.replaceAll(NOBODY, plain.dataset.plain).replaceAll("/doradztwo/0/", link.getAttribute("href"))).querySelector("[data-row]");
  row.dataset.day = plain.dataset.day;
  row.querySelector(".weekly-state a").textContent = link.textContent;
  for (const cell of plain.querySelectorAll(".weekly-cell")) {
    const name = cell.className.split("weekly-").at(-1), words = cell.textContent, value = cell.dataset.value ?? words;
    const into = row.elements[name];
    if (into.options && ![...into.options].some((one) => one.value === value)) into.append(new Option(words, value));
    fill(row, name === "party" ? { party: value, party_was: words, party_text: words } : { [name]: value });
  }
  plain.replaceWith(row);
}

function growAll() {
  const saved = document.getElementById("week-saved")?.innerHTML;
  if (!saved) return;
  const lists = made(blank).querySelector("[data-row]");
  grid.querySelectorAll("select[data-thin]").forEach((select) => widen(select, lists));
  grid.querySelectorAll("[data-plain]").forEach((plain) => grow(plain, saved));
  document.body.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: grid } }));
  window.htmx?.process(grid);
}

grid.classList.add("weekly-scripted");
growAll();
rows().forEach((row) => known.set(row, text(row)));
const first = grid.querySelector("[data-fresh]");
if (first && !location.hash && !document.querySelector(".error-summary")) first.elements.time.focus({ preventScroll: false });

grid.addEventListener("focusout", (event) => {
  const row = rowOf(event.target);
  if (row && !row.contains(event.relatedTarget)) setTimeout(() => { if (!row.contains(document.activeElement)) leave(row); });
});

/* A new party is chosen: ask at once what it is. */
grid.addEventListener("change", (event) => {
  if (event.target.name === "party" && event.target.value === "+") send(rowOf(event.target), {}, { asks: true });
});

grid.addEventListener("click", (event) => {
  const button = event.target.closest("button[type=submit]");
  const row = rowOf(button);
  if (!row) return;
  event.preventDefault();
  send(row, button.name ? { [button.name]: button.value } : {});
});

grid.addEventListener("submit", (event) => event.preventDefault());

grid.addEventListener("keydown", (event) => {
  const cell = event.target, row = rowOf(cell);
  if (!row || event.defaultPrevented || cell.tagName === "BUTTON" || cell.tagName === "A") return;
  const key = event.key.toLowerCase();
  const last = "fresh" in row.dataset && key === "tab" && !event.shiftKey && focusable(row).at(-1) === cell;
  if ((event.key === "Enter" && !event.altKey) || (last && isStarted(row))) {
    event.preventDefault();
    if (!isStarted(row)) return;
    const next = "fresh" in row.dataset ? below(row) : rows()[rows().indexOf(row) + 1] ?? below(row);
    next.elements.time.focus();
    if (isDirty(row) || row.dataset.state !== "saved") send(row);
  } else if (event.key === "Escape") {
    event.preventDefault();
    if (known.has(row)) fill(row, JSON.parse(known.get(row)));
  } else if (event.ctrlKey && key === "d") {
    const above = rows()[rows().indexOf(row) - 1];
    if (!above || !above.elements[cell.name]) return;
    event.preventDefault();
    const names = cell.name === "party_text" ? ["party", "party_was", "party_text"] : [cell.name];
    fill(row, Object.fromEntries(names.map((name) => [name, above.elements[name].value])));
  } else if (event.ctrlKey && key === "z" && !event.shiftKey && !isDirty(row)) {
    event.preventDefault();
    undo();
  } else if ((event.key === "ArrowUp" || event.key === "ArrowDown") && cell.type === "text" && cell.name !== "party_text") {
    const to = rows()[rows().indexOf(row) + (event.key === "ArrowUp" ? -1 : 1)]?.elements[cell.name];
    if (!to) return;
    event.preventDefault();
    to.focus();
  }
});

/* Several cells from a spreadsheet are for the form of pasted rows. */
grid.addEventListener("paste", (event) => {
  const copied = event.clipboardData.getData("text/plain");
  if (!/[\t\n]/.test(copied.trim())) return;
  event.preventDefault();
  const form = document.querySelector("#week-paste form");
  form.elements.text.value = copied;
  form.requestSubmit();
});

/* Whoever goes away loses nothing: rows under way are sent while the page closes. */
addEventListener("pagehide", () => rows().forEach((row) => { if (!busy.has(row)) leave(row); }));
addEventListener("beforeunload", (event) => { if (rows().some((row) => row.dataset.state === "failed")) event.preventDefault(); });
