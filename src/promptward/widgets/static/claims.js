// The kind `claims`: judge each claim beside its sources, look again at what was flagged, submit, read the slip.

import { results } from "./attempts.js";
import { step } from "./choices.js";
import { ClaimAnswers, firstPass, secondPass } from "./claim-pass.js";
import { claimSlip } from "./claim-slip.js";
import { sources } from "./claim-sources.js";
import { displacedText } from "./conflict.js";
import { el, fill, goTo } from "./dom.js";
import { hints } from "./editor.js";
import { handing, Rest } from "./handing.js";
import { local, t } from "./words.js";

/** The parts of the page; `beside` stands next to the work, `situation` inside the scenario. */
export function claimsKind({ work, field, scope }) {
  const { view } = work;
  const answers = new ClaimAnswers(work);
  const rest = new Rest({ work, scope });
  const excerpts = sources({ work, scope });
  const first = firstPass({ answers, sources: excerpts, scope, done: () => goTo(again) });
  const second = secondPass({ answers, sources: excerpts, done: () => goTo(hand.node) });
  const place = el("div", {});
  const more = el("div", {}, displacedText({ work, scope }), hints({ work, scope }));
  const again = el("section", { class: "pw-card pw-no-print pw-again", tabindex: "-1" }, step(2, t("Look again at what was flagged")), second.node);
  const hand = handing({ work, scope, rest, gaps, ready: () => judged() });
  const slips = results({ work, scope, revise, own: claimSlip({ work, sources: excerpts }) });
  field.hidden = true;
  work.inWords = (response) => answers.inWords(response);

  function revise() {
    rest.set(false);
    first.go(0);
  }

  /** What is still open, in the order of the page. */
  function gaps() {
    const { claims, omission } = answers.sheet;
    const at = (claim) => t("Claim {number}", { number: claims.indexOf(claim) + 1 });
    const open = answers.unjudged.map((claim) => ({ words: at(claim), go: () => first.go(claims.indexOf(claim)) }));
    answers.flagged.forEach((claim, i) => {
      if (!answers.of(claim.id).action) open.push({ words: t("{claim}: what should be done with it?", { claim: at(claim) }), go: () => second.go(i) });
    });
    if (omission && !answers.all.omission) open.push({ words: local(omission.question), go: () => second.go(answers.flagged.length) });
    return open;
  }

  const judged = () => answers.sheet.claims.length > 0 && !answers.unjudged.length;

  /** The later steps come when the earlier are done: one thing at a time. */
  function look() {
    again.hidden = rest.resting || !judged();
    hand.look();
    more.hidden = rest.resting;
  }

  function show() {
    if (rest.resting) fill(place, rest.line(revise));
    else fill(place, first.node);
    first.show();
    second.show();
    look();
  }

  scope.on(answers, "change", ({ verdict }) => {
    if (verdict) second.show();
    look();
  });
  for (const [source, name] of [[work, "loaded"], [work, "sheet"], [work.draft, "replaced"], [rest, "change"]]) scope.on(source, name, show);
  const begin = () => {
    const left = answers.sheet.claims.findIndex((claim) => !answers.of(claim.id).verdict);
    first.index = Math.max(0, left);
    show();
  };
  scope.on(work, "loaded", begin);
  begin();

  return {
    situation: view.asked ? [el("p", { class: "pw-label" }, t("What the AI was asked")), el("blockquote", {}, local(view.asked))] : [],
    beside: excerpts.node,
    above: [step(1, t("Compare each claim with the sources")), view.ask ? el("p", { class: "pw-do" }, local(view.ask)) : null, place],
    below: [more],
    after: [again, hand.node, slips],
  };
}
