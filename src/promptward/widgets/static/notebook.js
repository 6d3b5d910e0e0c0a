// The notebook beside the exercise: the exercise works without it; still, say when it is missing or has ended.

import { el, fill } from "./dom.js";
import { t } from "./words.js";

const PATIENCE = 15000; // ms until a page says that the notebook did not come

/** Watch the notebook of a served page; `page.kernel` runs it. */
export function watchNotebook({ root, page, bridge }) {
  const place = document.getElementById("pw-notebook");
  if (!place || page.kernel === null) return;
  const line = el("div", { class: "pw-notice pw-notebook-line", role: "status", hidden: true });
  place.before(line);
  const say = (text, ...more) => {
    line.hidden = !text;
    fill(line, el("p", {}, text), more);
  };
  const timer = setTimeout(() => say(t("The notebook part did not load. The exercise works; nothing is lost.")), PATIENCE);
  const arrived = () => {
    clearTimeout(timer);
    say("");
  };
  const ended = () => {
    clearTimeout(timer);
    const again = el("button", { class: "pw-button pw-button--quiet", on: { click: () => page.reload() } }, t("Load again"));
    say(t("The notebook part has ended. The exercise works; load the page again to have both."), again);
  };
  if (root.dataset.widget) arrived();
  document.addEventListener("promptward:widget", arrived);
  bridge.on("kernel", ({ kernel, status }) => status === "dead" && kernel === page.kernel && ended());
  // Nobody was told while the line was gone.
  bridge.on("line", async () => {
    const answer = await fetch(page.kernel_url).catch(() => null);
    if (answer && answer.status === 404) ended();
  });
}
