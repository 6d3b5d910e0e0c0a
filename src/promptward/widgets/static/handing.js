// Handing in for the kinds without a text: what is still open, the button, and the rest after submitting.

import { submitting } from "./attempts.js";
import { step } from "./choices.js";
import { same } from "./draft.js";
import { el, fill, goTo, uid } from "./dom.js";
import { Listeners } from "./listeners.js";
import { clock, t } from "./words.js";

/**
 * The card that hands in: `{node, look}`. `gaps()` says what is still open: [{words, go}]. Nobody is forced to
 * answer everything; but it is said before, once. While the work rests only a receipt is left of it.
 */
export function handing({ work, scope, rest, gaps, ready = () => true }) {
  const place = el("div", { class: "pw-gaps" });
  async function prepare() {
    fill(place);
    const open = gaps();
    return !open.length || ask(place, open);
  }
  const box = submitting({ work, prepare, scope });
  scope.on(work, "submitting", () => fill(place));
  const node = el("section", { class: "pw-card pw-hand", tabindex: "-1" }, step(3, t("Submit")), place, box);
  const look = () => {
    node.classList.toggle("pw-rests", rest.resting);
    node.hidden = !ready() || (rest.resting && !box.querySelector(".pw-receipt"));
  };
  scope.on(rest, "change", look);
  scope.on(work, "attempts", look);
  return { node, look };
}

function ask(place, open) {
  return new Promise((resolve) => {
    const heading = uid("gaps");
    const leave = (answer, go) => () => {
      fill(place);
      resolve(answer);
      if (go) go();
    };
    const panel = el(
      "section",
      { class: "pw-ask", "aria-labelledby": heading },
      el("h3", { id: heading }, t("Something is still open")),
      el("ul", { class: "pw-list" }, open.map(({ words, go }) => el("li", {}, el("button", { class: "pw-link", on: { click: leave(false, go) } }, words)))),
      el("div", { class: "pw-actions" }, el("button", { class: "pw-button pw-button--quiet", on: { click: leave(true) } }, t("Submit all the same"))),
    );
    fill(place, panel);
    goTo(panel);
  });
}

/** After submitting the work rests and the slip speaks; `revise()` takes it up again. Emits `change`. */
export class Rest extends Listeners {
  constructor({ work, scope }) {
    super();
    this.work = work;
    this.resting = false;
    scope.on(work, "loaded", () => this.look());
    scope.on(work.draft, "replaced", () => this.look());
    scope.on(work, "attempts", (news) => {
      if (news && news.receipt) this.set(true);
      if (!work.attempts.length) this.set(false);
    });
    if (work.loaded) this.look();
  }

  look() {
    const { attempts, draft } = this.work;
    const last = attempts[attempts.length - 1];
    this.set(Boolean(last) && same(last.response, draft.response));
  }

  set(resting) {
    if (this.resting === resting) return;
    this.resting = resting;
    this.emit("change", resting);
  }

  /** What stands in the place of the work while it rests. */
  line(revise) {
    const last = this.work.attempts[this.work.attempts.length - 1];
    return el(
      "div",
      { class: "pw-resting" },
      el("p", {}, last ? t("Submitted at {time}. The comments stand below.", { time: clock(last.submitted_at) }) : ""),
      el("button", { class: "pw-button pw-button--quiet", on: { click: revise } }, t("Revise and try again")),
    );
  }
}
