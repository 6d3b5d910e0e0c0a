// The result, in order of use: mend this first; what was good; the table; ticks; sentences; the number last.

import { el, goTo, uid } from "./dom.js";
import { corrections } from "./sentences.js";
import { dayAndClock, local, number, t } from "./words.js";

const AT_FIRST = 4; // good things shown before a tap: all ten would hide what to mend

/**
 * The slip of one graded attempt. A kind's `own` part has `summary(grade)`, its figures in words,
 * `corrections(grade, attempt)`, and `submitted(attempt)` for paper.
 */
export function slip({ work, attempt, own = {} }) {
  const { grade } = attempt;
  const gates = new Set(grade.gates || []);
  const heading = uid("slip");
  return el(
    "section",
    { class: "pw-slip", "aria-labelledby": heading },
    printedHead({ work, attempt, own }),
    el("h3", { id: heading, tabindex: "-1" }, t("Comments on attempt {number}", { number: attempt.number })),
    gateNotice(grade, gates),
    mendFirst(grade, gates),
    own.summary && own.summary(grade, attempt),
    own.corrections && own.corrections(grade, attempt),
    good(grade),
    labTable({ work, attempt, gates }),
    tickTable(grade),
    corrections(grade),
    band(grade),
    el("p", { class: "pw-print-only" }, t("A practice slip, not a certificate.")),
  );
}

function printedHead({ work, attempt, own }) {
  const text = own.submitted ? own.submitted(attempt) : [el("p", { class: "pw-label" }, t("The submitted prompt")), el("blockquote", {}, attempt.response.text)];
  const rows = [
    [t("Name"), work.person.name],
    [t("Exercise"), local(work.view.title)],
    [t("Submitted"), dayAndClock(attempt.submitted_at, { always: true })],
    [t("Attempt"), attempt.number],
  ];
  return el(
    "div",
    { class: "pw-print-only pw-letterhead" },
    el("p", { class: "pw-letterhead-title" }, t("Practice result slip")),
    el("dl", {}, rows.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)])),
    text,
  );
}

function gateNotice(grade, gates) {
  if (!gates.size) return null;
  const found = grade.findings.filter((finding) => gates.has(finding.criterion));
  return el(
    "div",
    { class: "pw-gate" },
    el("h4", {}, el("span", { "aria-hidden": "true" }, "⛔ "), t("Safety first: this holds back a pass")),
    found.map((finding) => [
      el("p", {}, el("b", {}, local(finding.title)), ...quotes(finding.evidence)),
      finding.advice && el("p", {}, local(finding.advice)),
    ]),
  );
}

function mendFirst(grade, gates) {
  const first = grade.mend_first;
  if (!first) return el("div", { class: "pw-mend pw-mend--none" }, el("p", {}, t("Nothing must be mended. Try it on your own work.")));
  if (gates.has(first.criterion)) return null; // the notice above already says it
  return el("div", { class: "pw-mend" }, el("h4", {}, t("Mend this first: {title}", { title: local(first.title) })), el("p", {}, local(first.advice)));
}

function good(grade) {
  if (!(grade.good || []).length) return null;
  const rows = grade.good.map((one) => el("li", {}, el("b", {}, local(one.title)), ...quotes(one.evidence)));
  const more = rows.slice(AT_FIRST);
  return el(
    "div",
    { class: "pw-good" },
    el("h4", {}, t("What was good")),
    el("ul", {}, rows.slice(0, AT_FIRST)),
    more.length > 0 && el("details", {}, el("summary", {}, t("And {count} more", { count: more.length })), el("ul", {}, more)),
  );
}

/** The writer's own words, in quotation marks. */
function quotes(evidence) {
  return (evidence || []).slice(0, 3).map((words) => el("q", { class: "pw-quote" }, words));
}

/** The word for an outcome. For a gate, `met` means that the problem is there. */
function outcome(finding) {
  if (finding.gate) {
    const words = { met: [t("Found"), "gate"], missed: [t("None found"), "met"], unscored: [t("Could not be judged"), "unscored"] };
    return words[finding.outcome] || ["–", "none"];
  }
  const words = {
    met: [t("Met"), "met"],
    missed: [finding.optional ? t("Could be added") : t("Not found yet"), finding.optional ? "none" : "missed"],
    unscored: [t("Could not be judged"), "unscored"],
    not_needed: [t("Not needed here"), "none"],
  };
  return words[finding.outcome] || ["–", "none"];
}

const SIGNS = { met: "✓", missed: "○", gate: "⛔", unscored: "?", none: "–" };

function labTable({ work, attempt, gates }) {
  const { grade } = attempt;
  const heads = [t("Criterion"), t("Result"), t("Points"), t("Reference"), t("Evidence and advice")];
  const shares = grade.parts.map((part) => el("p", { class: "pw-part" }, ...partLine(part)));
  const groups = grade.parts.map((part) => [part, grade.findings.filter((one) => one.part === part.id)]);
  const rest = grade.findings.filter((one) => !grade.parts.some((part) => part.id === one.part));
  const bodies = [...groups, [null, rest]]
    .filter(([, findings]) => findings.length)
    .map(([part, findings]) =>
      el(
        "tbody",
        { role: "rowgroup" },
        part && el("tr", { role: "row", class: "pw-lab-part" }, el("th", { role: "rowheader", colspan: heads.length, scope: "rowgroup" }, local(part.title))),
        findings.map((finding) => labRow({ work, attempt, finding, gates, heads })),
      ),
    );
  return el(
    "details",
    { class: "pw-lab" },
    el("summary", {}, t("All criteria, as a laboratory slip")),
    shares,
    el(
      "table",
      { class: "pw-lab-table", role: "table" },
      el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, heads.map((head) => el("th", { role: "columnheader", scope: "col" }, head)))),
      bodies,
    ),
  );
}

function partLine(part) {
  const score = part.score === null || part.score === undefined ? "–" : number(part.score);
  return [el("b", {}, local(part.title)), " ", t("{score} of 100, weighs {share} %", { score, share: number(part.share) })];
}

function labRow({ work, attempt, finding, gates, heads }) {
  const [word, tone] = outcome(finding);
  const scored = finding.possible > 0 && finding.outcome !== "unscored";
  const missed = !finding.gate && !finding.optional && finding.outcome === "missed";
  const cell = (i, ...inside) => el("td", { role: "cell", data: { head: heads[i] } }, ...inside);
  const red = finding.gate && (gates.has(finding.criterion) || tone === "gate");
  return el(
    "tr",
    { role: "row", class: red ? "pw-row--gate" : null },
    el("th", { role: "rowheader", scope: "row" }, local(finding.title)),
    cell(1, el("span", { class: `pw-result pw-result--${tone}` }, el("span", { "aria-hidden": "true" }, SIGNS[tone]), " ", word)),
    cell(2, scored ? number(finding.points) : "–"),
    cell(3, finding.possible > 0 ? number(finding.possible) : finding.gate ? t("none") : "–"),
    cell(
      4,
      ...quotes(finding.evidence),
      finding.advice && finding.outcome !== "met" ? el("p", {}, local(finding.advice)) : null,
      red && finding.advice ? el("p", {}, local(finding.advice)) : null,
      finding.deciding ? el("p", { class: "pw-deciding" }, t("This one decides whether it passes.")) : null,
      missed || red ? dispute({ work, attempt, finding }) : null,
    ),
  );
}

/** *I did write this*: one line to the instructor. */
function dispute({ work, attempt, finding }) {
  const box = el("div", { class: "pw-dispute" });
  const said = () => el("p", { class: "pw-hint" }, t("Sent. A person will look at it."));
  if (work.disputed.has(`${attempt.number}:${finding.criterion}`)) {
    box.append(said());
    return box;
  }
  const label = finding.gate || finding.part === "verification" ? t("This is not so") : t("I did write this");
  const button = el("button", { class: "pw-link" }, label);
  button.addEventListener("click", () => {
    const id = uid("dispute");
    const line = el("input", { class: "pw-input", id, maxlength: 500, autocomplete: "off" });
    const problem = el("p", { class: "pw-error", role: "alert", hidden: true });
    const send = el("button", { class: "pw-button pw-button--quiet" }, t("Send"));
    const go = async () => {
      if (!line.value.trim()) return line.focus();
      send.disabled = true;
      try {
        await work.dispute(attempt.number, finding.criterion, line.value.trim());
        box.replaceChildren(said());
      } catch (error) {
        send.disabled = false;
        problem.hidden = false;
        problem.textContent = error.message || t("Not sent. Try again in a moment.");
      }
      return undefined;
    };
    send.addEventListener("click", go);
    line.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      go();
    });
    button.replaceWith(el("label", { for: id }, t("Where? Copy the words here.")), line, send, problem);
    goTo(line);
  });
  box.append(button);
  return box;
}

function tickTable(grade) {
  const all = grade.ticks || [];
  if (!all.some((one) => one.ticked)) return null;
  const groups = [
    [t("Ticked, and found"), all.filter((one) => one.ticked && one.met)],
    [t("Ticked, but not found yet"), all.filter((one) => one.ticked && !one.met)],
    [t("Not ticked, yet there"), all.filter((one) => !one.ticked && one.met)],
  ].filter(([, ones]) => ones.length);
  return el(
    "div",
    { class: "pw-compare" },
    el("h4", {}, t("Your own judgement beside the comments")),
    el("dl", {}, groups.flatMap(([name, ones]) => [el("dt", {}, name), el("dd", {}, ones.map((one) => local(one.title)).join(" · "))])),
  );
}

/** The words of the four bands. */
export function bandWord(name) {
  return { again: t("Try again"), nearly: t("Nearly there"), passed: t("Passed"), good: t("Good") }[name] || name;
}

function band(grade) {
  return el(
    "p",
    { class: `pw-band pw-band--${grade.band}` },
    el("b", {}, bandWord(grade.band)),
    " ",
    t("{score} of 100; a pass needs {mark}.", { score: number(grade.score), mark: number(grade.pass_mark) }),
    grade.provisional ? el("span", {}, " ", t("Provisional: something could not be judged.")) : null,
  );
}
