// The box for the prompt. The field itself is the one the server sent: it is never replaced, moved or reset.

import { el, fill, goTo, uid } from "./dom.js";
import { Replacements } from "./identifiers.js";
import { local, t, thousands } from "./words.js";

const QUIET = 1000; // ms without a key before identifiers are replaced

/** Builds around `field`. Returns what stands above and below it, and `prepare()`: may this text leave? */
export function editor({ work, field, shield, scope, id }) {
  const { draft, view } = work;
  const replacements = new Replacements({ field, shield, draft });
  const count = el("p", { class: "pw-count", "aria-live": "polite", id: uid("count") });
  const problem = el("p", { class: "pw-error", role: "alert", id: uid("problem"), hidden: true });
  const starter = starterBox({ work, field, changed });
  let composing = false;
  let quiet = 0;

  field.id = id;
  field.setAttribute("autocomplete", "off");
  field.setAttribute("spellcheck", "false");
  field.removeAttribute("maxlength");
  field.rows = 5;
  field.setAttribute("aria-describedby", `${count.id} ${problem.id}`);

  function changed() {
    draft.change({ text: field.value });
    look();
  }

  function look() {
    grow(field);
    const length = [...field.value].length;
    const over = length - draft.limit;
    count.hidden = length < draft.limit * 0.8;
    count.classList.toggle("pw-count--over", over > 0);
    count.textContent =
      over > 0
        ? t("{over} characters too many. Nothing is cut; shorten the text to send it.", { over: thousands(over) })
        : t("{length} of {limit} characters", { length: thousands(length), limit: thousands(draft.limit) });
    starter.look();
    work.emit("text", { length, over });
  }

  function complain(message) {
    problem.hidden = !message;
    problem.textContent = message || "";
    if (message) goTo(field);
    return !message;
  }

  scope.dom(field, "compositionstart", () => (composing = true));
  scope.dom(field, "compositionend", () => (composing = false));
  scope.dom(field, "input", () => {
    problem.hidden = true;
    changed();
    clearTimeout(quiet);
    quiet = setTimeout(() => !composing && replacements.apply({ typing: document.activeElement === field }), QUIET);
  });
  scope.dom(field, "blur", () => {
    composing = false;
    replacements.apply();
  });
  scope.on(work, "stopped", async ({ message, text, spans }) => {
    const names = namesOf(text, spans, field.value);
    if (!names.length) complain(message);
    else if (await replacements.ask(names)) work.emit("again");
  });
  scope.on(draft, "replaced", ({ text }) => write(field, text, look));
  scope.on(draft, "stored", ({ sent, stored }) => {
    const untouched = stored && draft.outgoing(draft.response).text === sent.text && stored.text !== sent.text;
    if (!untouched || document.activeElement === field) return;
    draft.response = { ...draft.response, text: stored.text };
    write(field, stored.text, look);
  });
  scope.on(work, "loaded", () => {
    bring(field, draft, look);
    const first = local(view.starter);
    if (first && !field.value && !draft.response.text && document.activeElement !== field) write(field, first, look);
    look();
  });

  return {
    above: [el("label", { class: "pw-label", for: id }, local(view.ask) || t("Your prompt")), starter.node],
    below: [count, problem, replacements.node],
    look,
    complain,
    /** Whether the text may leave now: not blank, not too long, names asked about. */
    async prepare() {
      if (field.value !== draft.response.text) changed(); // a prompt sent as it was given
      for (let pass = 0; pass < 4 && replacements.apply(); pass += 1); // one number may hide another
      if (!field.value.replace(/[\s\u200b-\u200f\u2060\ufeff]/g, "")) return complain(t("Write the prompt first."));
      if ([...field.value].length > draft.limit) return complain(t("The text is too long to send."));
      complain("");
      return replacements.askNames();
    },
  };
}

/** The names the server found and this page did not, where they stand in the field. Servers count characters. */
function namesOf(text, spans, value) {
  const letters = [...text];
  return spans
    .filter((span) => span.kind === "name" && !span.known)
    .map((span) => letters.slice(span.start, span.end).join(""))
    .map((name) => ({ text: name, start: value.indexOf(name), end: value.indexOf(name) + name.length }))
    .filter((name) => name.start >= 0);
}

/** Show the stored text, unless somebody is in the field with a text of their own. */
function bring(field, draft, look) {
  const { text } = draft.response;
  if (text === field.value) return;
  if (document.activeElement === field && field.value) {
    draft.emit("newer", { response: draft.response, saved_at: draft.status.at, rev: draft.rev, own: true });
  } else if (text) {
    write(field, text, look);
  }
}

function write(field, text, look) {
  field.value = text;
  field.defaultValue = text;
  look();
}

function grow(field) {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight + 4, Math.max(260, window.innerHeight * 0.6))}px`;
}

/** The weak prompt to mend: in the box already, or one tap away. */
function starterBox({ work, field, changed }) {
  const starter = local(work.view.starter);
  if (!starter) return { node: null, look: () => {} };
  const take = el(
    "button",
    {
      class: "pw-link",
      hidden: true,
      on: {
        click: () => {
          field.value = starter;
          changed();
          field.focus();
        },
      },
    },
    t("Put it in the box"),
  );
  const node = el(
    "div",
    { class: "pw-starter" },
    el("p", { class: "pw-starter-say" }, t("The prompt in the box was written in a hurry. What is missing? Mend it.")),
    el("details", {}, el("summary", {}, t("Show the first prompt again")), el("blockquote", {}, starter), take),
  );
  return {
    node,
    look: () => {
      take.hidden = Boolean(field.value.trim());
    },
  };
}

/** The hints: one tap each, in the order of the author. */
export function hints({ work, scope }) {
  const node = el("div", { class: "pw-hints" });
  const show = ({ what } = {}) => {
    const { hints: opened, hints_total: total } = work.revealed;
    const left = total - opened.length;
    fill(
      node,
      opened.length > 0 && el("ul", { class: "pw-bullets", "aria-live": what === "hint" ? "polite" : null }, opened.map((hint) => el("li", {}, local(hint)))),
      left > 0 && el("button", { class: "pw-link", on: { click: open } }, t("Show a hint ({left} left)", { left })),
    );
  };
  const open = async (event) => {
    event.target.disabled = true;
    await work.reveal("hint").catch(() => (event.target.disabled = false));
  };
  scope.on(work, "revealed", show);
  show();
  return node;
}
