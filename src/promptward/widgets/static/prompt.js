// The kind `prompt`: write, ask, check, judge yourself, submit, read the slip, revise.

import { results, submitting } from "./attempts.js";
import { displacedText } from "./conflict.js";
import { el, goTo } from "./dom.js";
import { editor, hints } from "./editor.js";
import { ticks } from "./ticks.js";
import { transcript } from "./transcript.js";
import { verify } from "./verify.js";
import { t } from "./words.js";

function step(count, title) {
  return el("h2", { class: "pw-step" }, el("span", { class: "pw-step-no", "aria-hidden": "true" }, String(count)), title);
}

/** Everything around `field`: `above` and `below` belong to its card, `after` are the cards that follow. */
export function promptKind({ work, field, shield, scope }) {
  const box = editor({ work, field, shield, scope, id: "pw-text" });
  const ask = asking({ work, box, scope });
  const check = verify({ work, scope });
  const answer = el("section", { class: "pw-card pw-answers-card", hidden: true }, step(2, t("Check the answer")), transcript({ work, scope }), check.node);

  async function prepare() {
    const open = check.open();
    if (open) {
      goTo(open);
      return false;
    }
    return box.prepare();
  }

  const hand = el("section", { class: "pw-card pw-hand", hidden: true }, step(3, t("Judge yourself and submit")), ticks({ work, scope }), submitting({ work, prepare, scope }));
  const slips = results({ work, scope, revise: () => goTo(field) });

  function look() {
    answer.hidden = !work.turns.length;
    hand.hidden = !(work.attempts.length || work.view.form === "drill" || work.turns.some((turn) => turn.status !== "streaming"));
  }
  for (const topic of ["turns", "attempts", "loaded"]) scope.on(work, topic, look);
  look();
  box.look();

  return {
    above: [step(1, t("Write the prompt")), ...box.above],
    below: [...box.below, displacedText({ work, scope }), hints({ work, scope }), ask],
    after: [answer, hand, slips],
  };
}

function asking({ work, box, scope }) {
  const button = el("button", { class: "pw-button pw-send", on: { click: go } }, t("Send to the AI"));
  const why = el("p", { class: "pw-hint", role: "status" });
  let over = 0;

  async function go() {
    if (work.asking || !(await box.prepare())) return;
    const { text, kept } = work.draft.outgoing(work.draft.response);
    work.draft.save();
    await work.send({ text, kept });
  }

  function look() {
    button.disabled = over > 0 || work.asking || !work.loaded;
    button.textContent = work.turns.length ? t("Send the mended prompt") : t("Send to the AI");
    if (over > 0) why.textContent = t("The text is too long to send.");
    else if (work.asking) why.textContent = t("The AI is writing …");
    else if (!work.turns.length) why.textContent = t("Send it, check the answer, then submit.");
    else why.textContent = "";
  }

  scope.on(work, "text", (now) => {
    over = now.over;
    look();
  });
  scope.on(work, "turns", look);
  scope.on(work, "loaded", look);
  scope.on(work, "again", go);
  look();
  return el("div", { class: "pw-actions pw-actions--sticky" }, button, why);
}
