// Puts an exercise on the page around the field that is already there, in place, whatever somebody is typing.

import { bars } from "./conflict.js";
import { LocalCopy } from "./device.js";
import { el } from "./dom.js";
import { Draft, EMPTY } from "./draft.js";
import { early, leftAlone } from "./early.js";
import { header, scenario } from "./header.js";
import { Shield } from "./identifiers.js";
import { kindOf } from "./kinds.js";
import { Scope } from "./listeners.js";
import { Work } from "./work.js";
import { speak } from "./words.js";

/**
 * Mount `page.exercise` on `root`, which holds a form with the field. Returns `{work, draft}`.
 * `page`: {exercise, lang, words, seat, draft?, sheet?, course?, home?}; with `draft` and `sheet`, what the record
 * held when the page was made, it stands at once.
 */
export async function mountExercise({ root, bridge, page }) {
  const view = page.exercise;
  speak(page.lang, page.words);
  const field = root.querySelector("textarea") || absent(root);
  const initial = field.defaultValue;
  const base = field.form.elements.rev;
  const rev = base && base.value !== "" ? Number(base.value) : null;
  const seat = page.seat || {};
  const copy = new LocalCopy({ seat: seat.key || `${seat.role}-${seat.name}`, exercise: view.id, shared: Boolean(seat.shared) });
  const draft = new Draft({ bridge, copy });
  const work = new Work({ bridge, draft, copy, view });
  const shield = new Shield(view);
  const kind = await kindOf(view.kind);
  await leftAlone(field.form, field);
  begin({ page, field, draft, work });
  const shell = new Shell({ root, field, kind: view.kind });
  let scope = new Scope();

  function build() {
    scope.end();
    scope = new Scope();
    const change = (language) => {
      speak(language);
      document.documentElement.lang = language;
      build();
      work.emit("loaded");
      work.refresh(); // comments come in the language of the seat
    };
    const parts = kind({ work, field, shield, scope });
    const { situation, beside } = parts;
    const side = [scenario({ work, scope, more: situation }), beside];
    shell.show({ head: header({ work, page, scope, change }), side, bars: bars({ work, scope }), ...parts });
  }

  draft.outgoing = (response) => shield.outgoing(response);
  build();
  root.dataset.mounted = view.id;
  bridge.listen();
  guard({ draft });
  const shielded = shield.load(); // while the state is on its way
  const touched = () => {
    if (page.draft) return draft.dirty ? draft.response : null;
    return field.value !== initial ? { text: field.value } : null;
  };
  const ready = work.load(() => shielded.then(() => ({ touched: touched(), initial, rev })));
  return { work, draft, ready };
}

/** What the record held when the page was made, and what somebody has done on the plain form since. */
function begin({ page, field, draft, work }) {
  const { sheet = null, exercise } = page;
  const response = { ...EMPTY, ...(page.draft && page.draft.response) };
  const chosen = early({ form: field.form, kind: exercise.kind, response, sheet });
  work.sheet = sheet;
  draft.response = response;
  if (chosen) draft.change(chosen);
}

/** A kind without a text still has its place in the form. */
function absent(root) {
  const field = el("textarea", { hidden: true, name: "text" });
  const form = root.querySelector("form") || root.appendChild(el("form"));
  form.append(field);
  return field;
}

/** The places around the field. What the server put there for a page without scripts makes room. */
class Shell {
  constructor({ root, field, kind }) {
    this.kind = kind;
    this.root = root;
    this.field = field;
    this.form = field.closest("form");
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.noValidate = true;
    this.ours = [];
    if (field.parentElement === this.form && document.activeElement !== field) {
      const card = el("div", {});
      field.before(card);
      card.append(field);
    }
    this.card = field.parentElement;
  }

  /** Show the parts of a page in their places; what stood there goes. */
  show({ head, side, bars: lines, above, below, after }) {
    this.clear();
    this.root.classList.add("pw-exercise", `pw-exercise--${this.kind}`);
    this.form.classList.add("pw-work");
    this.form.classList.remove("pw-card");
    if (this.card !== this.form) {
      this.card.classList.remove("pw-field");
      this.card.classList.add("pw-card", "pw-write");
    }
    const column = this.branch(this.root, this.form);
    this.put(column, "before", [head, ...side]);
    this.put(this.branch(this.form, this.field), "before", [lines]);
    this.put(this.field, "before", above);
    this.put(this.field, "after", [...below].reverse());
    this.put(this.branch(this.form, this.field), "after", [...after].reverse());
  }

  /** The child of `top` that holds `node`; every wrapper between gives up its box. */
  branch(top, node) {
    let child = node;
    while (child.parentElement !== top) {
      child = child.parentElement;
      if (child !== this.card && child !== this.form) child.classList.add("pw-through");
    }
    return child;
  }

  put(place, where, nodes) {
    for (const node of nodes) {
      if (!node) continue;
      place[where](node);
      this.ours.push(node);
    }
  }

  /** Take away everything but the field and what holds it. */
  clear() {
    let keep = this.field;
    while (keep !== this.root) {
      for (const node of [...keep.parentElement.childNodes]) if (node !== keep) node.remove();
      keep = keep.parentElement;
    }
  }
}

/** Leaving is safe: what is unsaved goes out with the page, and out again when the line is back. */
function guard({ draft }) {
  const leave = () => draft.save({ leaving: true });
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? leave() : draft.save()));
  addEventListener("online", () => draft.save());
}
