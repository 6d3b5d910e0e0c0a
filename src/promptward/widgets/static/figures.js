// Numbers and days as they stand in a table: read with comma or point, written the way of the page.

import { lang } from "./words.js";

/** What `text` says as a number; NaN where it says none. */
export function numeric(text) {
  const plain = String(text).trim().replace(",", ".");
  return /^[-+−]?\d+(\.\d+)?$/.test(plain) ? Number(plain.replace("−", "-")) : NaN;
}

/** A day (`dd/mm/yyyy` or `yyyy-mm-dd`) as milliseconds; NaN where it is none. */
export function day(text) {
  const words = String(text).trim();
  const ours = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(words);
  const iso = /^(\d{4})-(\d{2})-(\d{2})/.exec(words);
  if (ours) return Date.UTC(ours[3], ours[2] - 1, ours[1]);
  return iso ? Date.UTC(iso[1], iso[2] - 1, iso[3]) : NaN;
}

/** A number to read: at most `places` decimals, decimal comma in Vietnamese. */
export function figure(value, places = 3) {
  const text = String(Number(Number(value).toFixed(places)));
  return lang() === "vi" ? text.replace(".", ",") : text;
}

/** `{count, empty, odd, min, median, max}` of cells; `odd` are neither empty nor a number. */
export function digest(cells) {
  const filled = cells.filter((cell) => String(cell).trim() !== "");
  const numbers = filled.map(numeric).filter((value) => !Number.isNaN(value));
  numbers.sort((a, b) => a - b);
  const middle = numbers.length >> 1;
  const median = numbers.length % 2 ? numbers[middle] : (numbers[middle - 1] + numbers[middle]) / 2;
  return {
    count: cells.length,
    empty: cells.length - filled.length,
    odd: filled.length - numbers.length,
    ...(numbers.length ? { min: numbers[0], median, max: numbers[numbers.length - 1] } : {}),
  };
}

/** Round steps that cover `low` to `high` in about `count` parts. */
export function ticks(low, high, count = 5) {
  const span = high - low || Math.abs(high) || 1;
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= rough * 0.99);
  const marks = [];
  for (let at = Math.ceil(low / step - 1e-9) * step; at <= high + step * 1e-9; at += step) marks.push(Number(at.toPrecision(12)));
  return marks;
}
