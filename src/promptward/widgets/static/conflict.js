// Lines and choices above the work: a lost line, two texts, a newer text elsewhere, a message of the instructor.

import { el, fill, goTo, uid } from "./dom.js";
import { dayAndClock, t } from "./words.js";

/** The bars of one exercise. */
export function bars({ work, scope }) {
  const { draft } = work;
  const clash = el("div", {});
  const newer = el("div", { "aria-live": "polite" });
  const notes = el("div", { "aria-live": "polite" });

  scope.on(draft, "conflict", (two) => {
    fill(newer);
    fill(clash, two.other ? choice(work, two, clash) : stale());
    goTo(clash.firstChild);
  });
  scope.on(draft, "newer", (stored) => {
    const show = async () => {
      fill(newer);
      if (draft.dirty) return draft.save(); // the server answers with both texts
      if (!stored.response) return work.refresh();
      draft.rev = stored.rev;
      draft.displaced = { response: draft.response, saved_at: Date.now(), device: draft.device };
      return draft.replace(stored.response, stored.saved_at);
    };
    const words = stored.own
      ? t("A saved text is waiting for you.")
      : t("This page is no longer the newest. A newer text was saved on {device} at {time}.", { device: stored.device || "?", time: dayAndClock(stored.saved_at) });
    fill(newer, el("div", { class: "pw-notice pw-bar" }, el("p", {}, words), el("button", { class: "pw-button pw-button--quiet", on: { click: show } }, t("Show that text"))));
  });
  let closing = false;
  scope.on(work, "message", (message) => {
    closing = message.code === "closing";
    fill(notes, el("div", { class: "pw-notice pw-bar" }, el("p", {}, message.text || message.message || "")));
  });
  const line = el("div", { "aria-live": "polite" });
  scope.on(work, "lost", () => fill(line, silence(draft)));
  scope.on(work, "back", () => fill(line));
  // The server that said it was stopping is back.
  scope.on(work, "line", () => closing && fill(notes));
  if (draft.conflict && draft.conflict.other) fill(clash, choice(work, draft.conflict, clash));
  return el("div", { class: "pw-bars" }, line, clash, newer, notes);
}

/** Nobody answers: what that means for what is being written. */
function silence(draft) {
  const kept = draft.copy.allowed;
  const words = kept
    ? t("The server does not answer. Go on writing: all of it is kept on this device and saved as soon as the line is back.")
    : t("The server does not answer. Go on writing and keep this page open: all of it is saved as soon as the line is back.");
  return el("div", { class: "pw-notice pw-bar pw-line" }, el("p", {}, words));
}

function stale() {
  return el(
    "div",
    { class: "pw-notice pw-bar", role: "alert" },
    el("p", {}, t("This page is out of date. The text here is kept; load the page again.")),
    el("button", { class: "pw-button", on: { click: () => location.reload() } }, t("Load again")),
  );
}

function choice(work, { mine, other }, place) {
  const { draft } = work;
  const heading = uid("conflict");
  const settle = (which) => () => {
    fill(place, kept());
    draft.settle(which);
    goTo(place.firstChild);
  };
  const text = (title, response, action, which) =>
    el(
      "div",
      { class: "pw-version" },
      el("h4", {}, title),
      el("blockquote", { tabindex: "0", "aria-label": title }, response.text || work.inWords(response)),
      el("button", { class: "pw-button", on: { click: settle(which) } }, action),
    );
  return el(
    "section",
    { class: "pw-card pw-conflict", "aria-labelledby": heading },
    el("h3", { id: heading }, t("There are two texts. Which one goes on?")),
    el("p", { class: "pw-hint" }, t("The other one stays here until the next submit.")),
    el(
      "div",
      { class: "pw-versions" },
      text(t("The text on this page"), mine, t("Go on with this page"), "mine"),
      text(t("Saved on {device} at {time}", { device: other.device || "?", time: dayAndClock(other.saved_at) }), other.response, t("Go on with the saved text"), "other"),
    ),
  );
}

function kept() {
  return el("p", { class: "pw-notice", tabindex: "-1" }, t("Done. The other text is kept below the box."));
}

/** What was not chosen, to look at; answers can be taken back, a text can be copied. */
export function displacedText({ work, scope }) {
  const { draft } = work;
  const node = el("div", { class: "pw-displaced" });
  const take = () => {
    const { response } = draft.displaced;
    draft.displaced = { response: draft.response, saved_at: Date.now(), device: draft.device };
    draft.change({ answers: response.answers || {} });
    draft.emit("replaced", draft.response);
  };
  const show = () => {
    const other = draft.displaced;
    const text = other && other.response.text;
    const answers = other && !text && Object.keys(other.response.answers || {}).length > 0;
    const title = (text && t("The other text, {time}", { time: dayAndClock(other.saved_at) })) || (answers && t("The other answers, {time}", { time: dayAndClock(other.saved_at) }));
    const inside = title && el("blockquote", { tabindex: "0" }, text || work.inWords(other.response));
    const back = answers && el("button", { class: "pw-button pw-button--quiet", on: { click: take } }, t("Take these answers"));
    fill(node, title && el("details", {}, el("summary", {}, title), inside, back));
  };
  for (const [source, name] of [[draft, "replaced"], [draft, "status"], [work, "loaded"], [work, "attempts"]]) scope.on(source, name, show);
  show();
  return node;
}
