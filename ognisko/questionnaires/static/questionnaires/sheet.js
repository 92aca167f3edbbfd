// What an answer sheet amounts to: the twin of rules/answers.py, which says why and has the final word.
// `definition` is the JSON of rules/answers.for_page: items in their order with trees, order of working out, choices.

import { Chosen, Num, empty, evaluate, number, readDay, readNumber, single, text, truth } from "./evaluation.js";

const MOST_ROWS = 200;
const NUMBERS = new Set(["number", "integer", "money", "scale"]);
const LISTS = new Set(["many", "file", "photo"]);
const CHOICES = new Set(["one", "many", "yes_no"]);
const UNANSWERED = new Set(["group", "page", "repeat", "note"]);
const EMAIL = /^(?:[^@ \t\r\n]+@[^@ \t\r\n.]+(\.[^@ \t\r\n.]+)+)$/u;
const PHONE = /^(?:\+?[0-9 ()-]{7,20})$/u;

const key = (name, rows) => `${name}/${rows.join(".")}`;

function shared(one, other) {
  let count = 0;
  while (count < one.length && count < other.length && one[count] === other[count]) count += 1;
  return count;
}

export class Sheet {
  constructor(definition, answers, today, language = "pl") {
    Object.assign(this, { definition, answers, today: readDay(today), language });
    this.placed = new Map(definition.items.map((item) => [item.name, item]));
    this.given = new Map();
    this.values = new Map();
    this.relevant = new Map();
    this.rows = new Map();
    for (const name of definition.order) {
      const item = this.placed.get(name);
      if (item) for (const rows of [...this.spots(name)]) this.workOut(item, rows);
    }
  }

  *spots(name, within = []) {
    yield* this.spread(this.placed.get(name).repeats, within);
  }

  *spread(repeats, at) {
    if (at.length >= repeats.length) {
      yield at.slice(0, repeats.length);
      return;
    }
    const count = this.rows.get(key(repeats[at.length], at)) ?? 0;
    for (let row = 0; row < count; row += 1) yield* this.spread(repeats, [...at, row]);
  }

  at(item, rows, choice = null) {
    const value = (name, spot) => this.values.get(key(name, spot)) ?? null;
    return {
      today: this.today,
      answer: (name) => {
        const one = this.placed.get(name);
        if (!one) return null;
        const common = shared(one.repeats, item.repeats);
        if (common === one.repeats.length) return value(name, rows.slice(0, common));
        return [...this.spots(name, rows.slice(0, common))].map((spot) => value(name, spot));
      },
      here: () => value(item.name, rows),
      column: (name) => (choice === null ? "" : name === "name" ? choice.name : (choice.columns?.[name] ?? "")),
      position: () => (rows.length ? rows.at(-1) + 1 : 1),
      rows: (name) => {
        const one = this.placed.get(name);
        if (one?.type !== "repeat") return null;
        const common = shared(one.repeats, item.repeats);
        return [...this.spots(name, rows.slice(0, common))].reduce((sum, spot) => sum + (this.rows.get(key(name, spot)) ?? 0), 0);
      },
      rowAnswer: (name, repeat, row) => {
        const one = this.placed.get(name);
        const level = one ? one.repeats.indexOf(repeat) : -1;
        if (level < 0 || level + 1 !== one.repeats.length) return null;
        const outside = rows.slice(0, Math.min(level, shared(one.repeats, item.repeats)));
        return outside.length < level ? null : value(name, [...outside, row - 1]);
      },
      choiceLabel: (question, name) => this.words(this.choicesOf(this.placed.get(question)).find((one) => one.name === name)?.label),
    };
  }

  words(words = {}) {
    return words[this.language] || words[this.definition.languages[0]] || Object.values(words)[0] || "";
  }

  choicesOf(item) {
    return (item && (item.choices || item.type === "yes_no") && this.definition.choices[item.choices]) || [];
  }

  choices(item, rows) {
    if (!item.trees.choice_filter) return this.choicesOf(item);
    return this.choicesOf(item).filter((choice) => truth(evaluate(item.trees.choice_filter, this.at(item, rows, choice))));
  }

  required(item, rows) {
    return Boolean(item.trees.required) && truth(evaluate(item.trees.required, this.at(item, rows)));
  }

  workOut(item, rows) {
    const spot = key(item.name, rows);
    const around = (name) => this.relevant.get(key(name, rows.slice(0, this.placed.get(name).repeats.length))) ?? true;
    let relevant = item.inside.every(around);
    if (relevant && item.trees.relevant) relevant = truth(evaluate(item.trees.relevant, this.at(item, rows)));
    this.relevant.set(spot, relevant);
    const given = this.find(item, rows);
    if (item.type === "repeat") {
      this.rows.set(spot, relevant ? this.rowCount(item, rows, given) : 0);
    } else if (!UNANSWERED.has(item.type)) {
      this.given.set(spot, given);
      const value = item.trees.calculation ? single(evaluate(item.trees.calculation, this.at(item, rows))) : typed(item, given);
      this.values.set(spot, relevant ? value : null);
    }
  }

  rowCount(item, rows, given) {
    if (!item.trees.count) return Array.isArray(given) ? Math.min(given.length, MOST_ROWS) : 0;
    const wanted = number(evaluate(item.trees.count, this.at(item, rows)));
    return wanted === null ? 0 : Math.min(Math.max(Number(wanted.units / 10n ** 12n), 0), MOST_ROWS);
  }

  find(item, rows) {
    const isRow = (row) => row !== null && typeof row === "object" && !Array.isArray(row);
    const level = item.repeats.reduce((above, repeat, depth) => {
      const row = Array.isArray(above[repeat]) ? above[repeat][rows[depth]] : null;
      return isRow(row) ? row : {};
    }, this.answers);
    const found = level[item.name];
    return typeof found === "string" || Array.isArray(found) ? found : null;
  }

  faults() {
    const found = [];
    for (const item of this.definition.items) {
      for (const rows of this.spots(item.name)) {
        const code = this.relevant.get(key(item.name, rows)) ? this.fault(item, rows) : "";
        if (code) found.push({ name: item.name, rows, code });
      }
    }
    return found;
  }

  fault(item, rows) {
    if (item.type === "repeat") {
      return item.trees.count ? "" : outside(item, BigInt(this.rows.get(key(item.name, rows))) * 10n ** 12n, "rows");
    }
    if (UNANSWERED.has(item.type) || item.type === "calculation") return "";
    const [value, given] = [this.values.get(key(item.name, rows)), this.given.get(key(item.name, rows))];
    if (empty(value)) {
      const answered = Array.isArray(given) ? given.length : given;
      if (answered && !LISTS.has(item.type) && !item.trees.calculation) return "type";
      return this.required(item, rows) ? "required" : "";
    }
    const code = this.unfit(item, rows, value);
    if (code || !item.trees.constraint) return code;
    return truth(evaluate(item.trees.constraint, this.at(item, rows))) ? "" : "constraint";
  }

  unfit(item, rows, value) {
    if (CHOICES.has(item.type)) {
      const offered = new Set(this.choices(item, rows).map((choice) => choice.name));
      const names = value instanceof Chosen ? value.names : [text(value)];
      if (!names.every((name) => offered.has(name))) return "choice";
    }
    if (value instanceof Num) {
      if ((item.type === "integer" || item.type === "scale") && value.units % 10n ** 12n !== 0n) return "integer";
      if (item.type === "money" && value.units % 10n ** 10n !== 0n) return "money";
      return outside(item, value.units, "number");
    }
    if (item.type === "text" || item.type === "long_text") return outside(item, BigInt(Array.from(text(value)).length) * 10n ** 12n, "letters");
    if (value instanceof Chosen) return outside(item, BigInt(value.names.length) * 10n ** 12n, "chosen");
    if (item.type === "email" && !EMAIL.test(text(value))) return "type";
    return item.type === "phone" && !PHONE.test(text(value)) ? "type" : "";
  }
}

function outside(item, units, what) {
  const [least, most] = [item.least && readNumber(item.least), item.most && readNumber(item.most)];
  if (least && units < least.units) return `least_${what}`;
  return most && units > most.units ? `most_${what}` : "";
}

function typed(item, given) {
  if (LISTS.has(item.type)) {
    const names = Array.isArray(given) ? given : (given ?? "").split(" ");
    return new Chosen(names.filter((name) => name && typeof name === "string"));
  }
  if (typeof given !== "string" || !given) return null;
  if (NUMBERS.has(item.type)) return readNumber(given);
  return item.type === "date" ? readDay(given) : given;
}
