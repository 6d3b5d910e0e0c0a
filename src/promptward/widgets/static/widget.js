// The widget in a notebook. In a served page the exercise already stands and is left where it is, with all
// that was typed; in JupyterLab it is built here and the kernel answers.

import { WidgetBridge } from "./bridge.js";
import { el } from "./dom.js";
import { mountExercise } from "./exercise.js";

/** What anywidget calls with the place of the output. */
export async function render({ model, el: place }) {
  const view = model.get("view");
  const served = document.getElementById("pw-exercise");
  if (served) {
    served.dataset.widget = view.id;
    document.dispatchEvent(new CustomEvent("promptward:widget", { detail: { id: view.id } }));
    place.hidden = true;
    return undefined;
  }
  style();
  const root = el("div", { class: "pw-body pw-lab-page" }, el("form", {}, el("div", {}, el("textarea", { rows: 8 }))));
  place.append(root);
  const bridge = new WidgetBridge(model);
  const page = { exercise: view, lang: model.get("lang") || "vi", words: model.get("words"), seat: { key: "lab", shared: true } };
  page.remember = async () => true;
  await mountExercise({ root, bridge, page });
  return () => bridge.close();
}

function style() {
  const href = new URL("./style.css", import.meta.url).href;
  if (document.querySelector(`link[href="${href}"]`)) return;
  document.head.append(el("link", { rel: "stylesheet", href }));
}
