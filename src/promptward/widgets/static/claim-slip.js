// The slip of a claims exercise: what was caught, and every claim as it should read.

import { actions, sureness, verdicts } from "./claim-pass.js";
import { el } from "./dom.js";
import { correction, correctionList, setRight } from "./sentences.js";
import { local, t } from "./words.js";

/** What `slip()` asks of a kind: its figures, its corrections, and what was submitted. */
export function claimSlip({ work, sources }) {
  return {
    summary: (grade) => grade.detection && figures(grade.detection),
    corrections: (grade) => [correctionList(t("The claims, set right"), inOrder(grade.claims || [], work.sheet).map((one, i) => row({ one, i, sources }))), omission(grade.omission)],
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

/** What became of one claim, and its tone. */
function outcome({ truth, answered }) {
  const held = truth === "supported";
  if (!answered) return [t("Not answered"), held ? "held" : "missed"];
  if (held) return answered === "supported" ? [t("True, and judged true"), "found"] : [t("Suspected wrongly: this claim holds"), "near"];
  if (answered === "supported") return [truth === "contradicted" ? t("Let through: it was wrong") : t("Let through: the sources do not settle it"), "missed"];
  if (truth === "contradicted") return answered === "unsettled" ? [t("Rightly suspected; a source already says that it is wrong"), "near"] : [t("Caught: it was wrong"), "found"];
  return answered === "unsettled" ? [t("Caught: the sources do not settle it"), "found"] : [t("Rightly suspected; but no source says that it is wrong"), "near"];
}

/** The claims as they were numbered on the sheet. */
function inOrder(claims, sheet) {
  const place = new Map(((sheet && sheet.claims) || []).map(({ id }, i) => [id, i]));
  return [...claims].sort((a, b) => (place.get(a.id) || 0) - (place.get(b.id) || 0));
}

function row({ one, i, sources }) {
  const [word, tone] = outcome(one);
  const said = verdicts().find(({ value }) => value === one.answered);
  const how = sureness().find(({ value }) => value === one.sure);
  const words = said && [said.word.toLowerCase(), how && how.word].filter(Boolean).join(", ");
  const todo = (one.actions || []).map((value) => (actions().find((each) => each.value === value) || {}).word).filter(Boolean);
  const label = one.truth === "contradicted" ? t("WRONG") : t("NOT SETTLED");
  return correction(
    tone,
    `${i + 1}. ${word}`,
    one.truth === "supported" ? el("p", { class: "pw-right" }, local(one.text)) : setRight({ text: one.text, right: one.right, detail: one.right_detail, label }),
    words && tone !== "found" && el("p", { class: "pw-source" }, t("Said: {verdict}", { verdict: words })),
    one.why && el("p", {}, local(one.why)),
    todo.length > 0 && el("p", {}, t("To do: {actions}", { actions: todo.join(t(" or ")) })),
    (one.excerpts || []).map((id) => sources.title(id) && el("p", { class: "pw-source" }, el("button", { class: "pw-link", on: { click: (event) => sources.show(id, event) } }, sources.title(id)))),
  );
}

function omission(told) {
  if (!told) return null;
  const text = (id) => local(((told.choices || []).find((choice) => choice.id === id) || {}).text);
  const met = told.chosen === told.right;
  const line = correction(met ? "found" : "missed", met ? t("Found it") : t("Not found yet"), text(told.right) && el("p", { class: "pw-right" }, text(told.right)), told.why && el("p", {}, local(told.why)));
  return correctionList(t("What was left out"), [line]);
}
