// What an expression is worth: the twin of rules/evaluation.py, which says why and has the final word.
//
// Nothing is null, a truth a boolean, a text a string, the chosen of many a Chosen, the answers of all rows an array,
// a number a Num: a BigInt that counts 10⁻¹², so that every step rounds exactly as Python's decimals do.

const SCALE = 10n ** 12n;
const LARGEST = 10n ** 30n;
const DAY = 86_400_000;

export class Num {
  constructor(units) {
    this.units = units;
  }
}

export class Day {
  constructor(days) {
    this.days = days;
  }
}

export class Chosen {
  constructor(names) {
    this.names = names;
  }
}

const whole = (count) => new Num(BigInt(count) * SCALE);
const magnitude = (units) => (units < 0n ? -units : units);
const bounded = (units) => (magnitude(units) < LARGEST ? new Num(units) : null);

// Rounds half away from zero.
function divided(units, by) {
  const quotient = (2n * magnitude(units) + magnitude(by)) / (2n * magnitude(by));
  return units < 0n === by < 0n ? quotient : -quotient;
}

export function readNumber(written) {
  const found = /^ *(-?)(\d{1,18})(?:\.(\d{1,12}))? *$/.exec(written);
  if (!found) return null;
  const units = BigInt(found[2]) * SCALE + BigInt((found[3] ?? "").padEnd(12, "0"));
  return new Num(found[1] ? -units : units);
}

export function readDay(written) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(written) || written.startsWith("0000")) return null;
  const moment = Date.parse(`${written}T00:00:00Z`);
  if (Number.isNaN(moment) || new Date(moment).toISOString().slice(0, 10) !== written) return null;
  return new Day(moment / DAY);
}

const dayText = (day) => new Date(day.days * DAY).toISOString().slice(0, 10);
const readable = (days) => days >= -719162 && days <= 2932896;

export function decimalText(value) {
  const units = magnitude(value.units);
  const part = String(units % SCALE).padStart(12, "0").replace(/0+$/, "");
  return `${value.units < 0n ? "-" : ""}${units / SCALE}${part ? `.${part}` : ""}`;
}

// What a value is as something else ------------------------------------------------------------------------------------

export function single(value) {
  while (Array.isArray(value)) value = value.length ? value[0] : null;
  return value;
}

export function empty(value) {
  value = single(value);
  return value === null || value === "" || (value instanceof Chosen && !value.names.length);
}

export function truth(value) {
  value = single(value);
  if (typeof value === "boolean") return value;
  return value instanceof Num ? value.units !== 0n : !empty(value);
}

export function text(value) {
  value = single(value);
  if (value === null) return "";
  if (typeof value === "boolean") return value ? "true" : "false";
  if (value instanceof Num) return decimalText(value);
  if (value instanceof Day) return dayText(value);
  return value instanceof Chosen ? value.names.join(" ") : value;
}

export function number(value) {
  value = single(value);
  if (typeof value === "boolean") return whole(value ? 1 : 0);
  if (value instanceof Num) return value;
  if (value instanceof Day) return whole(value.days);
  if (typeof value !== "string") return null;
  const day = readDay(value);
  return day ? whole(day.days) : readNumber(value);
}

const all = (values) => values.flatMap((value) => (Array.isArray(value) ? all(value) : [value]));
const truncated = (value) => value.units / SCALE;
const isWhole = (value) => value.units % SCALE === 0n;
const floored = (value) => (truncated(value) * SCALE > value.units ? truncated(value) - 1n : truncated(value));

// Operators and functions ------------------------------------------------------------------------------------------------

const arithmetic = (work) => (one, other) => {
  const [first, second] = [number(one), number(other)];
  if (first === null || second === null) return null;
  const units = work(first.units, second.units);
  return units === null ? null : bounded(units);
};

const sized = (compare) => (one, other) => {
  const [first, second] = [number(one), number(other)];
  return first !== null && second !== null && compare(first.units, second.units);
};

function equal(one, other) {
  if (Array.isArray(one) || Array.isArray(other)) {
    return all([one]).some((first) => all([other]).some((second) => equalSingle(first, second)));
  }
  return equalSingle(one, other);
}

function equalSingle(one, other) {
  if (empty(one) || empty(other)) return empty(one) && empty(other);
  if (typeof one === "boolean" || typeof other === "boolean") return truth(one) === truth(other);
  const counted = (value) => value instanceof Num || value instanceof Day;
  if (counted(one) || counted(other)) {
    const [first, second] = [number(one), number(other)];
    return first !== null && second !== null && first.units === second.units;
  }
  return text(one) === text(other);
}

const numbers = (values) => all(values).map(number).filter((found) => found !== null);
const extreme = (better) => (...values) => {
  const found = numbers(values);
  return found.length ? found.reduce((best, one) => (better(one.units, best.units) ? one : best)) : null;
};
const words = (written) => written.split(/[ \t\r\n]+/).filter(Boolean);

function chosen(value) {
  value = single(value);
  return value instanceof Chosen ? value.names : words(text(value));
}

function selectedAt(value, index) {
  const at = number(index);
  return at !== null && isWhole(at) && at.units >= 0n ? (chosen(value)[Number(truncated(at))] ?? "") : "";
}

function rounded(value, places = whole(0)) {
  const [given, to] = [number(value), number(places)];
  if (given === null || to === null || !isWhole(to) || to.units < 0n || to.units > 12n * SCALE) return null;
  const step = 10n ** (12n - truncated(to));
  return new Num(divided(given.units, step) * step);
}

const made = (rounding) => (value) => {
  const given = number(value);
  return given === null ? null : new Num(rounding(given) * SCALE);
};

function slice(value, start, end = null) {
  const [letters, first, last] = [Array.from(text(value)), number(start), number(end)];
  if (first === null) return "";
  const cut = (at) => Math.max(Number(truncated(at)), 0);
  return letters.slice(cut(first), last === null ? undefined : cut(last)).join("");
}

function before(value, mark) {
  const [written, at] = [text(value), text(mark) ? text(value).indexOf(text(mark)) : -1];
  return at < 0 ? "" : written.slice(0, at);
}

function after(value, mark) {
  if (!text(mark)) return text(value);
  const at = text(value).indexOf(text(mark));
  return at < 0 ? "" : text(value).slice(at + text(mark).length);
}

function day(value) {
  value = single(value);
  if (value instanceof Day) return value;
  const read = typeof value === "string" ? readDay(value) : null;
  if (read) return read;
  const days = number(value);
  if (days === null) return null;
  const count = Number(floored(days));
  return readable(count) ? new Day(count) : null;
}

function formatted(value, pattern) {
  const given = day(value);
  if (!given) return "";
  const [year, month, date] = dayText(given).split("-");
  const parts = { "%Y": year, "%y": year.slice(2), "%m": month, "%n": String(Number(month)), "%d": date, "%e": String(Number(date)) };
  return Object.entries(parts).reduce((written, [sign, part]) => written.replaceAll(sign, part), text(pattern));
}

// The server's patterns are RE2: its \s knows five blanks, and any sign may be escaped. What this browser cannot try
// is left to the server.
function fits(written, pattern) {
  let inside = false;
  const known = pattern.replace(/\\(.)|[[\]]/gsu, (sign, escaped) => {
    if (!escaped) {
      inside = sign === "[";
      return sign;
    }
    if (escaped === "s") return inside ? " \\t\\n\\f\\r" : "[ \\t\\n\\f\\r]";
    return /[\w^$\\.*+?()[\]{}|/-]/u.test(escaped) && !(escaped === "-" && !inside) ? sign : escaped;
  });
  try {
    return new RegExp(`^(?:${known})$`, "u").test(written);
  } catch {
    return true;
  }
}

const negative = (value) => {
  const given = number(value);
  return given === null ? null : new Num(-given.units);
};

const WORKS = {
  "+": arithmetic((one, other) => one + other),
  "-": arithmetic((one, other) => one - other),
  "*": arithmetic((one, other) => divided(one * other, SCALE)),
  div: arithmetic((one, other) => (other === 0n ? null : divided(one * SCALE, other))),
  mod: arithmetic((one, other) => (other === 0n ? null : one % other)),
  "=": equal,
  "!=": (one, other) => !equal(one, other),
  "<": sized((one, other) => one < other),
  "<=": sized((one, other) => one <= other),
  ">": sized((one, other) => one > other),
  ">=": sized((one, other) => one >= other),
  negative,
  abs: (value) => (number(value) === null ? null : new Num(magnitude(number(value).units))),
  boolean: truth,
  ceiling: made((given) => -floored(new Num(-given.units))),
  coalesce: (...values) => single(values.find((value) => !empty(value)) ?? null),
  concat: (...values) => all(values).map(text).join(""),
  contains: (value, part) => text(value).includes(text(part)),
  "count-non-empty": (value) => whole(all([value]).filter((one) => !empty(one)).length),
  "count-selected": (value) => whole(chosen(value).length),
  date: day,
  "decimal-date-time": (value) => number(day(value)),
  "ends-with": (value, part) => text(value).endsWith(text(part)),
  false: () => false,
  floor: made(floored),
  "format-date": formatted,
  int: made(truncated),
  join: (mark, ...values) => all(values).map(text).join(text(mark)),
  max: extreme((one, best) => one > best),
  min: extreme((one, best) => one < best),
  "normalize-space": (value) => words(text(value)).join(" "),
  not: (value) => !truth(value),
  number,
  regex: (value, pattern) => fits(text(value), text(pattern)),
  round: rounded,
  selected: (value, name) => chosen(value).includes(text(name)),
  "selected-at": selectedAt,
  "starts-with": (value, part) => text(value).startsWith(text(part)),
  string: text,
  "string-length": (value) => whole(Array.from(text(value)).length),
  substr: slice,
  "substring-after": after,
  "substring-before": before,
  sum: (...values) => bounded(numbers(values).reduce((total, one) => total + one.units, 0n)),
  true: () => true,
};

// `at` answers what a place knows: answer, here, column, position, rows, rowAnswer, choiceLabel, today.
export function evaluate(tree, at) {
  const [tag, ...rest] = tree;
  switch (tag) {
    case "#":
      return readNumber(rest[0]);
    case "'":
      return rest[0];
    case "$":
      return at.answer(rest[0]);
    case ".":
      return at.here();
    case "@":
      return at.column(rest[0]);
    case "and":
      return rest.every((part) => truth(evaluate(part, at)));
    case "or":
      return rest.some((part) => truth(evaluate(part, at)));
    case "if":
      return evaluate(truth(evaluate(rest[0], at)) ? rest[1] : rest[2], at);
    case "today":
      return at.today;
    case "position":
      return whole(at.position());
    case "count": {
      const rows = rest[0][0] === "$" ? at.rows(rest[0][1]) : null;
      return whole(rows ?? all([evaluate(rest[0], at)]).length);
    }
    case "indexed-repeat": {
      const row = number(evaluate(rest[2], at));
      if (row === null || rest[0][0] !== "$" || rest[1][0] !== "$" || !isWhole(row)) return null;
      return at.rowAnswer(rest[0][1], rest[1][1], Number(truncated(row)));
    }
    case "choice-label":
      return at.choiceLabel(rest[1][1], text(evaluate(rest[0], at)));
    default:
      return WORKS[tag](...rest.map((part) => evaluate(part, at)));
  }
}

export function asJson(value) {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (value instanceof Num) return { number: decimalText(value) };
  if (value instanceof Day) return { day: dayText(value) };
  return Array.isArray(value) ? { rows: value.map(asJson) } : value.names;
}
