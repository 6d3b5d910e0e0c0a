// The table of an exercise: its columns and rows, how they are sorted and filtered, and the tools for that.

import { el, fill, uid } from "./dom.js";
import { day, digest, figure, numeric } from "./figures.js";
import { Listeners } from "./listeners.js";
import { local, t } from "./words.js";

const NUMERIC = ["integer", "decimal"];
const bare = (text) =>
  String(text)
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/đ/gi, "d")
    .toLowerCase();

/** Emits `change` when other rows are shown, or in another order. The first column is the row's id. */
export class Table extends Listeners {
  constructor({ columns, rows }) {
    super();
    this.columns = columns;
    this.rows = rows;
    this.place = new Map(columns.map((column, i) => [column.id, i]));
    this.known = new Map(rows.map((row) => [row[0], row]));
    this.sort = { column: null, down: false };
    this.filter = { column: "", text: "", empty: false };
  }

  column(id) {
    return this.columns[this.place.get(id)];
  }

  title(id) {
    const column = this.column(id);
    return column ? local(column.title) : id;
  }

  /** The cell of a row (its id or the row itself). */
  cell(row, column) {
    const cells = Array.isArray(row) ? row : this.known.get(row);
    return cells ? cells[this.place.get(column)] : "";
  }

  numeric(column) {
    return NUMERIC.includes(column.type);
  }

  /** A cell as something to put in order or on an axis; NaN where it is neither number nor day. */
  measure(row, id) {
    return (this.column(id).type === "date" ? day : numeric)(this.cell(row, id));
  }

  set(patch) {
    Object.assign(this, patch);
    this.emit("change");
  }

  /** The rows that pass the filter, sorted. */
  shown() {
    const rows = this.rows.filter((row) => this.passes(row));
    return this.sort.column ? rows.sort((a, b) => this.compare(a, b)) : rows;
  }

  passes(row) {
    const { column, text, empty } = this.filter;
    const cells = column ? [this.cell(row, column)] : row;
    if (empty && !cells.some((cell) => String(cell).trim() === "")) return false;
    const wish = text.trim();
    const bound = /^(<=|>=|<|>|=)\s*([\d.,-]+)$/.exec(wish);
    return !wish || cells.some((cell) => (bound ? within(numeric(cell), bound[1], numeric(bound[2])) : bare(cell).includes(bare(wish))));
  }

  /** Numbers and days by size, everything else by its letters; what is empty comes last either way. */
  compare(a, b) {
    const { column, down } = this.sort;
    const [left, right] = [this.cell(a, column), this.cell(b, column)];
    if (!left.trim() || !right.trim()) return Number(!left.trim()) - Number(!right.trim());
    const sizes = [this.measure(a, column), this.measure(b, column)];
    const strange = sizes.map(Number.isNaN);
    if (strange[0] !== strange[1]) return Number(strange[0]) - Number(strange[1]);
    const order = strange[0] ? left.localeCompare(right, "vi", { numeric: true }) : sizes[0] - sizes[1];
    return down ? -order : order;
  }
}

function within(value, sign, bound) {
  if (Number.isNaN(value) || Number.isNaN(bound)) return false;
  return { "<": value < bound, ">": value > bound, "<=": value <= bound, ">=": value >= bound, "=": value === bound }[sign];
}

/** Filter and sort above the rows. Sorting by a list is for phones; a wide table has buttons in its head. */
export function tools({ table, scope }) {
  const ids = { column: uid("column"), text: uid("filter"), sort: uid("sort"), hint: uid("hint") };
  const options = (first) => [el("option", { value: "" }, first), table.columns.map((column) => el("option", { value: column.id }, local(column.title)))];
  const column = el("select", { id: ids.column, class: "pw-input", on: { change: filter } }, options(t("all columns")));
  const text = el("input", { id: ids.text, class: "pw-input", type: "search", autocomplete: "off", enterkeyhint: "done", "aria-describedby": ids.hint, on: { input: filter } });
  const empty = el("input", { type: "checkbox", on: { change: filter } });
  const sort = el("select", { id: ids.sort, class: "pw-input", on: { change: order } }, options(t("as recorded")));
  const down = el("input", { type: "checkbox", on: { change: order } });
  const count = el("p", { class: "pw-hint", role: "status" });

  function filter() {
    table.set({ filter: { column: column.value, text: text.value, empty: empty.checked } });
  }
  function order() {
    table.set({ sort: { column: sort.value || null, down: down.checked } });
  }
  function look() {
    if (text.value !== table.filter.text) text.value = table.filter.text;
    column.value = table.filter.column;
    empty.checked = table.filter.empty;
    sort.value = table.sort.column || "";
    down.checked = table.sort.down;
    count.textContent = t("Showing {shown} of {all} rows", { shown: table.shown().length, all: table.rows.length });
  }
  scope.on(table, "change", look);
  look();
  return el(
    "div",
    { class: "pw-tools-row", role: "group", "aria-label": t("Filter and sort") },
    el("div", {}, el("label", { for: ids.text }, t("Find rows with")), text, el("p", { class: "pw-hint", id: ids.hint }, t("words, or >180, <36.5"))),
    el("div", {}, el("label", { for: ids.column }, t("In column")), column, el("label", { class: "pw-choice" }, empty, t("only where a cell is empty"))),
    el("div", { class: "pw-cards-only" }, el("label", { for: ids.sort }, t("Sort by")), sort, el("label", { class: "pw-choice" }, down, t("largest first"))),
    count,
  );
}

/** A table of texts that scrolls within its own box; the first cell of a row names it. */
export function scrolled(label, heads, rows, look = "") {
  const cell = (content, i) => el(i ? "td" : "th", { scope: i ? null : "row" }, content);
  return el(
    "div",
    { class: "pw-scroll", tabindex: "0", role: "group", "aria-label": label },
    el("table", { class: `pw-table ${look}` }, el("thead", {}, el("tr", {}, heads.map((head) => el("th", { scope: "col" }, head)))), el("tbody", {}, rows.map((row) => el("tr", {}, row.map(cell))))),
  );
}

/** Smallest, middle, largest and how many are empty, for every column of numbers; of the rows that are shown. */
export function overview({ table, scope }) {
  const node = el("div", {});
  const measured = table.columns.filter((column) => table.numeric(column));
  const value = (one) => (one === undefined ? "–" : figure(one));
  function show() {
    const rows = table.shown();
    const lines = measured.map((column) => [column, digest(rows.map((row) => table.cell(row, column.id)))]);
    const odd = lines.some(([, told]) => told.odd);
    const heads = [t("Column"), t("Smallest"), t("Middle"), t("Largest"), t("Empty"), ...(odd ? [t("Not a number")] : [])];
    const cells = ([column, told]) => [[local(column.title), el("small", {}, ` ${column.unit || ""}`)], ...[told.min, told.median, told.max, told.empty, ...(odd ? [told.odd] : [])].map(value)];
    fill(node, scrolled(t("Summary of the columns"), heads, lines.map(cells), "pw-summary"));
  }
  scope.on(table, "change", show);
  show();
  return measured.length ? node : null;
}
