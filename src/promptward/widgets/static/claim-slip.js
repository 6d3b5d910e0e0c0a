// The slip of a claims exercise: what was caught, and every claim as it should read.

import { sureness, verdicts } from "./claim-answers.js";
import { el } from "./dom.js";
import { changes } from "./sentences.js";
import { local, t } from "./words.js";

/** What `slip()` asks of a kind: its figures, its corrections, and what was submitted. */
export function claimSlip({ work, sources }) {
  return {
    summary: (grade) => grade.detection && figures(grade.detection),
    corrections: (grade) => [corrected({ grade, sources }), omission({ grade, sheet: work.sheet })],
    submitted: () => null,
  };
}

/** Counts in plain words; nothing here is a score. */
function figures(detection) {
  const { hits, misses, false_alarms: alarms, dangerous = [] } = detection;
  const errors = hits + misses;
  const told = [errors ? t("Caught {hits} of {errors} errors", { hits, errors }) : t("There was no error on this sheet")];
  told.push(alarms ? t("suspected {count} true claims wrongly", { count: alarms }) : t("suspected no true claim wrongly"));
  const line = `${told.join(", ")}${dangerous.length ? `; ${t("let {count} errors through that can do severe harm", { count: dangerous.length })}` : ""}.`;
  return el(
    "div",
    { class: "pw-figures" },
    el("h4", {}, t("The whole sheet")),
    el("p", {}, line),
    leaning(detection.leaning),
    sure(detection.sure || {}),
  );
}

function leaning(name) {
  const words = {
    trusting: [t("trusting"), t("lets more through than it suspects; open the source once more before using a claim.")],
    balanced: [t("balanced"), t("neither believes too easily nor suspects too much.")],
    suspicious: [t("suspicious"), t("suspects more than needed; a true claim can be used too.")],
  }[name];
  return words ? el("p", {}, t("Leaning"), ": ", el("b", {}, words[0]), ". ", words[1]) : null;
}

/** How often each word for sureness was right. */
function sure(counts) {
  const rows = sureness()
    .reverse()
    .map(({ value, word }) => ({ word, ...(counts[value] || { total: 0 }) }))
    .filter(({ total }) => total > 0);
  if (!rows.length) return null;
  return el("ul", { class: "pw-bullets" }, rows.map(({ word, right, total }) => el("li", {}, t("When saying “{word}”: right {right} of {total} times", { word, right, total }))));
}

const SIGNS = { found: "✓", near: "◐", missed: "○", held: "=" };

/** What became of one claim, and its tone. */
function outcome({ truth, answered }) {
  const held = truth === "supported";
  if (!answered) return [t("Not answered"), held ? "held" : "missed"];
  if (held) return answered === "supported" ? [t("True, and judged true"), "found"] : [t("Suspected wrongly: this claim holds"), "near"];
  if (answered === "supported") return [truth === "contradicted" ? t("Let through: it was wrong") : t("Let through: the sources do not settle it"), "missed"];
  if (truth === "contradicted") return answered === "unsettled" ? [t("Rightly suspected; a source already says that it is wrong"), "near"] : [t("Caught: it was wrong"), "found"];
  return answered === "unsettled" ? [t("Caught: the sources do not settle it"), "found"] : [t("Rightly suspected; but no source says that it is wrong"), "near"];
}

function corrected({ grade, sources }) {
  const all = grade.claims || [];
  if (!all.length) return null;
  return el(
    "div",
    { class: "pw-corrections" },
    el("h4", {}, t("The claims, set right")),
    el("ol", {}, all.map((one, i) => row({ one, i, sources }))),
  );
}

function row({ one, i, sources }) {
  const [word, tone] = outcome(one);
  const said = verdicts().find(({ value }) => value === one.answered);
  const how = sureness().find(({ value }) => value === one.sure);
  const told = said && (how ? t("Said: {verdict}, {sure}", { verdict: said.word.toLowerCase(), sure: how.word }) : t("Said: {verdict}", { verdict: said.word.toLowerCase() }));
  return el(
    "li",
    { class: `pw-correction pw-correction--${tone}` },
    el("p", { class: "pw-verdict" }, el("span", { "aria-hidden": "true" }, `${SIGNS[tone]} `), `${i + 1}. ${word}`),
    one.truth === "supported" ? el("p", { class: "pw-right" }, local(one.text)) : setRight(one),
    told && tone !== "found" && el("p", { class: "pw-source" }, told),
    one.why && el("p", {}, local(one.why)),
    (one.excerpts || []).map((id) => sources.title(id) && el("p", { class: "pw-source" }, el("button", { class: "pw-link", on: { click: (event) => sources.show(id, event) } }, sources.title(id)))),
  );
}

/** The right wording stands there; the wrong one is a click away and never without its label. */
function setRight(one) {
  const was = one.truth === "contradicted" ? t("WRONG") : t("NOT SETTLED");
  return [
    el("p", { class: "pw-right" }, marked(one), " ", el("span", { class: "pw-tag pw-tag--mended" }, t("corrected"))),
    el(
      "details",
      { class: "pw-was" },
      el("summary", {}, t("Show the earlier wording ({label})", { label: was })),
      el("p", {}, el("b", {}, `${was}: `), el("del", {}, local(one.text))),
    ),
  ];
}

/** `right` with the changed detail marked: the author's, or what differs. */
function marked(one) {
  const right = local(one.right);
  const detail = local(one.right_detail);
  const at = detail ? right.indexOf(detail) : -1;
  if (at >= 0) return [right.slice(0, at), el("mark", {}, detail), right.slice(at + detail.length)];
  const { parts } = changes(local(one.text), right);
  return parts.flatMap((part, i) => [i ? " " : "", part.changed ? el("mark", {}, part.text) : part.text]);
}

function omission({ grade, sheet }) {
  const told = grade.omission;
  if (!told) return null;
  const text = (id) => local(((((sheet || {}).omission || {}).choices || []).find((choice) => choice.id === id) || {}).text);
  const met = told.chosen === told.right;
  return el(
    "div",
    { class: "pw-corrections" },
    el("h4", {}, t("What was left out")),
    el(
      "div",
      { class: `pw-correction pw-correction--${met ? "found" : "missed"}` },
      el("p", { class: "pw-verdict" }, el("span", { "aria-hidden": "true" }, met ? "✓ " : "○ "), met ? t("Found") : t("Not found yet")),
      text(told.right) && el("p", { class: "pw-right" }, text(told.right)),
      told.why && el("p", {}, local(told.why)),
    ),
  );
}
