// The two passes over the claims: first a verdict and how sure, then for what was flagged the source and what to
// do; and the answers as they stand in the draft.

import { choices, dots } from "./choices.js";
import { el, fill, goTo } from "./dom.js";
import { Listeners } from "./listeners.js";
import { local, t } from "./words.js";

/** The three verdicts. */
export function verdicts() {
  return [
    { value: "supported", sign: "✓", word: t("True"), small: t("a source says so") },
    { value: "wrong", sign: "✗", word: t("Wrong"), small: t("a source says otherwise") },
    { value: "unsettled", sign: "?", word: t("Unclear"), small: t("the sources are not enough") },
  ];
}

/** How sure, in per cent. */
export function sureness() {
  return [
    { value: 55, word: t("guessing"), small: "55 %" },
    { value: 70, word: t("fairly sure"), small: "70 %" },
    { value: 85, word: t("quite sure"), small: "85 %" },
    { value: 97, word: t("certain"), small: "97 %" },
  ];
}

/** What to do with a claim that was flagged. */
export function actions() {
  return [
    { value: "use", word: t("Use it"), small: t("it can stand as it is") },
    { value: "correct", word: t("Correct it"), small: t("write what the source says") },
    { value: "ask", word: t("Ask"), small: t("a colleague, or the one who recorded it") },
    { value: "escalate", word: t("Report it"), small: t("to the person responsible, at once") },
  ];
}

const NONE = Object.freeze({});

/** Emits `change` {verdict} when an answer was given; `verdict`: whether it was one. */
export class ClaimAnswers extends Listeners {
  constructor(work) {
    super();
    this.work = work;
  }

  get sheet() {
    return this.work.sheet || { form: null, claims: [], omission: null };
  }

  /** The answers to this form; those to its twin are of no use here. */
  get all() {
    const { answers } = this.work.draft.response;
    if (answers && answers.claims && answers.form === this.sheet.form) return answers;
    return { form: this.sheet.form, claims: {}, omission: null };
  }

  of(id) {
    return this.all.claims[id] || NONE;
  }

  /** Change the answer to claim `id`. A claim that is true needs neither source nor action. */
  set(id, patch) {
    const { all } = this;
    let one = { sure: null, ...this.of(id), ...patch };
    if (one.verdict === "supported") {
      one = { verdict: one.verdict, sure: one.sure };
    }
    this.work.draft.change({ answers: { ...all, claims: { ...all.claims, [id]: one } } });
    this.emit("change", { verdict: "verdict" in patch });
  }

  omit(choice) {
    this.work.draft.change({ answers: { ...this.all, omission: choice } });
    this.emit("change", { verdict: false });
  }

  /** Claims nobody has judged yet. */
  get unjudged() {
    return this.sheet.claims.filter((claim) => !this.of(claim.id).verdict);
  }

  /** Claims that need a second look. */
  get flagged() {
    return this.sheet.claims.filter((claim) => ["wrong", "unsettled"].includes(this.of(claim.id).verdict));
  }

  /** Whether the second look at `id` is done. */
  followed(id) {
    const one = this.of(id);
    return one.source !== undefined && Boolean(one.action);
  }

  /** A response in one line, to choose between two of them. */
  inWords(response) {
    const { claims = {} } = (response && response.answers) || {};
    const word = Object.fromEntries(verdicts().map(({ value, word: name }) => [value, name]));
    const told = this.sheet.claims.map((claim, i) => `${i + 1}. ${word[(claims[claim.id] || NONE).verdict] || "–"}`);
    return told.join(" · ");
  }
}

/** One claim a card. `done()` is called when somebody goes on from the last. */
export function firstPass({ answers, sources, scope, done }) {
  const node = el("div", { class: "pw-pass" });
  const pass = { node, index: 0, show, go, name: (i) => t("Claim {number}/{count}", { number: i + 1, count: answers.sheet.claims.length }) };

  function go(i) {
    pass.index = i;
    show();
    goTo(node.querySelector("h3"));
  }

  function show() {
    const { claims } = answers.sheet;
    if (!claims.length) return fill(node, el("p", { class: "pw-wait" }, t("Connecting …")));
    pass.index = Math.min(pass.index, claims.length - 1);
    const claim = claims[pass.index];
    const { verdict, sure } = answers.of(claim.id);
    const how = el("div", { class: "pw-how", hidden: !verdict }, sureQuestion(claim.id, sure));
    return fill(
      node,
      nav(),
      el("h3", { class: "pw-claim-no", tabindex: "-1" }, pass.name(pass.index)),
      el("blockquote", { class: "pw-claim" }, local(claim.text)),
      choices({
        legend: t("Compared with the sources, this claim is"),
        options: verdicts(),
        chosen: verdict,
        shape: "row",
        pick: (value) => {
          answers.set(claim.id, { verdict: value });
          how.hidden = false;
        },
      }),
      how,
      el("div", { class: "pw-actions pw-dock" }, sources.opener({ name: pass.name(pass.index), text: local(claim.text) }), next()),
    );
  }

  function sureQuestion(id, sure) {
    const chosen = sure === null ? undefined : sure;
    return choices({ legend: t("How sure?"), options: sureness(), chosen, shape: "row", pick: (value) => answers.set(id, { sure: value }) });
  }

  function nav() {
    const items = answers.sheet.claims.map((claim, i) => {
      const given = Boolean(answers.of(claim.id).verdict);
      return { label: given ? t("{claim}, answered", { claim: pass.name(i) }) : pass.name(i), done: given };
    });
    return dots({ label: t("The claims"), items, now: pass.index, go });
  }

  /** After the last card, the first claim that was left out; then the second pass. */
  function next() {
    const last = pass.index === answers.sheet.claims.length - 1;
    const forward = () => {
      const left = answers.sheet.claims.findIndex((claim) => !answers.of(claim.id).verdict);
      if (!last) go(pass.index + 1);
      else if (left >= 0 && left !== pass.index) go(left);
      else if (left < 0) done();
      else goTo(node.querySelector("input"));
    };
    return el("button", { class: "pw-button pw-next", on: { click: forward } }, last ? t("Go to the next step") : t("Next claim ›"));
  }

  scope.on(answers, "change", () => {
    const old = node.querySelector(".pw-dots");
    if (old) old.replaceWith(nav());
  });
  return pass;
}

/** The second look: one flagged claim a card, and at the end what was left out. */
export function secondPass({ answers, sources, done }) {
  const node = el("div", { class: "pw-pass" });
  const pass = { node, index: 0, show, go, cards };

  function cards() {
    const list = answers.flagged.map((claim) => ({ claim }));
    return answers.sheet.omission ? [...list, { omission: answers.sheet.omission }] : list;
  }

  const numberOf = (claim) => answers.sheet.claims.indexOf(claim) + 1;

  function go(i) {
    pass.index = i;
    show();
    goTo(node.querySelector("h3"));
  }

  function show() {
    const list = cards();
    if (!list.length) return fill(node, el("p", {}, t("Nothing was flagged, so nothing is left to look at.")));
    pass.index = Math.min(pass.index, list.length - 1);
    const { claim, omission } = list[pass.index];
    const nav = () =>
      dots({
        label: t("Flagged claims"),
        now: pass.index,
        go,
        items: list.map((card, i) => ({
          label: card.claim ? t("Flagged claim {number}", { number: i + 1 }) : t("What was left out"),
          sign: card.claim ? String(i + 1) : "+",
          done: card.claim ? answers.followed(card.claim.id) : Boolean(answers.all.omission),
        })),
      });
    const again = () => node.querySelector(".pw-dots") && node.querySelector(".pw-dots").replaceWith(nav());
    const shown = claim && { name: t("Claim {number}", { number: numberOf(claim) }), text: local(claim.text) };
    const last = pass.index === list.length - 1;
    const forward = () => (last ? done() : go(pass.index + 1));
    return fill(
      node,
      list.length > 1 && nav(),
      claim ? flagged(claim, again) : left(omission, again),
      el("div", { class: "pw-actions pw-dock" }, sources.opener(shown || null), el("button", { class: "pw-button pw-next", on: { click: forward } }, last ? t("Go on to submit") : t("Next ›"))),
    );
  }

  function flagged(claim, again) {
    const one = answers.of(claim.id);
    const said = verdicts().find(({ value }) => value === one.verdict);
    const take = (patch) => {
      answers.set(claim.id, patch);
      again();
    };
    return [
      el("h3", { class: "pw-claim-no", tabindex: "-1" }, t("Claim {number}: said “{verdict}”", { number: numberOf(claim), verdict: said.word.toLowerCase() })),
      el("blockquote", { class: "pw-claim" }, local(claim.text)),
      choices({
        legend: t("Which excerpt settles it?"),
        options: [...sources.options(), { value: null, word: t("No excerpt"), small: t("none of them settles it") }],
        chosen: one.source,
        pick: (source) => take({ source }),
      }),
      choices({ legend: t("What should be done with it?"), options: actions(), chosen: one.action || undefined, shape: "pair", pick: (action) => take({ action }) }),
    ];
  }

  function left(omission, again) {
    const pick = (id) => {
      answers.omit(id);
      again();
    };
    return [
      el("h3", { class: "pw-claim-no", tabindex: "-1" }, t("What was left out")),
      choices({
        legend: local(omission.question),
        options: omission.choices.map(({ id, text }) => ({ value: id, word: local(text) })),
        chosen: answers.all.omission || undefined,
        pick,
      }),
    ];
  }

  return pass;
}
