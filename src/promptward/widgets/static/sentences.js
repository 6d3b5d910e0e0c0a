// The checked sentences after submitting: the right wording takes the place of the wrong one.

import { el } from "./dom.js";
import { local, t } from "./words.js";
import { reasons } from "./verify.js";

/** Words of `right` with those marked that `wrong` does not have: `[{text, changed}]`; and the words that went. */
export function changes(wrong, right) {
  const a = wrong.split(/\s+/).filter(Boolean);
  const b = right.split(/\s+/).filter(Boolean);
  const bare = (word) => word.toLowerCase().replace(/[.,;:!?()"“”]+$/g, "");
  const length = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      length[i][j] = bare(a[i]) === bare(b[j]) ? length[i + 1][j + 1] + 1 : Math.max(length[i + 1][j], length[i][j + 1]);
  const parts = [];
  const gone = [];
  const put = (text, changed) => {
    const last = parts[parts.length - 1];
    if (last && last.changed === changed) last.text += ` ${text}`;
    else parts.push({ text, changed });
  };
  let i = 0;
  let j = 0;
  while (j < b.length || i < a.length) {
    if (i < a.length && j < b.length && bare(a[i]) === bare(b[j])) {
      put(b[j], false);
      i += 1;
      j += 1;
    } else if (i < a.length && (j === b.length || length[i + 1][j] >= length[i][j + 1])) {
      gone.push(a[i]);
      i += 1;
    } else {
      put(b[j], true);
      j += 1;
    }
  }
  const kept = b.length - parts.filter((part) => part.changed).reduce((sum, part) => sum + part.text.split(" ").length, 0);
  if (kept * 2 < b.length) return { parts: [{ text: right, changed: true }], gone: wrong }; // another sentence
  return { parts, gone: gone.join(" ") };
}

function verdict({ planted, marked, reason }) {
  const word = Object.fromEntries(reasons());
  if (!planted) return [t("This sentence holds"), "held"];
  if (!marked) return [t("Not found yet"), "missed"];
  if (marked !== true && marked !== reason) return [t("Found, but the reason is: {reason}", { reason: word[reason] || reason }), "near"];
  return [t("Found: {reason}", { reason: word[reason] || reason }), "found"];
}

const SIGNS = { found: "✓", near: "◐", missed: "○", held: "=" };

/** One line of what was right and wrong: found, near, missed or held, said in `word` as well. */
export function correction(tone, word, ...inside) {
  return el("li", { class: `pw-correction pw-correction--${tone}` }, el("p", { class: "pw-verdict" }, el("span", { "aria-hidden": "true" }, `${SIGNS[tone]} `), word), inside);
}

/** Such lines under a heading; nothing without lines. */
export function correctionList(title, rows) {
  return rows.length ? el("div", { class: "pw-corrections" }, el("h4", {}, title), el("ul", {}, rows)) : null;
}

/** A wording and what differs from the earlier one marked. */
function marked(text, right) {
  return changes(text, right).parts.flatMap((part, i) => [i ? " " : "", part.changed ? el("mark", {}, part.text) : part.text]);
}

/** The right wording, its changed `detail` marked; the earlier one is a click away and never without its label. */
export function setRight({ text, right, detail, label }) {
  const whole = local(right);
  const part = local(detail);
  const place = part ? whole.indexOf(part) : -1;
  const shown = place < 0 ? marked(local(text), whole) : [whole.slice(0, place), el("mark", {}, part), whole.slice(place + part.length)];
  return [
    whole && el("p", { class: "pw-right" }, shown, " ", el("span", { class: "pw-tag pw-tag--mended" }, t("corrected"))),
    el("details", { class: "pw-was" }, el("summary", {}, t("Show the earlier wording ({label})", { label })), el("p", {}, el("b", {}, `${label}: `), el("del", {}, local(text)))),
  ];
}

function sourceLine(source) {
  if (!source) return null;
  const title = typeof source === "string" ? source : local(source.title);
  const link = source.url ? el("a", { href: source.url, target: "_blank", rel: "noopener" }, title) : title;
  return el("p", { class: "pw-source" }, `${t("Source")}: `, link, source.publisher ? ` · ${source.publisher}` : "", source.year ? ` · ${source.year}` : "");
}

function corrected(one) {
  const { gone } = changes(local(one.text), local(one.right));
  return [
    el("p", { class: "pw-right" }, marked(local(one.text), local(one.right))),
    gone && el("p", { class: "pw-instead" }, `${t("instead of")}: `, el("del", {}, gone)),
    one.why && el("p", {}, local(one.why)),
    sourceLine(one.source),
  ];
}

/** Planted sentences, found or not, and good ones marked by mistake. */
export function corrections(grade) {
  const shown = (grade.sentences || []).filter((one) => one.planted || one.marked);
  const rows = shown.map((one) => {
    const [word, tone] = verdict(one);
    return correction(tone, word, one.planted ? corrected(one) : el("p", { class: "pw-right" }, local(one.text)));
  });
  return correctionList(t("The answer, set right"), rows);
}
