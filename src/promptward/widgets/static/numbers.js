// What an AI said about the table, to be judged; and the numbers to compute.

import { choices } from "./choices.js";
import { el, fill, goTo, uid } from "./dom.js";
import { figure } from "./figures.js";
import { local, t } from "./words.js";

/** The AI's statements, each true or false. */
export function statements({ view, answers }) {
  const list = view.statements || [];
  if (!list.length) return null;
  const options = () => [
    { value: true, sign: "✓", word: t("True") },
    { value: false, sign: "✗", word: t("Wrong") },
  ];
  return el(
    "div",
    { class: "pw-statements" },
    el("h3", {}, t("The AI said this about the table")),
    el("ol", { class: "pw-list" }, list.map((one, i) => {
      const id = uid("statement");
      return el(
        "li",
        { data: { statement: one.id } },
        el("blockquote", { id }, local(one.text)),
        choices({ legend: t("Statement {number}", { number: i + 1 }), quiet: true, describe: id, options: options(), chosen: answers.all.statements[one.id], shape: "row", pick: (value) => answers.put("statements", one.id, value) }),
      );
    })),
  );
}

/** The two numbers a text like `1.500` may mean, or null. */
function twoReadings(text) {
  const found = /^\s*([1-9]\d{0,2})[.,](\d{3})\s*$/.exec(text);
  return found ? [`${found[1]}${found[2]}`, figure(Number(`${found[1]}.${found[2]}`))] : null;
}

/** The numbers to compute: `show()` gives them as they stand. One that can be read in two ways is asked back. */
export function numbers({ work, view, answers, scope }) {
  const list = view.questions || [];
  let fields = new Map();
  scope.on(work, "refused", (error) => {
    const name = String(error.field || "").split(".").pop();
    const field = fields.get(name) || (error.code === "ambiguous" && [...fields.values()].find((one) => twoReadings(one.input.value)));
    if (field) field.complain(error.message || t("This number can be read in two ways. Which one is meant?"));
  });
  return {
    show() {
      fields = new Map(list.map((question, i) => [question.id, numberField({ question, i, answers })]));
      return list.length ? el("div", { class: "pw-numbers" }, el("h3", {}, t("The numbers to compute")), [...fields.values()].map((one) => one.node)) : null;
    },
  };
}

function numberField({ question, i, answers }) {
  const id = uid("number");
  const problem = el("div", { class: "pw-asked-back", role: "alert", id: `${id}-p`, hidden: true });
  const unit = question.percent ? "%" : local(question.unit);
  const input = el("input", {
    class: "pw-input",
    id,
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    maxlength: 40,
    value: answers.all.numbers[question.id] || "",
    "aria-describedby": `${id}-u ${id}-p`,
    on: { input: changed, blur },
  });

  function changed() {
    problem.hidden = true;
    input.removeAttribute("aria-invalid");
    answers.put("numbers", question.id, input.value);
  }

  // Not again while it is being asked: the button somebody is about to press would vanish.
  function blur() {
    if (problem.hidden && twoReadings(input.value)) complain(t("This number can be read in two ways. Which one is meant?"), { stay: true });
  }

  function take(text) {
    input.value = text;
    changed();
    input.focus();
  }

  function complain(message, { stay = false } = {}) {
    const both = twoReadings(input.value);
    problem.hidden = false;
    input.setAttribute("aria-invalid", "true");
    fill(
      problem,
      el("p", {}, message),
      both && el("div", { class: "pw-actions" }, both.map((text) => el("button", { class: "pw-button pw-button--quiet", on: { click: () => take(text) } }, text))),
    );
    if (!stay) goTo(input);
  }

  const node = el(
    "div",
    { class: "pw-number", data: { question: question.id } },
    el("label", { for: id }, `${i + 1}. `, local(question.text)),
    el("div", { class: "pw-number-line" }, input, el("span", { class: "pw-unit", id: `${id}-u` }, unit)),
    problem,
    cleaning({ question, answers }),
  );
  return { node, input, complain };
}

/** Under which cleaning rule it was computed, where an author allows several. */
function cleaning({ question, answers }) {
  const rules = question.cleanings || [];
  if (!rules.length) return null;
  if (rules.length === 1) return el("p", { class: "pw-hint" }, local(rules[0].title));
  return choices({
    legend: t("How was it computed? (not compulsory)"),
    options: rules.map((rule) => ({ value: rule.id, word: local(rule.title) })),
    chosen: answers.all.cleanings[question.id] || undefined,
    pick: (id) => answers.put("cleanings", question.id, id),
  });
}
