// The two passes over the claims: first a verdict and how sure, then for what was flagged the source and what to do.

import { choices, dots } from "./choices.js";
import { actions, sureness, verdicts } from "./claim-answers.js";
import { el, fill, goTo } from "./dom.js";
import { local, t } from "./words.js";

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
    return el("button", { class: "pw-button pw-next", on: { click: forward } }, last ? t("Go on") : t("Next claim ›"));
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
