// What the trainee said about each claim, as it stands in the draft; the words for verdicts, sureness and actions.

import { Listeners } from "./listeners.js";
import { t } from "./words.js";

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
