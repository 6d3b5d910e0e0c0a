// How operations travel: by fetch and one EventSource in a served page, by widget messages in JupyterLab.
// No other file knows which.

import { Listeners } from "./listeners.js";

/** The other side answered and refused: `status`, `code`, a message for the trainee, and `extra` (a conflict's `other`). */
export class Refusal extends Error {
  constructor(status, error = {}, extra = {}) {
    super(error.message || "");
    Object.assign(this, { status, code: error.code || "", field: error.field || "", extra });
  }
}

/** Nobody answered, or what answered was not our server. */
export class NoLine extends Error {}

/** Whether trying the same again later may help. */
export function maybeLater(error) {
  return error instanceof NoLine || (error instanceof Refusal && (error.status >= 500 || error.status === 429));
}

/** A key for one submission or one question, made without the functions a plain-http page lacks. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Milliseconds to wait before try `count` (0, 1, 2 …): doubling to 30 s, spread so that a hall does not knock at once. */
export function pause(count, first = 1500) {
  return Math.min(30000, first * 2 ** count) * (0.6 + 0.8 * Math.random());
}

const EVENTS = ["reply", "graded", "draft", "kernel", "queue", "message", "opened", "closed", "countdown"];

/** The bridge of a served page. */
export class PageBridge extends Listeners {
  constructor({ base, exercise, xsrf, events }) {
    super();
    this.base = base;
    this.exercise = exercise;
    this.xsrf = xsrf;
    this.eventsAddress = typeof events === "string" && events ? events : `${base}api/events`;
    this.tries = 0;
    this.lost = false;
  }

  /** Ask for `op`. Throws `Refusal` or `NoLine`. `keepalive` outlives a page that is being left. */
  async call(op, payload = {}, { keepalive = false, seconds = 20 } = {}) {
    const stop = new AbortController();
    const timer = keepalive ? 0 : setTimeout(() => stop.abort(), seconds * 1000);
    let answer;
    let body;
    try {
      answer = await fetch(`${this.base}api/exercises/${encodeURIComponent(this.exercise)}/${op}`, {
        method: "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-XSRFToken": this.token() },
        body: JSON.stringify(payload),
        keepalive,
        signal: keepalive ? undefined : stop.signal,
      });
      body = await answer.json().catch(() => null);
    } catch (error) {
      throw new NoLine(String(error));
    } finally {
      clearTimeout(timer);
    }
    if (answer.redirected || answer.status === 401) throw new Refusal(401, { code: "sign_in", ...(body && body.error) });
    if (answer.ok && body) return body;
    if (body && body.error) throw new Refusal(answer.status, body.error, body);
    if (answer.status >= 400 && answer.status < 500) throw new Refusal(answer.status, { code: "bad_request" });
    throw new NoLine(`status ${answer.status}`);
  }

  /** The newest token: another tab may have signed in again since this page was made. */
  token() {
    const cookie = /(?:^|;\s*)_xsrf=([^;]*)/.exec(document.cookie);
    return cookie ? decodeURIComponent(cookie[1]).replace(/^"|"$/g, "") : this.xsrf || "";
  }

  /** Open the one EventSource; after a gap `line` says so, because events of the gap are gone. */
  listen() {
    this.source = new EventSource(this.eventsAddress);
    this.source.onopen = () => {
      if (this.lost) this.emit("line", { back: true });
      this.lost = false;
      this.tries = 0;
    };
    this.source.onerror = () => {
      this.lost = true;
      if (this.source.readyState !== EventSource.CLOSED) return;
      this.source.close();
      clearTimeout(this.again);
      this.again = setTimeout(() => this.listen(), pause(this.tries++));
    };
    for (const name of EVENTS) this.source.addEventListener(name, (event) => this.receive(name, event.data));
  }

  receive(name, text) {
    let data;
    try {
      data = JSON.parse(text);
    } catch {
      return;
    }
    if (!data.exercise || data.exercise === this.exercise) this.emit(name, data);
  }

  close() {
    clearTimeout(this.again);
    if (this.source) this.source.close();
  }
}

/** The bridge of a notebook open in JupyterLab: the kernel of the notebook answers. */
export class WidgetBridge extends Listeners {
  constructor(model) {
    super();
    this.model = model;
    this.waiting = new Map();
    this.receive = (message) => this.read(message);
    model.on("msg:custom", this.receive);
  }

  call(op, payload = {}, { seconds = 60 } = {}) {
    const id = newKey();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.finish(id, () => reject(new NoLine("kernel"))), seconds * 1000);
      this.waiting.set(id, { resolve, reject, timer });
      this.model.send({ op, payload, id });
    });
  }

  listen() {}

  read(message) {
    if (message.event) return this.emit(message.event, message.data || {});
    const { id, reply, error } = message;
    return this.finish(id, ({ resolve, reject }) =>
      error ? reject(new Refusal(error.status || 500, error, message)) : resolve(reply),
    );
  }

  finish(id, settle) {
    const call = this.waiting.get(id);
    if (!call) return;
    this.waiting.delete(id);
    clearTimeout(call.timer);
    settle(call);
  }

  close() {
    this.model.off("msg:custom", this.receive);
  }
}
