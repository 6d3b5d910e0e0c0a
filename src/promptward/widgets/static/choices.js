// One question, one answer: real radio buttons under large labels, the same for thumb, keys and screen reader.

import { el, uid } from "./dom.js";

/**
 * `options`: [{value, word, small?, sign?}]; `chosen` undefined: nothing yet. `shape`: "row" | "list" | "pair".
 * `pick(value)` is called when the answer changes.
 */
export function choices({ legend, options, chosen, pick, shape = "list", quiet = false, describe = null }) {
  const name = uid("choice");
  const one = ({ value, word, small, sign }) =>
    el(
      "label",
      { class: "pw-pick" },
      el("input", { type: "radio", name, value: String(value), checked: chosen === value, on: { change: () => pick(value) } }),
      el(
        "span",
        { class: "pw-pick-face" },
        sign && el("span", { class: "pw-pick-sign", "aria-hidden": "true" }, sign),
        el("span", { class: "pw-pick-word" }, el("b", {}, word), small && [" ", el("small", {}, small)]),
      ),
    );
  return el(
    "fieldset",
    { class: `pw-choices pw-choices--${shape}`, "aria-describedby": describe },
    el("legend", { class: quiet ? "pw-heard" : null }, legend),
    el("div", { class: "pw-picks" }, options.map(one)),
  );
}

/** The heading of a step of the work, with its number. */
export function step(count, title) {
  return el("h2", { class: "pw-step" }, el("span", { class: "pw-step-no", "aria-hidden": "true" }, String(count)), title);
}

/** Where one is among several, each a tap away: `items` [{label, done}], `now` the index. */
export function dots({ label, items, now, go }) {
  return el(
    "nav",
    { class: "pw-dots", "aria-label": label },
    el(
      "ol",
      {},
      items.map((item, i) =>
        el(
          "li",
          {},
          el(
            "button",
            { class: item.done ? "pw-dot pw-dot--done" : "pw-dot", "aria-label": item.label, "aria-current": i === now ? "step" : null, on: { click: () => go(i) } },
            item.sign || String(i + 1),
          ),
        ),
      ),
    ),
  );
}
