// One trainee's way through one exercise, as the page knows it: questions asked, attempts made, what was opened.

import { maybeLater, newKey, NoLine } from "./bridge.js";
import { pause } from "./line.js";
import { Listeners } from "./listeners.js";

const ASK_AGAIN = 9000; // ms without an event before the page asks for the state itself

/** Where no draft is kept beside the attempts, work goes on from the last of them. */
function lastWork(attempts) {
  const last = attempts && attempts[attempts.length - 1];
  return last ? { response: last.response, rev: 0, saved_at: last.submitted_at } : null;
}

/** Emits `turns`, `delta`, `stopped`, `attempts`, `submitting`, `refused`, `revealed`, `sheet`, `person`, `loaded`, `message`, `line`, `lost`, `back`. */
export class Work extends Listeners {
  constructor({ bridge, draft, copy, view }) {
    super();
    Object.assign(this, { bridge, draft, copy, view });
    this.turns = [];
    this.attempts = [];
    this.revealed = { hints: [], answers: [], hints_total: 0, answers_total: 0, answers_open_after: 1 };
    this.person = { name: "", role: "" };
    this.loaded = false;
    this.sheet = null;
    this.inWords = () => "–"; // a response without a text, in one line: each kind says how
    this.pending = null; // a submission whose receipt has not come
    this.disputed = new Set();
    bridge.on("reply", (data) => this.heard(data));
    bridge.on("graded", (data) => this.graded(data));
    bridge.on("draft", ({ rev }) => this.pending || draft.flying || rev <= draft.rev || this.refresh());
    bridge.on("message", (data) => this.emit("message", data));
    bridge.on("line", () => {
      this.emit("line");
      this.refresh();
    });
    for (const name of ["lost", "back"]) bridge.on(name, () => this.emit(name));
  }

  /** The first state; tries until somebody answers. `before` is what the field held (see `Draft.adopt`). */
  async load(before) {
    for (let count = 0; !this.loaded; count += 1) {
      try {
        const state = await this.bridge.call("state");
        this.draft.adopt(state.draft || lastWork(state.attempts), await before());
        this.draft.displaced = state.displaced || this.draft.displaced;
        this.loaded = true;
        this.take(state);
      } catch (error) {
        if (!error.status && !(error instanceof NoLine)) throw error;
        this.draft.trouble(error);
        await this.bridge.rest(pause(count));
      }
    }
    this.emit("loaded");
    const copy = this.copy.read();
    if (copy && copy.pending) this.hand(copy.pending);
    this.watch();
  }

  /** The state again: events may have been missed. */
  async refresh() {
    if (!this.loaded) return;
    try {
      const state = await this.bridge.call("state");
      if (!this.pending) this.draft.meet(state.draft);
      this.take(state);
      if (this.draft.dirty) this.draft.save();
    } catch {
      // The next event or the next save will tell.
    }
  }

  take(state) {
    if (state.limits && state.limits.text) this.draft.limit = state.limits.text;
    this.person = { name: state.name || "", role: state.role || "" };
    const before = new Map(this.turns.map((turn) => [turn.turn, turn]));
    const known = (state.turns || []).map((turn) => ({ ...turn, partial: (before.get(turn.turn) || {}).partial }));
    const mine = this.turns.filter((turn) => turn.sending && !known.some((other) => other.turn === turn.turn));
    this.turns = [...known, ...mine];
    this.attempts = state.attempts || [];
    if (state.revealed) this.revealed = state.revealed;
    if (state.sheet && JSON.stringify(state.sheet) !== JSON.stringify(this.sheet)) {
      this.sheet = state.sheet; // the claims of this form
      this.emit("sheet");
    }
    this.agree();
    for (const topic of ["person", "turns", "attempts", "revealed"]) this.emit(topic);
  }

  /** The last answer that came whole: the one that is verified. */
  get reply() {
    for (let i = this.turns.length - 1; i >= 0; i -= 1) if (this.turns[i].reply) return this.turns[i].reply;
    return null;
  }

  get asking() {
    return this.turns.some((turn) => turn.status === "streaming");
  }

  /** Marks belong to one reply; with another reply they begin anew. */
  agree() {
    const reply = this.reply;
    if (!reply || reply.live || reply.id === this.draft.response.reply) return;
    this.draft.change({ reply: reply.id, marks: {} });
  }

  async send({ text, kept }) {
    const turn = { turn: newKey(), text, status: "streaming", partial: "", reply: null, sending: true };
    this.turns.push(turn);
    this.emit("turns");
    for (let count = 0; ; count += 1) {
      try {
        await this.bridge.call("send", { text, turn: turn.turn, kept });
        break;
      } catch (error) {
        if (error.field === "text") return this.stopped(turn, error);
        if (!maybeLater(error) || count === 3) return this.failed(turn, error.message, error instanceof NoLine);
        await this.bridge.rest(pause(count));
      }
    }
    turn.sending = false;
    this.emit("turns");
    return this.watch();
  }

  /** Not sent at all, for what the text contains. */
  stopped(turn, error) {
    this.turns = this.turns.filter((one) => one !== turn);
    this.emit("turns");
    this.emit("stopped", { message: error.message, text: turn.text, spans: error.extra.spans || [] });
  }

  failed(turn, message, line = false) {
    Object.assign(turn, { status: "failed", error: message || "", line, sending: false });
    this.emit("turns");
  }

  heard(data) {
    this.news = Date.now();
    const turn = this.turns.find((one) => one.turn === data.turn);
    if (!turn || turn.status !== "streaming") return;
    if (data.delta) {
      turn.partial = (turn.partial || "") + data.delta;
      this.emit("delta", { turn, delta: data.delta });
    } else if (data.failed) {
      this.failed(turn, data.message);
    } else if (data.done) {
      Object.assign(turn, { status: "done", reply: data.reply, sending: false });
      this.agree();
      this.emit("turns");
    }
  }

  /** Submit what stands in the draft. Resolves when a receipt came or the server refused. */
  async submit() {
    if (this.pending) return;
    await this.draft.rest();
    if (this.draft.conflict) return;
    const { draft } = this;
    const payload = { response: draft.outgoing(draft.response), key: newKey(), base_rev: draft.rev, device: draft.device };
    await this.hand(payload, draft.version);
  }

  async hand(payload, version = -1) {
    this.pending = payload;
    this.copy.write({ pending: payload });
    this.emit("submitting", {});
    for (let count = 0; ; count += 1) {
      try {
        const rev = await this.draft.repeat(payload.response);
        if (rev) payload.base_rev = rev;
        const answer = await this.bridge.call("submit", payload);
        return this.received(answer, payload, version);
      } catch (error) {
        if (error.status !== 401 && !maybeLater(error)) return this.refuse(error);
        this.emit("submitting", { waiting: true, error });
        await this.bridge.rest(pause(count));
      }
    }
  }

  received({ receipt, rev }, payload, version) {
    this.letGo();
    this.draft.displaced = null;
    this.draft.acknowledged(rev, version < 0 ? this.draft.saved : version, receipt.submitted_at);
    if (!this.attempts.some((attempt) => attempt.number === receipt.number)) {
      const kind = this.attempts.length ? "later" : "first";
      this.attempts.push({ ...receipt, kind, response: payload.response, grade: null, status: "grading" });
    }
    this.emit("attempts", { receipt });
    this.watch();
  }

  refuse(error) {
    this.letGo();
    if (error.status === 409 && error.extra.other) this.draft.clash(error);
    this.emit("refused", error);
  }

  letGo() {
    this.pending = null;
    this.copy.write({ pending: null });
  }

  graded({ number, grade, status }) {
    this.news = Date.now();
    const attempt = this.attempts.find((one) => one.number === number);
    if (attempt) {
      Object.assign(attempt, { grade, status: status || "graded" });
      this.emit("attempts", { graded: number });
    }
    // Which attempt is the best now, and whether model answers are open, the state says; a hall asks spread out.
    setTimeout(() => this.refresh(), attempt ? 2000 * Math.random() : 0);
  }

  /** While something is awaited, ask for the state when no event comes: some networks swallow event streams. */
  watch() {
    clearTimeout(this.watching);
    if (!this.asking && !this.attempts.some((attempt) => attempt.status === "grading")) return;
    this.watching = setTimeout(async () => {
      if (Date.now() - (this.news || 0) > ASK_AGAIN) await this.refresh();
      this.watch();
    }, ASK_AGAIN * (0.8 + 0.4 * Math.random()));
  }

  async reveal(what) {
    const answer = await this.bridge.call("reveal", { what });
    this.revealed = { ...this.revealed, ...(answer.revealed || answer) };
    this.emit("revealed", { what });
  }

  async dispute(attempt, criterion, words) {
    await this.bridge.call("dispute", { attempt, criterion, words });
    this.disputed.add(`${attempt}:${criterion}`);
  }
}
