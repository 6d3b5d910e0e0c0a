// A plot of two columns, drawn as SVG; every number in it also stands in a table beside it.

import { el, fill } from "./dom.js";
import { figure, ticks } from "./figures.js";
import { scrolled } from "./table.js";
import { local, t } from "./words.js";

const SPACE = "http://www.w3.org/2000/svg";
const R = 4.5;

function draw(tag, attributes, ...children) {
  const node = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children.filter(Boolean));
  return node;
}

const dayMonth = (ms) => {
  const date = new Date(ms);
  return `${String(date.getUTCDate()).padStart(2, "0")}/${String(date.getUTCMonth() + 1).padStart(2, "0")}`;
};

/** `pair`: [x column, y column]; `pick(row, column)` is called for a chosen point. */
export function plot({ table, answers, pair, scope, wide, pick }) {
  const [x, y] = pair.map((id) => table.column(id));
  const node = el("figure", { class: "pw-plot" });
  const named = (column) => `${local(column.title)}${column.unit ? ` (${column.unit})` : ""}`;

  function points() {
    const kinds = new Map(); // a column of words: one place a word
    return table.shown().map((row) => {
      const word = table.cell(row, x.id);
      const free = !table.numeric(x) && x.type !== "date";
      if (free && !kinds.has(word)) kinds.set(word, kinds.size);
      return { id: row[0], word, x: free ? kinds.get(word) : table.measure(row, x.id), y: table.measure(row, y.id), label: table.cell(row, y.id) };
    });
  }

  function show() {
    const all = points();
    const good = all.filter((one) => !Number.isNaN(one.x) && !Number.isNaN(one.y));
    const left = all.length - good.length;
    fill(
      node,
      el("figcaption", {}, el("b", {}, t("{y} by {x}", { y: named(y), x: named(x) }))),
      good.length ? picture(good) : null,
      el("p", { class: "pw-hint" }, el("span", { "aria-hidden": "true" }, "● "), t("one row"), "  ", el("span", { "aria-hidden": "true" }, "◆ "), t("a flagged row"), left ? `; ${t("{count} rows have no number here and are not drawn", { count: left })}` : "", "."),
      numbers(all),
    );
  }

  function picture(good) {
    const size = wide() ? { w: 640, h: 340 } : { w: 320, h: 260 };
    const room = { l: 50, r: 10, t: 10, b: 42 };
    const [xs, ys] = [scale(good.map((one) => one.x), room.l, size.w - room.r), scale(good.map((one) => one.y), size.h - room.b, room.t)];
    const flagged = new Set(answers.flags.map((flag) => flag.row));
    const days = x.type === "date";
    const words = new Map(good.map((one) => [one.x, one.word]));
    const free = !table.numeric(x) && !days;
    const marksX = free ? [...words.keys()].slice(0, 8) : ticks(xs.low, xs.high, wide() ? 7 : 4);
    const label = (at) => (free ? String(words.get(at)).slice(0, 12) : days ? dayMonth(at) : figure(at));
    const line = days ? [...good].sort((a, b) => a.x - b.x).map((one) => `${xs.to(one.x)},${ys.to(one.y)}`).join(" ") : "";
    const told = t("{count} points; {x} from {x0} to {x1}; {y} from {y0} to {y1}. The numbers stand in the table below.", {
      count: good.length,
      x: local(x.title),
      x0: label(xs.least),
      x1: label(xs.most),
      y: local(y.title),
      y0: figure(ys.least),
      y1: figure(ys.most),
    });
    return draw(
      "svg",
      { viewBox: `0 0 ${size.w} ${size.h}`, role: "img", "aria-label": told, class: "pw-svg" },
      ...ticks(ys.low, ys.high, 5).flatMap((at) => [draw("line", { x1: room.l, x2: size.w - room.r, y1: ys.to(at), y2: ys.to(at), class: "pw-svg-rule" }), draw("text", { x: room.l - 6, y: ys.to(at) + 4, "text-anchor": "end" }, figure(at))]),
      ...marksX.map((at) => draw("text", { x: xs.to(at), y: size.h - room.b + 18, "text-anchor": "middle" }, label(at))),
      draw("line", { x1: room.l, x2: size.w - room.r, y1: size.h - room.b, y2: size.h - room.b, class: "pw-svg-axis" }),
      draw("text", { x: (room.l + size.w) / 2, y: size.h - 6, "text-anchor": "middle", class: "pw-svg-name" }, named(x)),
      line && draw("polyline", { points: line, class: "pw-svg-line" }),
      ...good.map((one) => point(one, xs.to(one.x), ys.to(one.y), flagged.has(one.id))),
    );
  }

  function point(one, px, py, flagged) {
    const shape = flagged
      ? draw("path", { d: `M${px} ${py - R * 1.7}L${px + R * 1.7} ${py}L${px} ${py + R * 1.7}L${px - R * 1.7} ${py}Z`, class: "pw-svg-point pw-svg-point--flagged" })
      : draw("circle", { cx: px, cy: py, r: R, class: "pw-svg-point" });
    shape.append(draw("title", {}, `${one.id}: ${one.word} · ${one.label}`));
    shape.addEventListener("click", () => pick(one.id, y.id));
    return shape;
  }

  function numbers(all) {
    const rows = all.map((one) => [one.id, one.word || "–", one.label || "–"]);
    return el("details", { class: "pw-plot-numbers" }, el("summary", {}, t("The numbers of the plot")), scrolled(t("The numbers of the plot"), [local(table.columns[0].title), named(x), named(y)], rows));
  }

  scope.on(table, "change", show);
  scope.on(answers, "flags", show);
  show();
  return node;
}

/** From values to places: `to(value)`; `low` and `high` leave some air at both ends. */
function scale(values, from, to) {
  const least = Math.min(...values);
  const most = Math.max(...values);
  const air = (most - least || Math.abs(most) || 1) * 0.06;
  const [low, high] = [least - air, most + air];
  return { least, most, low, high, to: (value) => Math.round((from + ((value - low) / (high - low)) * (to - from)) * 10) / 10 };
}
