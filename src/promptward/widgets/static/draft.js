// The unsent response: saved soon after every pause, kept here while the line is gone, never overwritten unseen.

import { maybeLater, NoLine, pause } from "./bridge.js";
import { deviceName } from "./device.js";
import { Listeners } from "./listeners.js";

const AFTER = 1100; // ms of quiet before a save; the promise is two seconds
const AT_LATEST = 8000; // ms, while somebody types without pausing
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
 * Names: new, saving, saved, offline, busy, sign_in, conflict, too_long, refused.
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
    if (this.status.name !== "offline") this.say("saving");
    this.soon();
  }

  /** Take what the server had when the page came up; `touched` is text typed before that, over `initial`. */
  adopt(stored, { touched = null, initial = "", rev = null } = {}) {
    const local = this.copy.read();
    const known = stored ? { ...EMPTY, ...stored.response } : EMPTY;
    this.rev = stored ? stored.rev : 0;
    this.response = known;
    if (local && local.displaced) this.displaced = local.displaced;
    if (touched !== null) {
      // Typed over another text than the newest: the server then answers with both.
      if (rev !== null) this.rev = rev;
      else if (known.text !== initial) this.rev = 0;
      this.change({ text: touched });
    } else if (local && local.dirty && !same(local.response, known)) {
      this.rev = local.rev;
      this.change({ ...EMPTY, ...local.response });
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
    if (!this.dirty || this.conflict) return this.flying || Promise.resolve();
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
    if (this.status.name !== "offline") this.say("saving");
    const payload = { response: sent, base_rev: this.rev, device: this.device };
    const keepalive = leaving && new Blob([JSON.stringify(payload)]).size < KEEPALIVE;
    try {
      const answer = await this.bridge.call("save", payload, { keepalive });
      this.acknowledged(answer.rev, version, answer.saved_at);
      this.emit("stored", { sent, stored: answer.response, masked: answer.masked || [] });
    } catch (error) {
      this.trouble(error);
    }
  }

  /** The server has `version` as revision `rev`. */
  acknowledged(rev, version, at) {
    this.rev = rev;
    this.saved = version;
    this.tries = 0;
    this.keep();
    this.say(this.dirty ? "saving" : "saved", { at: at || Date.now() });
  }

  trouble(error) {
    if (error.status === 409) {
      this.clash(error);
    } else if (error.status === 401) {
      this.say("sign_in");
      this.soon(pause(this.tries++, 8000));
    } else if (maybeLater(error)) {
      this.say(error instanceof NoLine ? "offline" : "busy");
      this.soon(pause(this.tries++));
    } else {
      this.say(error.code === "too_long" ? "too_long" : "refused", { message: error.message });
    }
  }

  /** Two texts: this one and the one of another page or device. */
  clash(error) {
    const other = (error.extra && error.extra.other) || null;
    this.conflict = { mine: this.outgoing(this.response), other };
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
    const { rev, dirty, displaced } = this;
    this.kept = this.copy.write({ response: this.outgoing(this.response), rev, dirty, displaced, at: Date.now() });
  }

  say(name, more = {}) {
    this.status = { name, kept: this.kept, ...more };
    this.emit("status", this.status);
  }
}
