// The slip of a data exercise: which problems were found, what was strange but true, statements and numbers set right.

import { placeInWords, remedies, troubles, wordOf } from "./flags.js";
import { el } from "./dom.js";
import { figure } from "./figures.js";
import { correction, correctionList, setRight } from "./sentences.js";
import { scrolled } from "./table.js";
import { local, t } from "./words.js";

const ROWS = 6; // rows of a problem shown as they stand in the table

/** What `slip()` asks of a kind. */
export function dataSlip({ view, table }) {
  return {
    summary: (grade) => figures(grade),
    corrections: (grade) => [problems(grade, table), alarms(grade, table), decoys(grade, table), statements(grade), numbers(grade, view)],
    submitted: () => null,
  };
}

function figures({ problems: all = [], decoys: strange = [] }) {
  if (!all.length) return null;
  const found = all.filter((one) => one.found).length;
  const hurt = strange.filter((one) => one.flagged).length;
  const told = [t("Found {found} of {all} problems", { found, all: all.length })];
  if (strange.length) told.push(hurt ? t("flagged {count} strange but true values", { count: hurt }) : t("left every strange but true value alone"));
  return el("div", { class: "pw-figures" }, el("h4", {}, t("The whole table")), el("p", {}, `${told.join(", ")}.`));
}

function problems(grade, table) {
  const rows = (grade.problems || []).map((one) => {
    const near = one.found && !(one.trouble_right && one.remedy_right);
    const mend = (one.remedies || []).map((value) => wordOf(remedies(), value)).join(t(" or "));
    const words = [one.found ? t("Found it") : t("Not found yet")];
    if (one.found && !one.trouble_right) words.push(t("its name is another"));
    if (one.found && !one.remedy_right) words.push(t("something else should be done"));
    return correction(
      one.found ? (near ? "near" : "found") : "missed",
      words.join("; "),
      el("p", { class: "pw-right" }, local(one.text)),
      el("p", { class: "pw-source" }, `${t("Where")}: ${placeInWords(table, one.rows || [], one.columns || [])}`),
      excerpt(table, one.rows || [], one.columns || []),
      one.why && el("p", {}, local(one.why)),
      one.trouble && el("p", {}, el("b", {}, wordOf(troubles(), one.trouble)), " → ", mend),
    );
  });
  return correctionList(t("The problems in the table"), rows);
}

/** Flags that touch no problem; the strange but true ones stand in their own list. */
function alarms(grade, table) {
  const strange = new Set((grade.decoys || []).filter((one) => one.flagged).map((one) => `${one.row} ${one.column}`));
  const rows = (grade.false_alarms || [])
    .filter((flag) => !strange.has(`${flag.row} ${flag.column}`))
    .map((flag) => correction("near", t("Nothing is wrong there"), el("p", { class: "pw-right pw-capital" }, placeInWords(table, flag.row ? [flag.row] : [], flag.column ? [flag.column] : []))));
  return correctionList(t("Flagged without need"), rows);
}

/** The rows concerned as they stand in the table, the cells concerned marked. */
function excerpt(table, rows, columns) {
  const shown = rows.filter((id) => table.known.has(id)).slice(0, ROWS);
  if (!shown.length) return null;
  const first = table.columns[0];
  const wanted = columns.length ? [first, ...columns.map((id) => table.column(id)).filter((one) => one && one !== first)] : table.columns;
  const cell = (id, column) => {
    const text = table.cell(id, column.id).trim() || t("empty");
    return columns.includes(column.id) ? el("mark", {}, text) : text;
  };
  return scrolled(t("The rows in the table"), wanted.map((column) => local(column.title)), shown.map((id) => wanted.map((column) => cell(id, column))));
}

function decoys(grade, table) {
  const rows = (grade.decoys || []).map((one) =>
    correction(
      one.flagged ? "near" : "held",
      one.flagged ? t("Flagged, yet true") : t("Left alone, rightly"),
      el("p", { class: "pw-right pw-capital" }, `${placeInWords(table, [one.row], [one.column])} = ${table.cell(one.row, one.column) || "–"}`),
      one.why && el("p", {}, local(one.why)),
    ),
  );
  return correctionList(t("Strange but true"), rows);
}

function statements(grade) {
  const rows = (grade.statements || []).map((one) => {
    const met = one.answered === one.true;
    const blank = one.answered === null || one.answered === undefined;
    const word = blank ? t("Not answered") : met ? (one.true ? t("True, and judged true") : t("Caught: it was wrong")) : one.true ? t("Suspected wrongly: this statement holds") : t("Let through: it was wrong");
    return correction(met ? "found" : one.true && !blank ? "near" : "missed", word, one.true ? el("p", { class: "pw-right" }, local(one.text)) : setRight({ text: one.text, right: one.right, label: t("WRONG") }), one.why && el("p", {}, local(one.why)));
  });
  return correctionList(t("What the AI said, set right"), rows);
}

function numbers(grade, view) {
  const known = new Map((view.questions || []).map((question) => [question.id, question]));
  const rows = (grade.numbers || []).map((one) => {
    const question = known.get(one.id) || { cleanings: [] };
    const unit = question.percent ? "%" : local(question.unit);
    const rule = ({ cleaning, title }) => local(title) || local((question.cleanings.find(({ id }) => id === cleaning) || {}).title);
    const given = one.given === null || one.given === undefined || one.given === "" ? "–" : typeof one.given === "number" ? figure(one.given) : one.given;
    return correction(
      one.ok ? "found" : "missed",
      one.ok === null ? t("Could not be judged") : one.ok ? t("Right") : given === "–" ? t("Not answered") : t("Not right yet"),
      el("p", { class: "pw-right" }, local(question.text)),
      el("p", { class: "pw-source" }, `${t("Given")}: ${given} ${given === "–" ? "" : unit}`),
      el("p", {}, t("Accepted"), ":"),
      el("ul", { class: "pw-bullets" }, (one.accepted || []).map((way) => el("li", {}, el("b", {}, `${typeof way.value === "number" ? figure(way.value, 2) : local(way.value)} ${unit}`), ` – ${rule(way)}`))),
    );
  });
  return correctionList(t("The numbers"), rows);
}
