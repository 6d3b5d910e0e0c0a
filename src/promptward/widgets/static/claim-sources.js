// The excerpts: beside the claim on a wide screen; on a phone a sheet that comes up and returns to the same claim.

import { add, el, fill, prose } from "./dom.js";
import { local, t } from "./words.js";

const WIDE = "(min-width: 1000px)";

/** Returns `{node, opener, show, title, options}`. */
export function sources({ work, scope }) {
  const excerpts = work.view.excerpts || [];
  const wide = window.matchMedia(WIDE);
  const folds = new Map(excerpts.map((one, i) => [one.id, fold(one, i, wide.matches)]));
  const claim = el("div", { class: "pw-excerpts-claim" });
  const back = el("button", { class: "pw-button", on: { click: close } });
  const head = el("h2", { tabindex: "-1" }, t("Source excerpts ({count})", { count: excerpts.length }));
  const node = el(
    "section",
    { class: "pw-card pw-excerpts", "aria-label": t("Source excerpts") },
    el("div", { class: "pw-excerpts-top" }, head, claim),
    el("div", { class: "pw-excerpts-list" }, [...folds.values()]),
    el("div", { class: "pw-excerpts-foot" }, back),
  );
  let from = null; // what opened the sheet

  function open(event, now) {
    from = event.currentTarget;
    fill(claim, now && [el("p", { class: "pw-claim-no" }, now.name), el("blockquote", {}, now.text)]);
    fill(back, now ? t("‹ Back to {claim}", { claim: now.name.toLowerCase() }) : t("‹ Back"));
    node.classList.add("is-open");
    node.setAttribute("role", "dialog");
    node.setAttribute("aria-modal", "true");
    document.documentElement.classList.add("pw-still");
    history.pushState({ pw: "excerpts" }, ""); // the phone's own *back* closes the sheet, not the page
    head.focus({ preventScroll: true });
  }

  function shut() {
    if (!node.classList.contains("is-open")) return;
    node.classList.remove("is-open");
    node.removeAttribute("role");
    node.removeAttribute("aria-modal");
    document.documentElement.classList.remove("pw-still");
    if (from && from.isConnected) from.focus({ preventScroll: true });
  }

  function close() {
    const ours = history.state && history.state.pw === "excerpts";
    shut();
    if (ours) history.back();
  }

  scope.dom(window, "popstate", shut);
  scope.dom(node, "keydown", (event) => {
    if (!node.classList.contains("is-open")) return;
    if (event.key === "Escape") close();
    if (event.key === "Tab") keepInside(event, node);
  });
  if (wide.addEventListener) {
    scope.dom(wide, "change", () => {
      close();
      for (const one of folds.values()) one.open = wide.matches;
    });
  }

  return {
    node,
    /** The button that brings the excerpts up on a phone, under the claim in work: {name, text}. */
    opener: (now) => el("button", { class: "pw-button pw-button--quiet pw-narrow", on: { click: (event) => open(event, now) } }, t("Excerpts ({count})", { count: excerpts.length })),
    /** Bring one excerpt into view. */
    show(id, event) {
      const one = folds.get(id);
      if (!one) return;
      one.open = true;
      if (!wide.matches) open(event, null);
      one.scrollIntoView({ block: "nearest" });
      one.querySelector("summary").focus({ preventScroll: true });
    },
    title: (id) => {
      const i = excerpts.findIndex((one) => one.id === id);
      return i < 0 ? "" : t("Excerpt {number}: {title}", { number: i + 1, title: local(excerpts[i].title) });
    },
    options: () => excerpts.map((one, i) => ({ value: one.id, word: t("Excerpt {number}", { number: i + 1 }), small: local(one.title) })),
  };
}

function fold(one, i, open) {
  const { source } = one;
  const box = el(
    "details",
    { class: "pw-excerpt", open },
    el("summary", {}, el("span", { class: "pw-excerpt-no" }, t("Excerpt {number}", { number: i + 1 })), " ", local(one.title)),
    el("div", { class: "pw-prose" }, prose(local(one.text))),
  );
  if (source) {
    const title = local(source.title);
    const link = source.url ? el("a", { href: source.url, target: "_blank", rel: "noopener" }, title) : title;
    add(box, el("p", { class: "pw-source" }, `${t("Source")}: `, link, source.publisher ? ` · ${local(source.publisher)}` : "", source.year ? ` · ${source.year}` : ""));
  }
  return box;
}

function keepInside(event, node) {
  const stops = [...node.querySelectorAll("summary, a[href], button")].filter((one) => one.offsetParent !== null);
  const first = stops[0];
  const last = stops[stops.length - 1];
  const { activeElement: now } = document;
  if (event.shiftKey && (now === first || !stops.includes(now))) last.focus();
  else if (!event.shiftKey && now === last) first.focus();
  else return;
  event.preventDefault();
}
