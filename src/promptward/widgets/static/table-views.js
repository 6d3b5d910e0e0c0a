// The rows of a table on the page: as a grid on a wide screen, as cards on a phone.

import { el, fill } from "./dom.js";
import { local, t } from "./words.js";

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/** Returns `{node, show, open, close, cell}`. `pick(row, column)` is called for a chosen cell. */
export function tableGrid({ table, marks, pick, title }) {
  const node = el("div", { class: "pw-grid-scroll" });
  const body = el("tbody", { role: "rowgroup" });
  let at = [0, 0];
  let panelRow = null;

  function show() {
    close();
    at = [0, 0];
    fill(body, table.shown().map(rowOf));
    fill(node, el("table", { class: "pw-grid", role: "grid", "aria-label": title, on: { keydown: key, click } }, head(), body));
    const first = cellAt(at);
    if (first) first.tabIndex = 0;
    look();
  }

  function head() {
    const { sort } = table;
    return el(
      "thead",
      { role: "rowgroup" },
      el(
        "tr",
        { role: "row" },
        table.columns.map((column) => {
          const mine = sort.column === column.id;
          const turn = () => {
            // as recorded → smallest first → largest first → as recorded
            table.set({ sort: mine && sort.down ? { column: null, down: false } : { column: column.id, down: mine } });
            node.querySelector(`th[data-column="${CSS.escape(column.id)}"] button`).focus();
          };
          const order = mine ? (sort.down ? "descending" : "ascending") : "none";
          return el(
            "th",
            { role: "columnheader", scope: "col", "aria-sort": order, data: { column: column.id }, class: table.numeric(column) ? "pw-num" : null },
            el("button", { class: "pw-sort", on: { click: turn } }, local(column.title), column.unit && el("small", {}, ` ${column.unit}`), el("span", { "aria-hidden": "true" }, { none: " ↕", ascending: " ↑", descending: " ↓" }[order])),
            el("span", { class: "pw-mark-place" }),
          );
        }),
      ),
    );
  }

  function rowOf(row) {
    return el(
      "tr",
      { role: "row", data: { row: row[0] } },
      table.columns.map((column, i) =>
        el(
          i ? "td" : "th",
          { role: i ? "gridcell" : "rowheader", scope: i ? null : "row", tabindex: "-1", class: table.numeric(column) ? "pw-num" : null, data: { column: column.id } },
          row[i].trim() ? row[i] : el("span", { class: "pw-blank" }, t("empty")),
          el("span", { class: "pw-mark-place" }),
        ),
      ),
    );
  }

  const lines = () => [...body.children].filter((line) => line !== panelRow);
  const cellAt = ([r, c]) => (lines()[r] || { children: [] }).children[c];

  function move(to) {
    const next = cellAt(to);
    if (!next) return;
    const old = cellAt(at);
    if (old) old.tabIndex = -1;
    at = to;
    next.tabIndex = 0;
    next.focus();
  }

  function find(target) {
    const cell = target.closest("[data-column]");
    if (!cell || !body.contains(cell) || (panelRow && panelRow.contains(target))) return null;
    return cell;
  }

  function click(event) {
    const cell = find(event.target);
    if (cell) choose(cell);
  }

  function choose(cell) {
    move([lines().indexOf(cell.parentElement), [...cell.parentElement.children].indexOf(cell)]);
    pick(cell.parentElement.dataset.row, cell.dataset.column);
  }

  function key(event) {
    const cell = event.target.matches("[data-column]") ? find(event.target) : null;
    if (!cell || event.ctrlKey || event.altKey || event.metaKey) return;
    const [r, c] = at;
    if (STEPS[event.key]) move([r + STEPS[event.key][0], c + STEPS[event.key][1]]);
    else if (event.key === "Home") move([r, 0]);
    else if (event.key === "End") move([r, table.columns.length - 1]);
    else if (event.key === "Enter" || event.key === " ") choose(cell);
    else return;
    event.preventDefault();
  }

  const cell = (row, column) => body.querySelector(`tr[data-row="${CSS.escape(row)}"] > [data-column="${CSS.escape(column)}"]`);

  function open(row, column, panel) {
    close();
    const place = cell(row, column);
    if (!place) return;
    panelRow = el("tr", { role: "row", class: "pw-panel-row" }, el("td", { role: "gridcell", colspan: table.columns.length }, panel));
    place.classList.add("is-open");
    place.parentElement.after(panelRow);
  }

  function close() {
    if (panelRow) panelRow.remove();
    panelRow = null;
    for (const one of node.querySelectorAll(".is-open")) one.classList.remove("is-open");
  }

  /** Put the marks where flags are. */
  function look() {
    for (const place of node.querySelectorAll(".pw-mark-place")) fill(place);
    for (const one of node.querySelectorAll(".is-flagged")) one.classList.remove("is-flagged");
    for (const mark of marks()) {
      const target = mark.row === null ? node.querySelector(`thead th[data-column="${CSS.escape(mark.column)}"]`) : cell(mark.row, mark.column || table.columns[0].id);
      if (!target) continue;
      (mark.row !== null && mark.column === null ? target.parentElement : target).classList.add("is-flagged");
      fill(target.querySelector(".pw-mark-place"), mark.sign());
    }
  }

  return { node, show, look, open, close, cell };
}

const AT_ONCE = 20; // cards before *show more*: a long list is slow on a cheap phone

/** Same shape as `tableGrid`. */
export function rowCards({ table, marks, pick, title }) {
  const list = el("ul", { class: "pw-rows", "aria-label": title });
  const foot = el("div", {});
  const node = el("div", {}, list, foot);
  let count = AT_ONCE;
  let panelItem = null;

  function show() {
    close();
    const rows = table.shown();
    fill(list, rows.slice(0, count).map(card));
    const left = rows.length - count;
    fill(foot, left > 0 && el("button", { class: "pw-button pw-button--quiet", on: { click: more } }, t("Show {count} more rows", { count: Math.min(left, AT_ONCE) })));
    look();
  }

  function more() {
    const from = count;
    count += AT_ONCE;
    show();
    const next = list.children[from];
    if (next) next.querySelector("button").focus();
  }

  function card(row) {
    const [first, ...columns] = table.columns;
    return el(
      "li",
      { class: "pw-row", data: { row: row[0] } },
      el("h4", {}, `${local(first.title)}: ${row[0]}`, el("span", { class: "pw-mark-place" })),
      columns.map((column, i) =>
        el(
          "button",
          { class: "pw-cell", data: { column: column.id }, on: { click: () => pick(row[0], column.id) } },
          el("span", { class: "pw-cell-name" }, local(column.title), column.unit && el("small", {}, ` (${column.unit})`)),
          el("span", { class: "pw-cell-value" }, row[i + 1].trim() ? row[i + 1] : el("span", { class: "pw-blank" }, t("empty")), el("span", { class: "pw-mark-place" })),
        ),
      ),
    );
  }

  function cell(row, column) {
    const all = table.shown().findIndex((one) => one[0] === row);
    if (all >= count) {
      count = all + 1;
      show();
    }
    const item = list.querySelector(`li[data-row="${CSS.escape(row)}"]`);
    return item && (item.querySelector(`[data-column="${CSS.escape(column)}"]`) || item.querySelector("button"));
  }

  function open(row, column, panel) {
    close();
    const button = cell(row, column);
    if (!button) return;
    panelItem = panel;
    button.classList.add("is-open");
    button.after(panel);
  }

  function close() {
    if (panelItem) panelItem.remove();
    panelItem = null;
    for (const one of list.querySelectorAll(".is-open")) one.classList.remove("is-open");
  }

  function look() {
    for (const place of list.querySelectorAll(".pw-mark-place")) fill(place);
    for (const one of list.querySelectorAll(".is-flagged")) one.classList.remove("is-flagged");
    for (const mark of marks()) {
      for (const item of list.children) {
        if (mark.row !== null && item.dataset.row !== mark.row) continue;
        const target = mark.column === null || mark.column === table.columns[0].id ? item.querySelector("h4") : item.querySelector(`[data-column="${CSS.escape(mark.column)}"]`);
        if (!target) continue;
        (mark.column === null ? item : target).classList.add("is-flagged");
        fill(target.querySelector(".pw-mark-place"), mark.sign());
      }
    }
  }

  return { node, show, look, open, close, cell };
}
