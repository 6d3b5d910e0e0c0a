// The kind `data`: look through a table, flag what is wrong, judge what an AI says about it, compute, submit.

import { results } from "./attempts.js";
import { step } from "./choices.js";
import { displacedText } from "./conflict.js";
import { dataSlip } from "./data-slip.js";
import { el, fill, goTo, prose } from "./dom.js";
import { hints } from "./editor.js";
import { DataAnswers, flagList, flagPanel, marks } from "./flags.js";
import { handing, Rest } from "./handing.js";
import { numbers, statements } from "./numbers.js";
import { plot } from "./plot.js";
import { overview, Table, tools } from "./table.js";
import { rowCards, tableGrid } from "./table-views.js";
import { local, t } from "./words.js";

const GRID = "(min-width: 760px)";

/** The parts of the page. */
export function dataKind({ work, field, scope }) {
  const { view } = work;
  const answers = new DataAnswers(work);
  const table = new Table(view.table);
  const rest = new Rest({ work, scope });
  const desk = tableDesk({ view, table, answers, scope });
  const asked = numbers({ work, view, answers, scope });
  const place = el("div", {});
  const said = el("div", {});
  const second = el("section", { class: "pw-card pw-no-print pw-again" }, step(2, secondTitle(view)), said);
  const more = el("div", {}, displacedText({ work, scope }), hints({ work, scope }));
  const hand = handing({ work, scope, rest, gaps });
  const slips = results({ work, scope, revise, own: dataSlip({ view, table }) });
  field.hidden = true;
  work.inWords = (response) => answers.inWords(response);

  function revise() {
    rest.set(false);
    goTo(place);
  }

  function gaps() {
    const { flags, statements: judged, numbers: given } = answers.all;
    const open = flags.length ? [] : [{ words: t("Nothing is flagged in the table"), go: () => goTo(place) }];
    const first = (kind, id) => said.querySelector(`[data-${kind}="${CSS.escape(id)}"] input`);
    (view.statements || []).forEach((one, i) => {
      if (judged[one.id] === undefined) open.push({ words: t("Statement {number}", { number: i + 1 }), go: () => goTo(first("statement", one.id)) });
    });
    (view.questions || []).forEach((one, i) => {
      if (!String(given[one.id] || "").trim()) open.push({ words: t("Number {number}", { number: i + 1 }), go: () => goTo(first("question", one.id)) });
    });
    return open;
  }

  function show() {
    const rests = rest.resting;
    fill(place, rests ? rest.line(revise) : desk.node);
    if (!rests) desk.show();
    fill(said, statements({ view, answers }), asked.show());
    second.hidden = rests || !said.firstChild;
    more.hidden = rests;
    hand.look();
  }

  for (const [source, name] of [[work, "loaded"], [work.draft, "replaced"], [rest, "change"]]) scope.on(source, name, show);
  show();

  return {
    above: [step(1, t("Look through the table")), view.ask ? el("p", { class: "pw-do" }, local(view.ask)) : null, place],
    below: [more],
    after: [second, hand.node, slips],
  };
}

function secondTitle({ statements: said = [], questions = [] }) {
  if (said.length && questions.length) return t("Check the AI and compute");
  return said.length ? t("Check what the AI said") : t("Compute");
}

/** The table with its tools, as a grid or as cards, with the flag questions under the chosen cell. */
function tableDesk({ view, table, answers, scope }) {
  const wide = window.matchMedia(GRID);
  const parts = { table, marks: () => marks(answers), pick, title: local(view.table.title) };
  const place = el("div", { class: "pw-table-place" });
  const list = flagList({ table, answers, scope, find: (row, column) => find(row || (table.shown()[0] || [])[0], column || table.columns[row ? 1 : 0].id, row, column) });
  const open = wide.matches;
  const fold = (title, inside) => inside && el("details", { class: "pw-fold", open }, el("summary", {}, title), inside);
  const count = el("button", { class: "pw-button pw-button--quiet", on: { click: () => goTo(list.node.querySelector("h3")) } });
  const rows = el(
    "div",
    {},
    el("div", { class: "pw-overview" }, fold(t("Summary of the columns"), overview({ table, scope })), view.plot && fold(t("Plot"), plot({ table, answers, pair: view.plot, scope, wide: () => wide.matches, pick: (row, column) => find(row, column) }))),
    tools({ table, scope }),
    el("p", { class: "pw-do" }, t("Choose a cell to flag it.")),
    place,
    list.node,
    el("div", { class: "pw-actions pw-dock pw-cards-only" }, count),
  );
  const door = el("div", { class: "pw-notice" }, el("p", {}, t("This table has {rows} rows. It is better on a computer.", { rows: table.rows.length })), el("button", { class: "pw-button pw-button--quiet", on: { click: enter } }, t("Open it here all the same")));
  const node = el("div", { class: "pw-data" }, el("h3", {}, local(view.table.title)), el("div", { class: "pw-prose" }, prose(local(view.table.about))), door, rows);
  let entered = false;
  let kind = null;
  let shown = null;

  function show() {
    const held = Boolean(view.better_on_computer) && !wide.matches && !entered;
    door.hidden = !held;
    rows.hidden = held;
    if (held) return;
    if (kind !== wide.matches) {
      kind = wide.matches;
      shown = (kind ? tableGrid : rowCards)(parts);
      fill(place, shown.node);
    }
    shown.show();
    list.show();
    look();
  }

  function enter() {
    entered = true;
    show();
    goTo(rows.querySelector("summary"));
  }

  function look() {
    if (shown) shown.look();
    count.textContent = t("⚑ Flagged: {count}", { count: answers.flags.length });
  }

  function pick(row, column) {
    const close = () => {
      shown.close();
      const cell = shown.cell(row, column);
      if (cell) cell.focus();
    };
    const panel = flagPanel({ table, answers, row, column, close });
    shown.open(row, column, panel);
    panel.querySelector("h4").focus({ preventScroll: true });
    if (panel.scrollIntoView) panel.scrollIntoView({ block: "nearest" });
  }

  /** Go to a place of the table, with whatever hides it taken away. */
  function find(row, column) {
    if (!table.shown().some((one) => one[0] === row)) table.set({ filter: { column: "", text: "", empty: false } });
    const cell = shown.cell(row, column);
    if (!cell) return;
    goTo(cell);
    pick(row, column);
  }

  scope.on(table, "change", () => shown && shown.show());
  scope.on(answers, "flags", look);
  if (wide.addEventListener) scope.dom(wide, "change", show);
  return { node, show };
}
