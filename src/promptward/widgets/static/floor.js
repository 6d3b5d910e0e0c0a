// The oldest browsers the full page is made for: Chrome and Android views 87, Safari 15, Firefox 90. What lacks
// something keeps the plain form, which needs no script at all; a browser without modules never comes here.

import { el } from "./dom.js";
import { t } from "./words.js";

const NEEDED = [
  () => "EventSource" in window && "AbortController" in window && "FormData" in window,
  () => "fromEntries" in Object && "flat" in Array.prototype && "escape" in CSS,
  () => "replaceChildren" in Element.prototype && "matchMedia" in window,
  () => CSS.supports("inset: 0") && CSS.supports("gap: 1px"),
];

/** Whether this browser has what the full page needs. */
export function stands() {
  try {
    return NEEDED.every((has) => has());
  } catch {
    return false;
  }
}

/** Say above the plain form why it stays. */
export function stay(root) {
  root.prepend(el("p", { class: "pw-notice" }, t("This browser is too old for the full page. The simple form below does everything.")));
}

/** The page could not be built and the plain form is gone: its own page takes over, with all that stood on it. */
export function retreat({ root, page, given }) {
  if (root.querySelector("button[name=do]")) return; // it still stands
  const field = root.querySelector("textarea[name=text]");
  if (field) given.set("text", field.value);
  given.set("do", "save");
  const inputs = [...given].map(([name, value]) => el("input", { type: "hidden", name, value }));
  const form = el("form", { method: "post", action: `${page.base}plain/${page.exercise.id}`, hidden: true }, inputs);
  document.body.append(form);
  form.submit();
}
