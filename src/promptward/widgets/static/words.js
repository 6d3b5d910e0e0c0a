// What the page says. Sources are English; the server sends the catalogue with the page.

let language = "vi";
let catalogue = {};

/** Speak `lang` from now on; `words` is the Vietnamese catalogue, source → translation. */
export function speak(lang, words) {
  language = lang === "en" ? "en" : "vi";
  if (words && Object.keys(words).length) catalogue = words;
}

/** The language of the page. */
export function lang() {
  return language;
}

/** Whether the page can change to `other` without asking the server. */
export function canSpeak(other) {
  return other === "en" || Object.keys(catalogue).length > 0;
}

/** `source` in the trainee's language, with `{name}` replaced; a value is never read as a template. */
export function t(source, values) {
  const text = (language === "vi" && catalogue[source]) || source;
  return values ? text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole)) : text;
}

/** A `{vi, en}` text in the trainee's language; a plain string stays as it is. */
export function local(text) {
  if (!text || typeof text === "string") return text || "";
  return (language === "en" && text.en) || text.vi || text.en || "";
}

/** A number as it is written here: decimal comma in Vietnamese. */
export function number(value) {
  const text = String(Math.round(value * 10) / 10);
  return language === "vi" ? text.replace(".", ",") : text;
}

/** A whole number with its thousands set apart. */
export function thousands(value) {
  return String(value).replace(/\B(?=(\d{3})+$)/g, language === "vi" ? "." : ",");
}

const two = (value) => String(value).padStart(2, "0");

/** The time of day, 24 h. Accepts what a server or `Date.now()` gives. */
export function clock(when) {
  const date = moment(when);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Day and time: `22/11/2026 08:07`; only the time when it is today. */
export function dayAndClock(when, { always = false } = {}) {
  const date = moment(when);
  if (!always && date.toDateString() === new Date().toDateString()) return clock(date);
  return `${two(date.getDate())}/${two(date.getMonth() + 1)}/${date.getFullYear()} ${clock(date)}`;
}

function moment(when) {
  if (when instanceof Date) return when;
  if (typeof when === "number") return new Date(when < 1e11 ? when * 1000 : when);
  const date = new Date(when);
  return Number.isNaN(date.getTime()) ? new Date() : date;
}
