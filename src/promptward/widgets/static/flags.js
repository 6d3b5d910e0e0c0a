// What the trainee found in the table and said about it, as it stands in the draft; and the flags on the page.

import { choices } from "./choices.js";
import { el, fill, goTo, uid } from "./dom.js";
import { Listeners } from "./listeners.js";
import { local, t } from "./words.js";

/** What may be wrong. */
export function troubles() {
  return [
    { value: "type_or_unit", word: t("wrong type or unit") },
    { value: "missing", word: t("missing") },
    { value: "implausible", word: t("implausible") },
    { value: "duplicate", word: t("duplicate") },
  ];
}

/** What to do about it. */
export function remedies() {
  return [
    { value: "ask", word: t("ask the place that recorded it") },
    { value: "register", word: t("compare with the original register") },
    { value: "exclude", word: t("leave out of this calculation") },
    { value: "keep", word: t("keep as it is") },
  ];
}

const BLANK = Object.freeze({ flags: [], statements: {}, numbers: {}, cleanings: {} });
const alike = (a, b) => a.row === b.row && a.column === b.column;

/** Emits `flags`, `answers`. */
export class DataAnswers extends Listeners {
  constructor(work) {
    super();
    this.work = work;
  }

  get all() {
    return { ...BLANK, ...this.work.draft.response.answers };
  }

  get flags() {
    return this.all.flags;
  }

  change(patch, topic) {
    this.work.draft.change({ answers: { ...this.all, ...patch } });
    this.emit(topic);
  }

  /** The flag of exactly this place: a cell, a whole row (`column` null) or a whole column (`row` null). */
  of(row, column) {
    return this.flags.find((flag) => alike(flag, { row, column })) || null;
  }

  /** Flag a place; another flag of the same place gives way, and so does `instead`. */
  flag(flag, instead = null) {
    const others = this.flags.filter((one) => !alike(one, flag) && !(instead && alike(one, instead)));
    this.change({ flags: [...others, flag] }, "flags");
  }

  unflag(flag) {
    this.change({ flags: this.flags.filter((one) => !alike(one, flag)) }, "flags");
  }

  put(part, id, value) {
    this.change({ [part]: { ...this.all[part], [id]: value } }, "answers");
  }

  /** A response in one line, to choose between two of them. */
  inWords(response) {
    const { flags, statements, numbers } = { ...BLANK, ...(response && response.answers) };
    const given = Object.values(numbers).filter((text) => String(text || "").trim());
    const parts = [t("{count} flags", { count: flags.length })];
    if (Object.keys(statements).length) parts.push(t("{count} statements judged", { count: Object.keys(statements).length }));
    if (given.length) parts.push(given.join(" · "));
    return parts.join("; ");
  }
}

/** Where a flag or a planted problem stands, in words. */
export function placeInWords(table, rows, columns) {
  const parts = [];
  if (rows.length) parts.push(t("row {rows}", { rows: shortened(rows) }));
  if (columns.length) parts.push(t("column {columns}", { columns: columns.map((id) => table.title(id)).join(", ") }));
  return parts.join(" · ");
}

function shortened(rows) {
  return rows.length > 8 ? `${rows.slice(0, 6).join(", ")} … (${rows.length})` : rows.join(", ");
}

/** The words of one of `options`. */
export function wordOf(options, value) {
  return (options.find((one) => one.value === value) || {}).word || local(value);
}

/** Flags as the views of the table show them: a sign with words for those who do not see it. */
export function marks(answers) {
  return answers.flags.map((flag) => ({
    ...flag,
    sign: () => el("span", { class: "pw-flag" }, el("span", { "aria-hidden": "true" }, "⚑"), el("span", { class: "pw-heard" }, ` ${t("flagged: {trouble}", { trouble: wordOf(troubles(), flag.trouble) })}`)),
  }));
}

/** The questions about one place, to stand right under it. `close(saved)` takes them away. */
export function flagPanel({ table, answers, row, column, close }) {
  const old = answers.of(row, column) || answers.of(row, null) || answers.of(null, column);
  const now = { grain: grainOf(old), trouble: old ? old.trouble : undefined, remedy: old ? old.remedy : undefined };
  const heading = uid("flag");
  const problem = el("p", { class: "pw-error", role: "alert", hidden: true });
  const value = table.cell(row, column);
  const first = column === table.columns[0].id;
  const grains = [
    { value: "cell", word: t("this cell") },
    { value: "row", word: t("the whole row") },
    { value: "column", word: t("the whole column") },
  ];
  if (first && !old) now.grain = "row";

  function save() {
    const missing = !now.trouble ? 1 : !now.remedy ? 2 : 0;
    if (missing) {
      problem.hidden = false;
      problem.textContent = missing === 1 ? t("Say what is wrong.") : t("Say what to do.");
      panel.querySelectorAll("fieldset")[missing].querySelector("input").focus();
      return;
    }
    const flag = { row: now.grain === "column" ? null : row, column: now.grain === "row" ? null : column, trouble: now.trouble, remedy: now.remedy };
    close(true);
    answers.flag(flag, old);
  }

  const panel = el(
    "section",
    { class: "pw-panel", "aria-labelledby": heading, on: { keydown: (event) => event.key === "Escape" && close(false) } },
    el("h4", { id: heading, tabindex: "-1" }, t("Flag: {place}", { place: placeInWords(table, [row], first ? [] : [column]) }), !first && [" = ", el("b", {}, value.trim() || t("empty"))]),
    choices({ legend: t("Where?"), options: grains, chosen: now.grain, shape: "row", pick: (grain) => (now.grain = grain) }),
    choices({ legend: t("What is wrong?"), options: troubles(), chosen: now.trouble, shape: "pair", pick: (trouble) => (now.trouble = trouble) }),
    choices({ legend: t("What to do?"), options: remedies(), chosen: now.remedy, shape: "pair", pick: (remedy) => (now.remedy = remedy) }),
    problem,
    el(
      "div",
      { class: "pw-actions" },
      el("button", { class: "pw-button", on: { click: save } }, t("Flag it")),
      el("button", { class: "pw-button pw-button--quiet", on: { click: () => close(false) } }, t("Close")),
      old &&
        el(
          "button",
          {
            class: "pw-link",
            on: {
              click: () => {
                close(true);
                answers.unflag(old);
              },
            },
          },
          t("Take the flag away"),
        ),
    ),
  );
  return panel;
}

function grainOf(flag) {
  if (!flag) return "cell";
  if (flag.row === null) return "column";
  return flag.column === null ? "row" : "cell";
}

/** All flags in words, each to go to and to take away. */
export function flagList({ table, answers, scope, find }) {
  const heading = uid("flags");
  const head = el("h3", { id: heading, tabindex: "-1" });
  const said = el("p", { class: "pw-hint", role: "status" });
  const list = el("ul", { class: "pw-list" });
  const node = el("section", { class: "pw-flags", "aria-labelledby": heading }, head, said, list);

  function item(flag) {
    const place = placeInWords(table, flag.row === null ? [] : [flag.row], flag.column === null ? [] : [flag.column]);
    const remove = () => {
      answers.unflag(flag);
      goTo(head);
    };
    return el(
      "li",
      { class: "pw-flag-item" },
      el("div", {}, el("button", { class: "pw-link", on: { click: () => find(flag.row, flag.column) } }, place), el("p", {}, el("b", {}, wordOf(troubles(), flag.trouble)), " → ", wordOf(remedies(), flag.remedy))),
      el("button", { class: "pw-button pw-button--quiet", "aria-label": t("Take away the flag: {place}", { place }), on: { click: remove } }, t("Remove")),
    );
  }

  function show() {
    const { flags } = answers;
    head.textContent = t("Flagged ({count})", { count: flags.length });
    said.textContent = flags.length ? "" : t("Nothing flagged yet. Choose a cell of the table.");
    fill(list, flags.map(item));
  }

  scope.on(answers, "flags", show);
  show();
  return { node, show };
}
