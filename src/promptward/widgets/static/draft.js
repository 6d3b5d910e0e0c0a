// The unsent response: saved soon after every pause, kept here while the line is gone, never overwritten unseen.

import { maybeLater, NoLine } from "./bridge.js";
import { deviceName } from "./device.js";
import { pause } from "./line.js";
import { Listeners } from "./listeners.js";

const AFTER = 1100; // ms of quiet before a save; the promise is two seconds
const AT_LATEST = 2500; // ms, while somebody types without pausing
const LATE = 1500; // ms without an answer until the page says so
const KEEPALIVE = 60000; // bytes a browser still sends for a page that is being left

export const EMPTY = Object.freeze({ text: "", reply: null, marks: {}, ticks: [], answers: {}, kept: [] });

/** A value whose keys stand in one order, however a store gave them back. */
function ordered(value) {
  if (!value || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(ordered);
  return Object.keys(value).sort().map((key) => [key, ordered(value[key])]);
}

/** Whether two responses say the same. */
export function same(a, b) {
  const plain = (r) => {
    const { text, reply, marks, ticks, answers } = { ...EMPTY, ...r };
    return JSON.stringify([text, reply || null, Object.entries(marks).sort(), [...ticks].sort(), ordered(answers)]);
  };
  return plain(a) === plain(b);
}

/**
 * Emits `status` {name, at, message}, `conflict`, `newer`, `replaced`, `stored`.
 * Names: new, saving, saved, waiting, offline, busy, sign_in, conflict, too_long, refused.
 */
export class Draft extends Listeners {
  constructor({ bridge, copy, limit = 20000 }) {
    super();
    Object.assign(this, { bridge, copy, limit, device: deviceName() });
    this.response = EMPTY;
    this.rev = 0;
    this.version = 0; // counts changes here; `saved` is the one the server has
    this.saved = 0;
    this.tries = 0;
    this.status = { name: "new" };
    this.conflict = null;
    this.displaced = null;
    this.unanswered = null; // a save that may have arrived, though nobody said so
    this.gone = false; // whether the line is
    this.silent = false; // whether the last save still waits for its answer, or had none
    this.adopted = false; // before that nobody knows what this page is based on
    bridge.on("lost", () => this.lost());
    bridge.on("back", () => this.back());
    this.outgoing = (response) => response; // the editor puts the masking here
  }

  get dirty() {
    return this.version !== this.saved;
  }

  /** The trainee changed something. */
  change(patch) {
    this.response = { ...this.response, ...patch };
    this.version += 1;
    this.keep();
    if (this.conflict) return;
    this.unsaved();
    this.soon();
  }

  /** Take what the server had when the page came up; `touched` is what was done before that, over a text `initial`. */
  adopt(stored, { touched = null, initial = "", rev = null } = {}) {
    const local = this.copy.read();
    const known = stored ? { ...EMPTY, ...stored.response } : EMPTY;
    const unsaved = local && local.dirty && !same(local.response, known);
    this.adopted = true;
    this.rev = stored ? stored.rev : 0;
    this.response = known;
    if (local && local.displaced) this.displaced = local.displaced;
    if (touched !== null) {
      // Typed over another text than the newest: the server then answers with both.
      if (rev !== null) this.rev = rev;
      else if (known.text !== initial) this.rev = 0;
      if (unsaved && !(touched.text && touched.text.includes(local.response.text))) this.displaced = { response: local.response, saved_at: local.at, device: this.device };
      this.change(touched);
      this.soon(0);
    } else if (unsaved) {
      this.rev = local.rev;
      this.unanswered = local.unanswered || null;
      this.change({ ...EMPTY, ...local.response });
      this.soon(0);
    } else if (stored) {
      this.say("saved", { at: stored.saved_at });
    }
  }

  /** The server tells what it has now (after a gap, or from another page). */
  meet(stored) {
    if (!stored || this.flying || this.conflict || stored.rev <= this.rev) return;
    if (stored.response && same(stored.response, this.outgoing(this.response))) {
      this.rev = stored.rev;
      return;
    }
    this.emit("newer", stored);
  }

  soon(wait = AFTER) {
    const now = Date.now();
    this.since = this.since || now;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), Math.max(0, Math.min(wait, this.since + AT_LATEST - now)));
  }

  /** Save now, if there is anything to save. Never throws; the status says what happened. */
  save({ leaving = false } = {}) {
    clearTimeout(this.timer);
    if (!this.dirty || this.conflict || !(this.adopted || leaving)) return this.flying || Promise.resolve();
    if (this.flying && (!leaving || this.flyingVersion === this.version)) return this.flying;
    const sent = this.outgoing(this.response);
    if ([...sent.text].length > this.limit) {
      this.say("too_long");
      return Promise.resolve();
    }
    this.flyingVersion = this.version;
    this.flying = this.carry(sent, this.version, leaving).finally(() => {
      this.flying = null;
      if (this.dirty && this.status.name === "saving") this.soon();
    });
    return this.flying;
  }

  async carry(sent, version, leaving) {
    this.since = 0;
    this.unsaved();
    const late = setTimeout(() => this.unheard(), LATE);
    let payload = null;
    try {
      if (!leaving) await this.repeat(sent);
      payload = { response: sent, base_rev: this.rev, device: this.device };
      const keepalive = leaving && new Blob([JSON.stringify(payload)]).size < KEEPALIVE;
      const answer = await this.bridge.call("save", payload, { keepalive });
      this.acknowledged(answer.rev, version, answer.saved_at);
      this.emit("stored", { sent, stored: answer.response, masked: answer.masked || [] });
    } catch (error) {
      if (error instanceof NoLine) this.unanswered = this.unanswered || payload;
      this.trouble(error);
    } finally {
      clearTimeout(late);
    }
  }

  /**
   * Before `sent`, the save that was never answered goes out once more: should the server have it, this page is
   * not told that its own text is somebody else's. Resolves to its revision, 0 when there was none.
   */
  async repeat(sent) {
    const before = this.unanswered;
    if (!before || same(before.response, sent)) return 0;
    const { rev } = await this.bridge.call("save", before);
    this.rev = rev;
    this.unanswered = null;
    return rev;
  }

  /** Nobody answers at present. */
  lost() {
    this.gone = true;
    if (this.dirty && ["saving", "waiting"].includes(this.status.name)) this.unsaved();
  }

  /** The line is back: what is unsaved goes out at once. */
  async back() {
    this.gone = false;
    this.tries = 0;
    await this.flying;
    this.save();
  }

  /** The server has `version` as revision `rev`. */
  acknowledged(rev, version, at) {
    this.rev = rev;
    this.saved = version;
    this.tries = 0;
    this.silent = false;
    this.unanswered = null;
    this.keep();
    this.say(this.dirty ? "saving" : "saved", { at: at || Date.now() });
  }

  trouble(error) {
    this.keep();
    this.silent = false;
    if (error.status === 409) {
      this.clash(error);
    } else if (error.status === 401) {
      this.say("sign_in");
      this.soon(pause(this.tries++, 8000));
    } else if (maybeLater(error)) {
      if (error instanceof NoLine) this.unheard();
      else this.say("busy");
      this.soon(pause(this.tries++));
    } else {
      this.say(error.code === "too_long" ? "too_long" : "refused", { message: error.message });
    }
  }

  /** Two texts: this one and the one of another page or device. */
  clash(error) {
    const other = (error.extra && error.extra.other) || null;
    this.conflict = { mine: this.outgoing(this.response), other };
    this.unanswered = null;
    this.keep();
    this.say("conflict", { message: error.message });
    this.emit("conflict", this.conflict);
  }

  /** Go on with `mine` or with `other`; the one not chosen stays here until the next submit. */
  settle(choice) {
    const { mine, other } = this.conflict;
    this.conflict = null;
    this.rev = other ? other.rev : this.rev;
    if (choice === "mine") {
      this.displaced = other;
      this.version += 1;
      this.keep();
      return this.save();
    }
    this.displaced = { response: mine, saved_at: Date.now(), device: this.device };
    this.replace(other.response, other.saved_at);
    return Promise.resolve();
  }

  /** Put `response`, which the server has, in the place of this one. */
  replace(response, at) {
    this.response = { ...EMPTY, ...response };
    this.saved = this.version;
    this.keep();
    this.say("saved", { at });
    this.emit("replaced", this.response);
  }

  /** Nothing on its way any more: the revision is settled. */
  async rest() {
    clearTimeout(this.timer);
    while (this.flying) await this.flying;
    clearTimeout(this.timer);
  }

  keep() {
    if (!this.adopted) return; // what an earlier page left here has not been looked at yet
    const { rev, dirty, displaced, unanswered } = this;
    this.kept = this.copy.write({ response: this.outgoing(this.response), rev, dirty, displaced, unanswered, at: Date.now() });
  }

  /** There is something to save, and that is how it stands. */
  unsaved() {
    if (this.gone) this.say("offline");
    else this.say(this.silent ? "waiting" : "saving");
  }

  unheard() {
    this.silent = true;
    this.unsaved();
  }

  say(name, more = {}) {
    this.status = { name, kept: this.kept, ...more };
    this.emit("status", this.status);
  }
}
