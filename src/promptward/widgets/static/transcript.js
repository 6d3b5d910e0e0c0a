// What was asked and answered. New words are added, never rewritten, so that a screen reader reads them once.

import { el, fill } from "./dom.js";
import { local, t } from "./words.js";

const BATCH = 300; // ms; a reply that ticks in letter by letter is noise for ears and for old phones

/** The conversation: a log that streams the running answer, and the earlier questions folded away. */
export function transcript({ work, scope }) {
  const log = el("div", { class: "pw-log", role: "log", "aria-live": "polite", "aria-label": t("Answer of the AI") });
  const past = el("div", { class: "pw-past" });
  const node = el("div", { class: "pw-transcript", hidden: true }, log, past);
  let stream = null;

  function running(turn) {
    const doing = turn.sending ? t("Sending …") : t("The AI is writing …");
    if (stream && stream.turn === turn.turn) {
      if (stream.wait.textContent !== doing) stream.wait.textContent = doing;
      return;
    }
    const wait = el("p", { class: "pw-wait" }, doing);
    const text = el("p", { class: "pw-stream" }, turn.partial || "");
    stream = { turn: turn.turn, wait, text, waiting: "", timer: 0 };
    fill(log, el("div", { class: "pw-answer" }, wait, text));
  }

  function pour() {
    if (!stream) return;
    clearTimeout(stream.timer);
    stream.timer = 0;
    if (stream.waiting) stream.text.append(el("span", {}, stream.waiting));
    stream.waiting = "";
  }

  function show() {
    const { turns } = work;
    const last = turns[turns.length - 1];
    node.hidden = !last;
    if (!last) return;
    if (last.status === "streaming") {
      running(last);
    } else {
      stream = null;
      fill(log, last.status === "failed" ? failure(last, work) : el("p", { class: "pw-heard" }, t("The answer is complete.")));
    }
    showPast(turns.filter((turn) => turn !== last && turn.status !== "streaming"));
  }

  function showPast(turns) {
    const open = past.querySelector("details[open]") !== null;
    fill(
      past,
      turns.length > 0 &&
        el(
          "details",
          { open },
          el("summary", {}, t("Earlier questions ({count})", { count: turns.length })),
          el("ol", { class: "pw-turns" }, turns.map((turn) => el("li", {}, el("p", { class: "pw-asked" }, turn.text), turn.reply ? shaped(turn.reply) : null))),
        ),
    );
  }

  scope.on(work, "turns", show);
  scope.on(work, "delta", ({ turn, delta }) => {
    if (!stream || stream.turn !== turn.turn) return show();
    stream.waiting += delta;
    if (!stream.timer) stream.timer = setTimeout(pour, BATCH);
    return undefined;
  });
  show();
  return node;
}

function failure(turn, work) {
  const again = el("button", { class: "pw-button pw-button--quiet", on: { click: () => work.emit("again") } }, t("Ask again"));
  const message = turn.error || (turn.line ? t("The line is gone. The text is safe.") : t("The AI did not answer. The text is safe."));
  return el("div", { class: "pw-notice" }, el("p", {}, message), again);
}

/** Says what kind of thing answered. */
export function origin(reply) {
  if (reply.notice) return el("p", { class: "pw-origin" }, local(reply.notice));
  const text = reply.live
    ? t("Answer of {model}, a real AI. It can be wrong.", { model: reply.model || "AI" })
    : t("Practice model: prepared answers, chosen by how you ask; not a real AI.");
  return el("p", { class: "pw-origin" }, text);
}

/** Splits "label: content" when most sentences have a short label; the table then has two columns. */
export function labelled(sentences) {
  const parts = sentences.map(({ text }) => /^([^:.]{2,40}):\s+(.+)$/s.exec(local(text)));
  return parts.filter(Boolean).length * 2 > sentences.length ? parts : null;
}

/** A finished reply in the shape that was asked for. `cell(sentence, text)` makes what stands for one sentence. */
export function shaped(reply, cell = (sentence, text) => text) {
  const { sentences = [], shape } = reply;
  const opening = reply.opening ? el("p", {}, local(reply.opening)) : null;
  const whole = (sentence) => cell(sentence, local(sentence.text));
  if (shape === "table") return [opening, table(sentences, cell)];
  if (shape === "bullets") return [opening, el("ul", { class: "pw-bullets pw-reply" }, sentences.map((one) => el("li", {}, whole(one))))];
  const paragraphs = sentences.map((one) => el("div", { role: "listitem", class: "pw-sentence" }, whole(one)));
  return [opening, el("div", { class: "pw-reply", role: "list" }, paragraphs)];
}

function table(sentences, cell) {
  const parts = labelled(sentences);
  const rows = sentences.map((sentence, i) => {
    const label = parts ? (parts[i] ? parts[i][1] : "") : String(i + 1);
    const text = parts && parts[i] ? parts[i][2] : local(sentence.text);
    return el("tr", { role: "row" }, el("th", { role: "rowheader", scope: "row" }, label), el("td", { role: "cell" }, cell(sentence, text)));
  });
  const heads = [parts ? t("Item") : t("No."), t("Content")];
  const columns = heads.map((text) => el("th", { role: "columnheader", scope: "col" }, text));
  const head = el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, columns));
  // Roles are said aloud because a phone shows each row as a block, which takes the table's own ones away.
  return el("table", { class: "pw-table pw-reply", role: "table" }, head, el("tbody", { role: "rowgroup" }, rows));
}
