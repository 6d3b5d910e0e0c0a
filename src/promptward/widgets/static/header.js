// The top of an exercise: what it is, how long it takes, whether it is saved.

import { textSize } from "./device.js";
import { el, fill, prose } from "./dom.js";
import { canSpeak, clock, lang, local, t } from "./words.js";

const SIGNS = { saved: "✓", saving: "…", new: "", waiting: "…", offline: "!", busy: "!", sign_in: "!", conflict: "!", too_long: "!", refused: "!" };

/** Title, minutes, status, language, text size and the line that says whether the work is safe. */
export function header({ work, page, scope, change }) {
  const { view } = work;
  const other = lang() === "vi" ? "en" : "vi";
  const names = { vi: "Tiếng Việt", en: "English" };
  const turn = async (event) => {
    event.target.disabled = true;
    await work.draft.save();
    if ((await page.remember(other)) && canSpeak(other)) change(other);
    else page.reload();
  };
  return el(
    "header",
    { class: "pw-head" },
    el(
      "div",
      { class: "pw-head-bar" },
      page.home ? el("a", { class: "pw-home", href: page.home }, el("span", { "aria-hidden": "true" }, "‹ "), local(page.course) || "PromptWard") : el("span", { class: "pw-home" }, local(page.course) || "PromptWard"),
      el(
        "div",
        { class: "pw-tools" },
        page.home ? el("button", { class: "pw-tool", "aria-label": t("Text size"), on: { click: larger } }, "A", el("small", {}, "A")) : null,
        el("button", { class: "pw-tool pw-tool--word", lang: other, on: { click: turn } }, names[other]),
        page.home ? leaving({ work, page }) : null,
      ),
    ),
    el("h1", {}, local(view.title)),
    view.skill ? el("p", { class: "pw-skill" }, local(view.skill)) : null,
    el(
      "div",
      { class: "pw-meta" },
      el("span", { class: "pw-tag" }, t("about {minutes} minutes", { minutes: view.minutes })),
      view.reviewed ? null : el("span", { class: "pw-tag pw-tag--status" }, t("not yet reviewed by a professional council")),
      saveLine({ work, page, scope }),
    ),
  );
}

/** The way out. On a shared phone the next person waits; what the server does not have yet is saved first. */
function leaving({ work, page }) {
  const { draft } = work;
  const shared = Boolean(page.seat && page.seat.shared);
  let warned = false;
  const go = async (event) => {
    if (warned || !(draft.dirty || work.pending)) return;
    event.preventDefault();
    await draft.save();
    if (!draft.dirty && !work.pending) return location.assign(link.href);
    warned = true;
    return work.emit("message", { text: t("Not everything is saved yet, and leaving deletes it here. Wait for “Saved”, or tap again to leave.") });
  };
  const link = el("a", { class: "pw-tool pw-tool--word", href: `${page.base}leave`, on: { click: go } }, shared ? t("Done, next person") : t("Leave this device"));
  return link;
}

function larger() {
  const next = { 1: 1.15, 1.15: 1.3, 1.3: 1 };
  textSize(next[textSize()]);
}

function saveLine({ work, page, scope }) {
  const { draft } = work;
  const node = el("p", { class: "pw-save", role: "status" });
  const show = () => {
    const { name, at, kept, message } = draft.status;
    const here = kept ? t("kept on this device") : t("keep this page open");
    const words = {
      new: work.loaded ? t("Nothing to save yet") : t("Connecting …"),
      saving: t("Saving …"),
      saved: t("Saved {time}", { time: at ? clock(at) : "" }),
      waiting: t("No answer yet: {here}", { here }),
      offline: t("Offline: {here}", { here }),
      busy: t("The server is busy: {here}", { here }),
      sign_in: t("Sign in again: {here}", { here }),
      conflict: t("Two texts: choose one"),
      too_long: t("Too long to save: {here}", { here }),
      refused: message || t("Not saved: {here}", { here }),
    };
    if (node.dataset.state === name && node.dataset.words === words[name]) return;
    node.dataset.state = name;
    node.dataset.words = words[name];
    const door = name === "sign_in" && page.home ? el("a", { href: page.home, target: "_blank", rel: "noopener" }, t("Sign in")) : null;
    fill(node, el("span", { class: "pw-save-sign", "aria-hidden": "true" }, SIGNS[name]), " ", words[name], door && " ", door);
  };
  scope.on(draft, "status", show);
  scope.on(work, "loaded", show);
  show();
  return node;
}

/** The scenario: open while reading, folded on a phone once somebody works. */
export function scenario({ work, scope, more = null }) {
  const { view } = work;
  const sources = view.sources || [];
  const wide = window.matchMedia("(min-width: 1000px)");
  const body = el("details", { class: "pw-scenario-text", open: true }, el("summary", {}, t("The situation")), el("div", { class: "pw-prose" }, prose(local(view.scenario)), more));
  const fit = () => {
    if (wide.matches) body.open = true;
  };
  if (wide.addEventListener) scope.dom(wide, "change", fit);
  const fold = () => {
    if (!wide.matches && (work.turns.length || work.attempts.length || Object.keys(work.draft.response.answers).length)) body.open = false;
  };
  scope.on(work, "loaded", fold);
  return el(
    "section",
    { class: "pw-card pw-scenario", "aria-label": t("The situation") },
    body,
    el("p", { class: "pw-never" }, el("span", { "aria-hidden": "true" }, "⚕ "), t("Never use this with data of real patients.")),
    sources.length
      ? el(
          "details",
          { class: "pw-sources" },
          el("summary", {}, t("Sources ({count})", { count: sources.length })),
          el("ul", { class: "pw-bullets" }, sources.map((one) => el("li", {}, one.url ? el("a", { href: one.url, target: "_blank", rel: "noopener" }, local(one.title)) : local(one.title), ` · ${one.publisher} · ${one.year}`))),
        )
      : null,
  );
}
