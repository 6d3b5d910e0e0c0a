// Masks what identifies a person before a text leaves the browser. The server repeats this and decides.
//
// The twin of promptward/privacy: same pattern file, same steps, held together by tests/privacy/vectors.json.
// No look-behind and no match indices: they are missing in browsers people still carry.

const MARK = /^\p{Mn}$/u;
const INVISIBLE =
  /^[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]$/;
const FROM =
  "\u00a0\u2007\u2009\u202f\u3000\u2010\u2011\u2012\u2013\u2014\u2212\u2018\u2019\u02bc\uff1a\uff0b" +
  "\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19đĐ";
const TO = "     ------''':+0123456789dD";
const SEPARATORS = ["|", "\t", ";", ","];
const AHEAD = 40;
const PASSES = 4;
const LONGEST_CHAIN = 8;

let compiled = null;

/** Takes the pattern file (an object), or the address to fetch it from; resolves when masking can begin. */
export async function configure(source) {
  const raw =
    typeof source === "string" || source instanceof URL ? await (await fetch(source)).json() : source;
  compiled = compile(raw);
  return compiled.version;
}

/** `text` with number-like identifiers replaced; `spans` are the places of the placeholders in the new text. */
export function maskNumbers(text, { known = [], kept = [], lang = "vi" } = {}) {
  const patterns = ready();
  let spans = [];
  for (let pass = 0; pass < PASSES; pass += 1) {
    const found = findNumbers(text, { known, kept }).filter((span) => !span.known);
    if (!found.length) break;
    ({ text, spans } = replaced(text, found, spans, patterns, lang));
  }
  return { text, spans };
}

/** Number-like identifiers in `text`, in UTF-16 units, the scenario's own ones with `known: true`. */
export function findNumbers(text, { known = [], kept = [] } = {}) {
  const letters = lettersOf(text);
  return without(letters, inventedIn(letters, known), numberHits(letters), kept);
}

/** Full names that stand beside a word for a patient or a relative, or before an age. The server sees more. */
export function findNames(text, { known = [], kept = [] } = {}) {
  const letters = lettersOf(text);
  const names = nameHits(letters).map(([start, end]) => [start, end, "name"]);
  return without(letters, inventedIn(letters, known), names, kept).filter((span) => span.kind === "name");
}

function ready() {
  if (!compiled) throw new Error("mask.js: configure() has not finished");
  return compiled;
}

// --- the pattern file -----------------------------------------------------------------------------

function compile(raw) {
  const expand = (source) => {
    let out = source;
    while (/<[A-Za-z][A-Za-z0-9]*>/.test(out)) {
      out = out.replace(/<([A-Za-z][A-Za-z0-9]*)>/g, (_, word) => raw.define[word]);
    }
    return out;
  };
  const optional = (source) => (source ? new RegExp(expand(source)) : null);
  const rules = raw.rules.map((entry) => ({
    kind: entry.kind,
    body: new RegExp(`${entry.before || "(^|[^0-9A-Za-z])"}(${expand(entry.body)})`, "g"),
    cased: entry.on === "cased",
    chain: entry.chain ? { ...entry.chain, more: new RegExp(expand(entry.chain.more), "y") } : null,
    window: entry.window || 60,
    digits: entry.digits || null,
    cue: optional(entry.cue),
    cueAfter: optional(entry.cue_after),
    unless: optional(entry.unless),
    unlessAfter: optional(entry.unless_after),
    notBody: optional(entry.not_body),
    notText: optional(entry.not_text),
  }));
  const headers = Object.entries(raw.headers).map(([kind, source]) => [kind, new RegExp(source)]);
  const blocks = raw.blocks.map((source) => new RegExp(source, "g"));
  const nowhere = new RegExp(expand(raw.nowhere));
  return { version: raw.version, placeholders: raw.placeholders, rules, headers, blocks, nowhere, lists: listsOf(raw.names) };
}

function placeholder(patterns, kind, lang) {
  return patterns.placeholders[kind][lang === "en" ? "en" : "vi"];
}

// --- letters: the text without marks, and the way back ----------------------------------------------

function bare(char) {
  let out = "";
  for (const piece of char.normalize("NFD")) {
    if (MARK.test(piece) || INVISIBLE.test(piece)) continue;
    const at = FROM.indexOf(piece);
    out += at < 0 ? piece : TO[at];
  }
  return out;
}

function lettersOf(text) {
  let cased = "";
  const places = [];
  let place = 0;
  for (const char of text) {
    const piece = bare(char);
    for (let k = 0; k < piece.length; k += 1) places.push(place);
    cased += piece;
    place += char.length;
  }
  let plain = cased.toLowerCase();
  if (plain.length !== cased.length) {
    plain = Array.from(cased, (c) => (c.toLowerCase().length === c.length ? c.toLowerCase() : c)).join("");
  }
  return { text, cased, plain, places };
}

function original({ text, places }, start, end) {
  const width = (at) => (text.codePointAt(at) > 0xffff ? 2 : 1);
  let last = places[end - 1] + width(places[end - 1]);
  while (last < text.length && MARK.test(String.fromCodePoint(text.codePointAt(last)))) last += width(last);
  return [places[start], last];
}

// --- numbers ----------------------------------------------------------------------------------------

function numberHits(letters) {
  const { plain } = letters;
  const patterns = ready();
  const table = cellsOf(plain, patterns.headers);
  const claimed = new Uint8Array(plain.length);
  const shut = new Uint8Array(plain.length);
  for (const block of patterns.blocks) {
    for (const found of plain.matchAll(block)) shut.fill(1, found.index, found.index + found[0].length);
  }
  const free = (map, start, end) => map.subarray(start, end).indexOf(1) < 0;
  const hits = [];
  for (const rule of patterns.rules) {
    for (const [start, end] of matches(rule, letters, table)) {
      const text = rule.notText ? letters.text.slice(...original(letters, start, end)).normalize("NFC") : "";
      if (rule.notText && rule.notText.test(text)) continue;
      if (!free(claimed, start, end) || (rule.kind !== "email" && !free(shut, start, end))) continue;
      claimed.fill(1, start, end);
      hits.push([start, end, rule.kind]);
    }
  }
  for (const cell of table) {
    const passage = plain.slice(cell.start, cell.end);
    const written = passage.includes(" ") && !passage.includes("[");
    const whole = cell.kind === "address" && written && !patterns.nowhere.test(passage);
    if (whole && free(claimed, cell.start, cell.end)) hits.push([cell.start, cell.end, "address"]);
  }
  return hits.sort((a, b) => a[0] - b[0]);
}

function matches(rule, { cased, plain }, table) {
  const text = rule.cased ? cased : plain;
  const out = [];
  rule.body.lastIndex = 0;
  for (let found = rule.body.exec(text); found; found = rule.body.exec(text)) {
    const start = found.index + found[1].length;
    const bodyEnd = start + found[2].length;
    const meant = bodyEnd > start && fits(rule, found[2]) && accepts(rule, plain, start, bodyEnd, table);
    const end = meant && rule.chain ? chainEnd(rule.chain, text, bodyEnd) : bodyEnd;
    if (meant && end > start) {
      out.push([start, end]);
      rule.body.lastIndex = end;
    } else {
      rule.body.lastIndex = Math.max(found.index + 1, rule.chain ? start : bodyEnd);
    }
  }
  return out;
}

function chainEnd({ more, links, areas }, text, place) {
  let end = place;
  let seen = 0;
  let placed = 0;
  more.lastIndex = end;
  for (let found = more.exec(text); found && seen < LONGEST_CHAIN; found = more.exec(text)) {
    end = more.lastIndex;
    seen += 1;
    placed += found[1] === undefined ? 0 : 1;
  }
  return seen >= links && placed >= areas ? end : -1;
}

function fits(rule, body) {
  if (rule.digits) {
    const digits = body.replace(/[^0-9]/g, "").length;
    if (digits < rule.digits[0] || digits > rule.digits[1]) return false;
  }
  return !(rule.notBody && rule.notBody.test(body.toLowerCase()));
}

function accepts(rule, plain, start, end, table) {
  const left = windowOf(plain, start, rule.window, table);
  const right = plain.slice(end, end + AHEAD);
  if (rule.cue && !rule.cue.test(left) && !(rule.cueAfter && rule.cueAfter.test(right))) return false;
  return !(rule.unless && rule.unless.test(left)) && !(rule.unlessAfter && rule.unlessAfter.test(right));
}

function windowOf(plain, start, size, table) {
  const cell = cellAt(table, start);
  if (cell) return `${cell.header}: ${plain.slice(cell.start, start)}`;
  const left = plain.slice(Math.max(0, start - size), start);
  return left.slice(Math.max(left.lastIndexOf("["), left.lastIndexOf("]")) + 1);
}

function cellAt(table, place) {
  let low = 0;
  let high = table.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (table[middle].start <= place) low = middle + 1;
    else high = middle;
  }
  const cell = table[low - 1];
  return cell && place < cell.end ? cell : null;
}

// --- pasted tables: a header speaks for the cells below it -------------------------------------------

function cellsOf(plain, headers) {
  const out = [];
  let columns = null;
  let separator = "";
  let offset = 0;
  for (const line of plain.split("\n")) {
    if (separator && !line.includes(separator)) separator = "";
    if (separator) {
      piecesOf(line, separator, offset).forEach(([start, end], column) => {
        if (columns.has(column) && start < end) out.push({ start, end, ...columns.get(column) });
      });
    } else {
      separator = SEPARATORS.find((s) => line.includes(s)) || "";
      columns = separator ? headingOf(plain, piecesOf(line, separator, offset), headers) : new Map();
      if (!columns.size) separator = "";
    }
    offset += line.length + 1;
  }
  return out;
}

function piecesOf(line, separator, offset) {
  let place = 0;
  return line.split(separator).map((piece) => {
    const lead = piece.length - piece.replace(/^ +/, "").length;
    const range = [offset + place + lead, offset + place + Math.max(lead, piece.replace(/ +$/, "").length)];
    place += piece.length + 1;
    return range;
  });
}

function headingOf(plain, cells, headers) {
  const found = new Map();
  for (const [column, [start, end]] of cells.entries()) {
    const header = plain.slice(start, end).replace(/^[ :*_]+|[ :*_]+$/g, "");
    if (/[0-9]/.test(header)) return new Map();
    const match = header.length <= 40 && headers.find(([, pattern]) => pattern.test(header));
    if (match) found.set(column, { kind: match[0], header });
  }
  return found;
}

// --- what the scenario invented, and what the writer keeps -------------------------------------------

const alike = (passage) => lettersOf(passage).plain.replace(/[^0-9a-z@]+/g, "");
const escaped = (source) => source.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

function inventedIn(letters, known) {
  const out = [];
  const claimed = new Uint8Array(letters.text.length);
  for (const one of known) {
    const wording = typeof one === "string" ? one : one.text;
    const parts = lettersOf(wording).plain.split(/[^0-9a-z@]+/).filter(Boolean);
    if (!parts.length) continue;
    const digits = wording.replace(/[^0-9]/g, "").length;
    const loose = digits >= 6 && !/[a-z]{3}/.test(parts.join(" "));
    const units = loose ? Array.from(parts.join("")) : parts;
    const glue = loose ? "[ .()/+-]{0,3}" : "[^0-9a-z@]{1,3}";
    const pattern = new RegExp(`(^|[^0-9a-z])(${units.map(escaped).join(glue)})(?![0-9a-z])`, "g");
    for (let found = pattern.exec(letters.plain); found; found = pattern.exec(letters.plain)) {
      const at = found.index + found[1].length;
      pattern.lastIndex = at + found[2].length;
      const [start, end] = original(letters, at, at + found[2].length);
      if (claimed.subarray(start, end).indexOf(1) >= 0) continue;
      claimed.fill(1, start, end);
      const kind = typeof one === "string" ? kindOf(wording, digits) : one.kind;
      out.push({ kind, start, end, text: letters.text.slice(start, end), known: true });
    }
  }
  return out;
}

function kindOf(wording, digits) {
  if (wording.includes("@")) return "email";
  if (digits === 12) return "citizen_id";
  if (digits >= 13) return "insurance";
  if (/[0-9][/.-][0-9]{1,2}[/.-][0-9]/.test(wording)) return "birth_date";
  if (digits >= 9) return "phone";
  return digits >= 4 ? "record" : digits === 0 ? "name" : "address";
}

function without(letters, spans, found, kept) {
  const spared = new Set(kept.map(alike));
  const claimed = new Uint8Array(letters.text.length);
  for (const span of spans) claimed.fill(1, span.start, span.end);
  const out = [...spans];
  for (const [a, b, kind] of found) {
    const [start, end] = original(letters, a, b);
    const text = letters.text.slice(start, end);
    if (claimed.subarray(start, end).indexOf(1) < 0 && !spared.has(alike(text))) {
      out.push({ kind, start, end, text, known: false });
    }
  }
  return out.sort((a, b) => a.start - b.start);
}

function replaced(text, found, places, patterns, lang) {
  const older = new Set(places);
  const spans = [];
  let out = "";
  let place = 0;
  for (const span of [...found, ...places].sort((a, b) => a.start - b.start)) {
    const shown = older.has(span) ? span.text : placeholder(patterns, span.kind, lang);
    out += text.slice(place, span.start);
    spans.push({ kind: span.kind, start: out.length, end: out.length + shown.length, text: shown });
    out += shown;
    place = span.end;
  }
  return { text: out + text.slice(place), spans };
}

// --- names: a plain subset of what the server does ----------------------------------------------------

const WORD = /[A-Za-z]+(?:'(?!s(?![A-Za-z]))[A-Za-z]*)*|[0-9]+/g;
const GAP = /^[ .:,("*_\t=/;-]{0,5}\n?[ *_\t-]{0,3}$/;
const AGE = /^[ ,(.:-]{0,4}(?:nam|nu|male|female)?[ ,(.:-]{0,4}[0-9]{1,3} ?(?:tuoi|t(?![a-z])|thang|years?|y\/?o)/;

function listsOf(names) {
  const phrasesOf = (group) => new Set((names[group] || []).join(", ").split(", ").map((p) => lettersOf(p).plain));
  const lists = {};
  for (const group of ["families", "patient", "kin", "fillers", "official", "place_before", "stop", "famous", "places"]) {
    lists[group] = phrasesOf(group);
  }
  return lists;
}

function nameHits(letters) {
  const { cased, plain } = letters;
  const { lists } = ready();
  const words = Array.from(cased.matchAll(WORD), (m) => ({ start: m.index, end: m.index + m[0].length }));
  const plainAt = (k) => plain.slice(words[k].start, words[k].end);
  const capital = (k) => /[A-Z]/.test(cased[words[k].start]);
  const out = [];
  for (let at = 0; at < words.length; at += 1) {
    if (!capital(at) || !lists.families.has(plainAt(at))) continue;
    let last = at;
    while (last + 1 < words.length && last - at < 4 && capital(last + 1) && !lists.stop.has(plainAt(last + 1))) {
      if (plain.slice(words[last].end, words[last + 1].start) !== " ") break;
      last += 1;
    }
    const whole = plain.slice(words[at].start, words[last].end);
    const nobody = lists.famous.has(whole) || lists.places.has(whole) || plainAt(last).length === 1;
    const cue = cueBefore(plain, words, at, lists);
    const meant = cue === "patient" || cue === "kin" || (!cue && AGE.test(plain.slice(words[last].end, words[last].end + 30)));
    if (last > at && !nobody && meant) out.push([words[at].start, words[last].end]);
    if (last > at && meant) at = last;
  }
  return out;
}

function cueBefore(plain, words, first, lists) {
  let at = first;
  for (let step = 0; step < 4 && at > 0; step += 1) {
    if (!GAP.test(plain.slice(words[at - 1].end, words[at].start))) return "";
    at -= 1;
    for (const length of [4, 3, 2, 1]) {
      if (at - length + 1 < 0) continue;
      const phrase = plain.slice(words[at - length + 1].start, words[at].end);
      const group = ["place_before", "official", "patient", "kin"].find((name) => lists[name].has(phrase));
      if (group) return group;
    }
    if (!lists.fillers.has(plain.slice(words[at].start, words[at].end))) return "";
  }
  return "";
}
