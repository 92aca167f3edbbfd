/* A sheet as it is filled in: what concerns it appears, sums follow, faults are said when a field is left, and drafts save
   by themselves every few seconds. Without this script the same form is sent by its buttons. */
import { Sheet } from "./sheet.js";
import { Num, text } from "./evaluation.js";

const form = document.getElementById("sheet");
const page = JSON.parse(document.getElementById("questionnaire").textContent);
const saved = document.querySelector("#saved span");
const MARK = "_row";
const SOON = 3000;
const AGAIN = 5000;
const MONEY = new Intl.NumberFormat("pl-PL", { style: "currency", currency: page.currency ?? "PLN", useGrouping: "always" });
const touched = new Set();
const typed = new Map(); /* key → what the page holds, as it was last sent */
let timer = 0;
let busy = false;

const types = new Map(page.items.map((item) => [item.name, item.type]));
const repeats = new Map(page.items.map((item) => [item.name, item.repeats]));
const NUMBERS = new Set(["number", "integer", "money", "scale"]);
const LISTS = new Set(["many", "file", "photo"]);

/* Reading: the twin of rules/reading.py. */
function read(type, written) {
  if (!NUMBERS.has(type)) return written;
  const plain = written.replace(/[\s\u2007\u2009\u202f]/gu, "").replace(/(zł|PLN|EUR|€)$/u, "");
  if (!/^-?\d{1,18}([.,]\d{1,12})?$/.test(plain) || /\.\d{3}$/.test(plain)) return written.trim();
  return plain.replace(",", ".");
}

function level(key) {
  const marks = key.split("/").slice(0, -1);
  const name = key.split("/").at(-1);
  return (repeats.get(name) ?? []).reduce((above, repeat, depth) => above?.[repeat]?.find((row) => row[MARK] === marks[depth]), page.answers);
}

const keys = () => [...form.querySelectorAll("input[name=asked]")].map((one) => one.value);

function value(key, data) {
  const type = types.get(key.split("/").at(-1));
  return LISTS.has(type) ? data.getAll(key) : read(type, data.get(key) ?? "");
}

function collect() {
  const data = new FormData(form);
  for (const key of keys()) {
    const holder = level(key);
    if (holder) holder[key.split("/").at(-1)] = value(key, data);
  }
}

/* A place of the sheet by the key that the page has for it. */
function keyOf(name, rows) {
  const marks = [];
  (repeats.get(name) ?? []).reduce((above, repeat, depth) => {
    const row = above?.[repeat]?.[rows[depth]];
    marks.push(row?.[MARK] ?? String(rows[depth]));
    return row;
  }, page.answers);
  return [...marks, name].join("/");
}

function shown(item, result) {
  const written = text(result);
  if (!written || Number.isNaN(Number(written)) || !/^-?[\d.]+$/.test(written)) return written;
  if (item.type === "money") return MONEY.format(written);
  const [whole, part] = written.split(".");
  return whole.replace(/\B(?=(\d{3})+$)/g, "\u00a0") + (part ? `,${part}` : "");
}

function draw() {
  collect();
  const sheet = new Sheet(page, page.answers, page.today, page.language);
  const places = new Map(), results = new Map();
  for (const item of page.items) {
    for (const rows of sheet.spots(item.name)) {
      const key = keyOf(item.name, rows);
      places.set(key, { item, rows });
      results.set(key, sheet.relevant.get(`${item.name}/${rows.join(".")}`));
    }
  }
  for (const one of form.querySelectorAll("[data-spot]")) {
    if (results.has(one.dataset.spot)) one.hidden = !results.get(one.dataset.spot);
  }
  for (const one of form.querySelectorAll("[data-value]")) {
    const place = places.get(one.dataset.value);
    if (place) one.textContent = shown(place.item, sheet.values.get(`${place.item.name}/${place.rows.join(".")}`) ?? null);
  }
  for (const one of form.querySelectorAll("[data-sum]")) one.textContent = total(sheet, one.dataset.sum, one.dataset.of);
  narrow(sheet, places);
  say(new Map(sheet.faults().map((fault) => [keyOf(fault.name, fault.rows), fault.code])));
}

/* What a column of a repeat adds up to, exactly. */
function total(sheet, repeat, name) {
  let units = 0n;
  for (const rows of sheet.spots(name)) {
    const found = sheet.values.get(`${name}/${rows.join(".")}`);
    if (found instanceof Num && keyOf(name, rows).startsWith(repeat.split("/").slice(0, -1).join("/"))) units += found.units;
  }
  return MONEY.format(text(new Num(units)));
}

/* Choices that a filter leaves out are not offered. */
function narrow(sheet, places) {
  for (const [key, { item, rows }] of places) {
    if (!item.trees.choice_filter) continue;
    const offered = new Set(sheet.choices(item, rows).map((choice) => choice.name));
    for (const one of form.querySelectorAll(`[data-spot="${CSS.escape(key)}"] :is([data-choice], option[value])`)) {
      const name = one.dataset.choice ?? one.value;
      one.hidden = name !== "" && !offered.has(name);
    }
  }
}

/* A fault is said once its field was left; the words of rules that the server knows better come with the next page. */
function say(faults) {
  for (const field of form.querySelectorAll(".question")) {
    const code = faults.get(field.dataset.spot) ?? "";
    const problem = field.querySelector(":scope > .problem, :scope > fieldset > .problem");
    if (!problem || (!touched.has(field.dataset.spot) && problem.hidden)) continue;
    const wrong = code !== "" && (code !== "required" || !problem.hidden);
    problem.hidden = !wrong;
    field.classList.toggle("field-wrong", wrong);
    if (wrong) problem.querySelector("p").textContent = page.sentences[field.dataset.spot.split("/").at(-1)]?.[code] ?? form.dataset.wrong;
    field.querySelector("input:not([type=hidden]), select, textarea")?.toggleAttribute("aria-invalid", wrong);
  }
}

/* Saving ---------------------------------------------------------------------------------------------------------- */

const current = (data, key) => JSON.stringify(LISTS.has(types.get(key.split("/").at(-1))) ? data.getAll(key) : (data.get(key) ?? ""));

function remember(data) {
  for (const key of keys()) typed.set(key, current(data, key));
}

function changed(data) {
  return keys().filter((key) => typed.get(key) !== current(data, key));
}

async function save() {
  window.clearTimeout(timer);
  const data = new FormData(form);
  const dirty = changed(data);
  if (busy || !dirty.length) return;
  busy = true;
  saved.textContent = form.dataset.saving;
  const sent = new FormData();
  for (const name of ["csrfmiddlewaretoken", "revision"]) sent.set(name, data.get(name));
  for (const key of dirty) {
    sent.append("asked", key);
    for (const one of data.getAll(key)) sent.append(key, one);
  }
  try {
    const answer = await fetch(form.dataset.save, { method: "POST", body: sent });
    const told = await answer.json();
    if (told.closed) return window.location.reload();
    if (!answer.ok) throw new Error(answer.statusText);
    for (const key of dirty) typed.set(key, current(data, key));
    form.elements.revision.value = told.revision;
    saved.textContent = told.said;
    told.conflicts.forEach(disagree);
    beside(told);
    busy = false;
    if (changed(new FormData(form)).length) soon();
  } catch {
    busy = false;
    saved.textContent = form.dataset.failed;
    timer = window.setTimeout(save, AGAIN);
  }
}

/* What the server works out beside the answers: how the budget stands, which rows break a limit. */
function beside(told) {
  const place = document.getElementById("beside");
  if (place && told.beside !== undefined) place.innerHTML = told.beside;
  for (const one of told.rows ? form.querySelectorAll("[data-row-problem]") : []) {
    const said = told.rows[one.dataset.rowProblem] ?? "";
    one.hidden = !said;
    one.querySelector("p").textContent = said;
    one.closest(".repeat-row").classList.toggle("repeat-wrong", said !== "");
  }
}

/* Two people wrote in one place: both texts are shown, and whoever is here decides. */
function disagree({ key, stands, said }) {
  const field = form.querySelector(`[data-spot="${CSS.escape(key)}"]`);
  field.querySelector(".question-conflict")?.remove();
  const box = document.createElement("div");
  box.className = "question-conflict";
  box.setAttribute("role", "alert");
  const words = document.createElement("p");
  words.textContent = said;
  const button = (label, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button button-second button-small";
    made.textContent = label;
    made.addEventListener("click", () => { box.remove(); act(); });
    return made;
  };
  box.append(words, button(form.dataset.theirs, () => take(field, key, stands)), button(form.dataset.mine, () => { typed.delete(key); save(); }));
  field.append(box);
}

function take(field, key, stands) {
  const names = [stands ?? ""].flat();
  for (const one of field.querySelectorAll(`[name="${CSS.escape(key)}"]`)) {
    if (one.type === "radio" || one.type === "checkbox") one.checked = names.includes(one.value);
    else one.value = names[0] ?? "";
  }
  typed.set(key, current(new FormData(form), key));
  draw();
}

function soon() {
  window.clearTimeout(timer);
  timer = window.setTimeout(save, SOON);
}

form.addEventListener("input", () => { draw(); soon(); });
form.addEventListener("change", () => save());
form.addEventListener("focusout", (event) => {
  const field = event.target.closest(".question");
  if (!field || field.contains(event.relatedTarget)) return;
  touched.add(field.dataset.spot);
  draw();
});
window.addEventListener("online", save);
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });
remember(new FormData(form));
draw();
