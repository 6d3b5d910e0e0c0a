// Submitting, the receipt, and what came of each attempt; the first, the best and the later ones kept apart.

import { el, fill, goTo, uid } from "./dom.js";
import { bandWord, slip } from "./slip.js";
import { clock, dayAndClock, local, number, t } from "./words.js";

/** What an attempt is for. */
function kindWord(kind) {
  const words = { first: t("first: it measures"), best: t("best so far"), after_answer: t("after the model answer") };
  return words[kind] || t("later: it teaches");
}

/** The submit button and what it says back. `prepare()` asks whether the work may leave. */
export function submitting({ work, prepare, scope }) {
  const button = el("button", { class: "pw-button", on: { click: go } }, t("Submit"));
  const reason = el("p", { class: "pw-hint", id: uid("why") });
  const said = el("div", { class: "pw-said", role: "status" });
  button.setAttribute("aria-describedby", reason.id);
  let text = { length: 1, over: 0 };

  async function go() {
    if (work.pending || button.disabled) return;
    fill(said);
    if (await prepare()) await work.submit();
  }

  function look() {
    button.disabled = Boolean(work.pending) || text.over > 0 || Boolean(work.draft.conflict);
    if (text.over > 0) reason.textContent = t("The text is too long to send.");
    else if (work.draft.conflict) reason.textContent = t("Choose one of the two texts first.");
    else reason.textContent = work.attempts.length ? t("Every attempt is kept; a new one replaces none.") : t("You can submit again afterwards.");
  }

  scope.on(work, "text", (now) => {
    text = now;
    look();
  });
  scope.on(work.draft, "status", look);
  scope.on(work, "submitting", ({ waiting, error }) => {
    look();
    const signIn = error && error.status === 401;
    const words = signIn ? t("Sign in again in another tab; this goes on by itself.") : t("No line. It is sent as soon as the line is back.");
    fill(said, el("p", { class: "pw-notice" }, waiting ? words : t("Sending …")));
  });
  scope.on(work, "refused", (error) => {
    look();
    const message = error.message || t("It was not accepted. Try again.");
    fill(said, error.status === 409 && error.extra.other ? null : el("p", { class: "pw-error" }, message));
  });
  scope.on(work, "attempts", (news) => {
    look();
    if (!news || !news.receipt) return;
    const { number: count, submitted_at: at } = news.receipt;
    fill(said, el("p", { class: "pw-receipt" }, el("b", {}, t("Received at {time}", { time: clock(at) })), " ", t("Attempt {number}. Nothing can be lost now.", { number: count })));
  });
  look();
  return el("div", { class: "pw-submit" }, el("div", { class: "pw-actions" }, button), reason, said);
}

/** The slips: the newest open, the earlier ones a tap away. `own`: what a kind adds to them (see `slip`). */
export function results({ work, scope, revise, own = {} }) {
  const node = el("section", { class: "pw-card pw-results", hidden: true });
  const place = el("div", { class: "pw-slip-place" });
  const below = el("div", { class: "pw-no-print" });
  const head = el("h2", { class: "pw-step" }, el("span", { class: "pw-step-no", "aria-hidden": "true" }, "4"), t("Comments"));
  let chosen = null;
  let shown = "";
  let listed = "";
  fill(node, head, place, below);

  function show(news) {
    const { attempts } = work;
    node.hidden = !attempts.length;
    if (!attempts.length) return;
    const newest = attempts[attempts.length - 1];
    chosen = (!news && chosen && attempts.find((one) => one.number === chosen.number)) || newest;
    drawSlip();
    drawBelow();
    if (news && news.receipt) goTo(place.firstChild);
    if (news && news.graded === chosen.number) goTo(place.querySelector("h3"));
  }

  // Drawn again only when something changed: a row that is open, or a line being written, stays.
  function drawSlip() {
    const { number: count, status, grade } = chosen;
    const now = JSON.stringify([count, status, grade]);
    if (now !== shown) fill(place, one(chosen));
    shown = now;
  }

  function drawBelow() {
    const kinds = work.attempts.map((attempt) => [attempt.kind, attempt.status, attempt.grade && attempt.grade.score]);
    const now = JSON.stringify([chosen.number, Boolean(chosen.grade), kinds, work.revealed]);
    if (now !== listed) fill(below, actions(), list(), answers({ work }));
    listed = now;
  }

  function one(attempt) {
    if (attempt.grade && attempt.status !== "unscored") return slip({ work, attempt, own });
    const words = attempt.status === "unscored" ? t("It could not be scored. A person will look at it; the attempt is kept.") : t("Reading attempt {number} …", { number: attempt.number });
    return el("div", { class: attempt.status === "unscored" ? "pw-notice" : "pw-wait", role: "status", tabindex: "-1" }, words);
  }

  function actions() {
    return el(
      "div",
      { class: "pw-actions" },
      el("button", { class: "pw-button", on: { click: revise } }, t("Revise and try again")),
      chosen.grade && el("button", { class: "pw-button pw-button--quiet", on: { click: () => printSlip(node) } }, t("Print the slip")),
    );
  }

  function list() {
    if (work.attempts.length < 2) return null;
    return el(
      "details",
      { class: "pw-attempts", open: below.querySelector(".pw-attempts[open]") !== null },
      el("summary", {}, t("All attempts ({count})", { count: work.attempts.length })),
      el("ol", { reversed: true, class: "pw-list" }, [...work.attempts].reverse().map((attempt) => el("li", {}, row(attempt)))),
    );
  }

  function row(attempt) {
    const { grade } = attempt;
    const result = grade ? `${bandWord(grade.band)}, ${number(grade.score)}` : t("being read");
    const line = `${t("Attempt {number}", { number: attempt.number })} · ${dayAndClock(attempt.submitted_at)} · ${result}`;
    const look = el("button", { class: "pw-link", "aria-current": attempt === chosen ? "true" : null }, line);
    look.addEventListener("click", () => {
      chosen = attempt;
      show();
      goTo(place.querySelector("h3") || place);
    });
    return [look, el("span", { class: "pw-tag" }, kindWord(attempt.kind))];
  }

  scope.on(work, "attempts", show);
  scope.on(work, "revealed", () => show());
  show();
  return node;
}

function printSlip(node) {
  for (const details of node.querySelectorAll(".pw-slip details")) details.open = true;
  window.print();
}

/** Model answers, open after enough attempts; asked for twice, because they change what counts. */
function answers({ work }) {
  const { answers: opened, answers_total: total, answers_open_after: after } = work.revealed;
  if (!total) return null;
  const shown = opened.map((answer, i) => el("details", { open: i === opened.length - 1 }, el("summary", {}, t("Model answer {number}", { number: i + 1 })), el("blockquote", {}, local(answer))));
  const box = el("div", { class: "pw-answers" }, shown);
  if (opened.length >= total) return box;
  if (after > 0) {
    box.append(el("p", { class: "pw-hint" }, t("Model answers open after a pass, or after {count} more tries that differ.", { count: after })));
    return box;
  }
  const ask = el("button", { class: "pw-link" }, t("Show a model answer"));
  ask.addEventListener("click", () => {
    const yes = el("button", { class: "pw-button pw-button--quiet" }, t("Yes, show it"));
    yes.addEventListener("click", () => {
      yes.disabled = true;
      work.reveal("answer").catch(() => (yes.disabled = false));
    });
    ask.replaceWith(el("p", {}, t("Later attempts are then kept apart from the best one.")), yes);
    goTo(yes);
  });
  box.append(ask);
  return box;
}
