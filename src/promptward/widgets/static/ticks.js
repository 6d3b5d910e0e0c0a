// The trainee's own judgement before submitting: which criteria are met? One tap each, and nobody must.

import { el, fill, toggle } from "./dom.js";
import { local, t } from "./words.js";

export function ticks({ work, scope }) {
  const { draft, view } = work;
  const expected = (view.criteria || []).filter((criterion) => !criterion.optional && !criterion.gate);
  const node = el("fieldset", { class: "pw-ticks", hidden: !expected.length });

  function show() {
    const ticked = new Set(draft.response.ticks);
    fill(
      node,
      el("legend", {}, t("Which of these does the prompt already do?")),
      el("p", { class: "pw-hint" }, t("One tap each. You may skip this.")),
      el(
        "div",
        { class: "pw-toggles" },
        expected.map((criterion) =>
          toggle(
            local(criterion.title),
            ticked.has(criterion.id),
            (on) => {
              if (on) ticked.add(criterion.id);
              else ticked.delete(criterion.id);
              draft.change({ ticks: [...ticked] });
            },
          ),
        ),
      ),
      el(
        "details",
        { class: "pw-meanings" },
        el("summary", {}, t("What do these mean?")),
        el("dl", {}, expected.flatMap((criterion) => [el("dt", {}, local(criterion.title)), el("dd", {}, local(criterion.definition))])),
      ),
    );
  }

  scope.on(work, "loaded", show);
  scope.on(draft, "replaced", show);
  show();
  return node;
}
