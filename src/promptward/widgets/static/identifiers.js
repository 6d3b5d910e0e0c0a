// What identifies a person is replaced before it leaves this page. The patterns live in mask.js.

import { el, fill, goTo, uid } from "./dom.js";
import { lang, t } from "./words.js";

/** Finds identifiers; what stands in the scenario was invented for it and is left alone. */
export class Shield {
  constructor(view) {
    const own = [view.scenario, view.starter, view.ask].flatMap((text) => (text ? [text.vi, text.en] : []));
    this.own = own.filter(Boolean);
    this.known = [];
    this.mask = null;
  }

  /** Fetch the patterns; without them the server still masks what it stores. */
  async load() {
    try {
      const [mask, answer] = await Promise.all([import("./mask.js"), fetch(new URL("./patterns.json", import.meta.url))]);
      this.patterns = await answer.json();
      await mask.configure(this.patterns);
      const found = this.own.flatMap((text) =>
        [...mask.findNumbers(text), ...mask.findNames(text)].map((span) => text.slice(span.start, span.end)),
      );
      this.known = [...new Set(found)];
      this.mask = mask;
    } catch (error) {
      console.warn("promptward: masking is left to the server", error);
    }
  }

  /** What stands in the place of an identifier of this kind. */
  placeholder(kind) {
    return ((this.patterns.placeholders || {})[kind] || {})[lang()] || "[…]";
  }

  /** The number-like identifiers of `text`, in order: `[{kind, start, end}]`. */
  numbers(text, kept) {
    if (!this.mask || !text) return [];
    return this.mask.findNumbers(text, { known: this.known, kept }).filter((span) => !span.known);
  }

  /** `response` as it may leave the page. */
  outgoing(response) {
    if (!this.mask || !response.text) return response;
    const { text } = this.mask.maskNumbers(response.text, { known: this.known, kept: response.kept || [], lang: lang() });
    return { ...response, text };
  }

  /** The names in `text` nobody has decided about: `[{text, start, end}]`. */
  names(text, kept) {
    if (!this.mask) return [];
    const spans = this.mask.findNames(text, { known: this.known, kept }).filter((span) => !span.known);
    return spans.map((span) => ({ ...span, text: text.slice(span.start, span.end) }));
  }
}

/** Replaces in the field itself, where nobody is typing, and explains each replacement below it. */
export class Replacements {
  constructor({ field, shield, draft }) {
    Object.assign(this, { field, shield, draft });
    this.made = [];
    this.node = el("div", { class: "pw-masked", "aria-live": "polite" });
  }

  get kept() {
    return this.draft.response.kept || [];
  }

  /** Replace what was found. While somebody types, what touches the caret waits. */
  apply({ typing = false } = {}) {
    const { field } = this;
    const spans = this.shield.numbers(field.value, this.kept);
    const ready = spans.filter((span) => !typing || field.selectionStart > span.end || field.selectionEnd < span.start);
    for (const span of ready.reverse()) this.put(span, this.shield.placeholder(span.kind));
    if (ready.length) this.changed();
    return ready.length;
  }

  put({ start, end }, placeholder) {
    const original = this.field.value.slice(start, end);
    this.field.setRangeText(placeholder, start, end, "preserve");
    if (!this.made.some((one) => one.original === original)) this.made.push({ placeholder, original });
  }

  changed() {
    this.draft.change({ text: this.field.value });
    this.show();
  }

  show() {
    fill(
      this.node,
      this.made.map((one) =>
        el(
          "p",
          { class: "pw-mask" },
          el("span", {}, t("Replaced by {placeholder}: it may identify a person.", { placeholder: one.placeholder })),
          el("button", { class: "pw-link", on: { click: () => this.undo(one) } }, t("This is not personal data")),
        ),
      ),
    );
  }

  undo(one) {
    this.made = this.made.filter((other) => other !== one);
    this.draft.response = { ...this.draft.response, kept: [...this.kept, one.original].slice(-50) };
    const at = this.field.value.indexOf(one.placeholder);
    if (at >= 0) this.field.setRangeText(one.original, at, at + one.placeholder.length, "preserve");
    this.changed();
    this.field.focus();
  }

  /** Ask once about names. Resolves to false when the trainee wants to look again. */
  askNames() {
    const names = this.shield.names(this.field.value, this.kept);
    return names.length ? this.ask(names) : Promise.resolve(true);
  }

  ask(names) {
    return new Promise((resolve) => {
      const heading = uid("names");
      const done = (go) => () => {
        panel.remove();
        resolve(go());
      };
      const panel = el(
        "section",
        { class: "pw-ask", "aria-labelledby": heading },
        el("h3", { id: heading }, t("Is this the name of a real person?")),
        el("ul", { class: "pw-names" }, [...new Set(names.map((name) => name.text))].map((name) => el("li", {}, name))),
        el("p", {}, t("A name is not needed for a good answer. It can be replaced by {placeholder}.", { placeholder: this.shield.placeholder("name") })),
        el(
          "div",
          { class: "pw-actions" },
          el("button", { class: "pw-button", on: { click: done(() => this.hideNames(names)) } }, t("Replace and go on")),
          el("button", { class: "pw-button pw-button--quiet", on: { click: done(() => this.keepNames(names)) } }, t("Not a person, keep it")),
          el("button", { class: "pw-link", on: { click: done(() => (this.field.focus(), false)) } }, t("Back to the text")),
        ),
      );
      this.node.after(panel);
      goTo(panel);
    });
  }

  hideNames(names) {
    for (const name of [...names].reverse()) this.put(name, this.shield.placeholder("name"));
    this.changed();
    return true;
  }

  keepNames(names) {
    const kept = [...new Set([...this.kept, ...names.map((name) => name.text)])].slice(-50);
    this.draft.change({ kept });
    return true;
  }
}
