// Checking the answer: every sentence is a button; a marked one is given its reason.

import { el, fill, toggle, uid } from "./dom.js";
import { origin, shaped } from "./transcript.js";
import { local, t } from "./words.js";

/** The reasons, in the words of the trainee. */
export function reasons() {
  return [
    ["wrong", t("wrong")],
    ["no_source", t("no source")],
    ["not_applicable", t("does not apply to this case")],
  ];
}

/** The last answer, to be marked (prepared answers) or checked by hand (a live model). */
export function verify({ work, scope }) {
  const { draft } = work;
  const node = el("div", { class: "pw-verify" });
  const told = el("p", { class: "pw-told", "aria-live": "polite" });
  const pending = new Map(); // marked, but the reason is not chosen yet: nothing to store
  let shown = null;

  function show() {
    const { reply } = work;
    node.hidden = !reply || work.asking;
    const turn = work.turns[work.turns.length - 1];
    const key = reply && `${turn.turn} ${reply.id}`;
    if (!reply || node.hidden || shown === key) return tell();
    shown = key;
    pending.clear();
    fill(node, reply.live ? live(reply) : prepared(reply));
    return tell();
  }

  function prepared(reply) {
    return [
      origin(reply),
      el("p", { class: "pw-do" }, t("Check each sentence. Tap the ones that should not be used.")),
      shaped(reply, (sentence, text) => markable(sentence, text)),
      told,
    ];
  }

  function markable(sentence, text) {
    const box = el("div", { class: "pw-reasons" });
    const { id } = sentence;
    const show = () => fill(box, (pending.has(id) || draft.response.marks[id]) && choices(id, text));
    const button = toggle(text, Boolean(draft.response.marks[id]), (on) => {
      if (on) {
        pending.set(id, button);
      } else {
        pending.delete(id);
        const { [id]: gone, ...marks } = draft.response.marks;
        if (gone) draft.change({ marks });
      }
      show();
      tell();
    });
    button.classList.add("pw-mark");
    show();
    return [button, box];
  }

  function choices(id, text) {
    return el(
      "div",
      { class: "pw-chips", role: "group", "aria-label": t("Why not? {sentence}", { sentence: text.slice(0, 60) }) },
      reasons().map(([reason, word]) => {
        const chosen = draft.response.marks[id] === reason;
        const chip = el("button", { class: "pw-chip", "aria-pressed": chosen }, word);
        chip.addEventListener("click", () => {
          pending.delete(id);
          draft.change({ marks: { ...draft.response.marks, [id]: reason } });
          for (const other of chip.parentElement.children) other.setAttribute("aria-pressed", String(other === chip));
          tell();
        });
        return chip;
      }),
    );
  }

  function live(reply) {
    const done = new Set((draft.response.answers || {}).checklist || []);
    const items = [
      ["source", t("I opened the source and it says so")],
      ["numbers", t("I compared every number with a document I trust")],
      ["case", t("I asked whether it fits this case")],
      ["names", t("Nothing in it identifies a person")],
    ];
    const boxes = items.map(([key, word]) =>
      toggle(word, done.has(key), (on) => {
        if (on) done.add(key);
        else done.delete(key);
        draft.change({ answers: { ...draft.response.answers, checklist: [...done] } });
      }),
    );
    const text = reply.sentences && reply.sentences.length ? shaped(reply) : el("p", { class: "pw-stream" }, local(reply.text));
    return [
      origin(reply),
      text,
      el("p", { class: "pw-do" }, t("Check it by hand. This list is for you; it is not scored.")),
      el("div", { class: "pw-toggles" }, boxes),
    ];
  }

  function tell() {
    const count = Object.keys(draft.response.marks || {}).length;
    if (pending.size) told.textContent = t("Choose a reason for what you marked.");
    else if (count) told.textContent = t("Marked: {count}", { count });
    else told.textContent = t("Nothing marked yet. That is fine if everything holds.");
  }

  scope.on(work, "turns", show);
  scope.on(work, "loaded", show);
  scope.on(draft, "replaced", () => {
    shown = null;
    show();
  });
  show();
  /** The first marked sentence without a reason, if there is one. */
  return { node, open: () => [...pending.values()][0] || null };
}
