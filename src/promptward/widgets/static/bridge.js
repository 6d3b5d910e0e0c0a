// How operations travel: by fetch and one EventSource in a served page, by widget messages in JupyterLab.
// No other file knows which.

import { Line, pause } from "./line.js";
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

const EVENTS = ["reply", "graded", "draft", "kernel", "queue", "message", "opened", "closed", "countdown"];
const LATE = 1500; // ms without an answer before the line is doubted
const SILENCE = 40000; // ms; the server says something every fifteen seconds
const OPENING = 8000; // ms a stream may take to open
const LOOK = 5000; // ms between two looks at how long it has been silent
const ANSWER = 10000; // ms an operation may take, and as many more as it has bytes: then its connection is dead

/** The bridge of a served page. Also emits `lost` and `back` as the line does, and `line` after a gap in the events. */
export class PageBridge extends Listeners {
  constructor({ base, exercise, xsrf, events }) {
    super();
    this.base = base;
    this.exercise = exercise;
    this.xsrf = xsrf;
    this.eventsAddress = typeof events === "string" && events ? events : `${base}api/events`;
    this.tries = 0;
    this.gap = false;
    this.calls = new Set(); // what waits for an answer: {stop, at}
    this.line = new Line((signal) => this.health(signal));
    this.line.on("lost", () => {
      this.lostAt = Date.now();
      this.emit("lost");
    });
    this.line.on("back", () => this.resume());
    for (const name of ["online", "offline"]) addEventListener(name, () => this.line.doubt());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.wake());
  }

  /** The smallest question; another server on the way (a hotel's, a hub's) does not answer it like ours. */
  async health(signal) {
    const answer = await fetch(`${this.base}health`, { cache: "no-store", credentials: "omit", signal });
    if ((await answer.json()).status !== "ok") throw new NoLine("health");
  }

  /** The line is back: what hangs since it went is given up, so that whoever asked asks again at once. */
  resume() {
    for (const call of this.calls) if (call.at < this.lostAt) call.stop.abort();
    this.gap = true;
    this.listen();
    setTimeout(() => this.emit("back"), 0);
  }

  /** Wait `ms` before the next try; less when the line comes back. */
  rest(ms) {
    return new Promise((resolve) => {
      const end = this.on("back", () => done());
      const timer = setTimeout(() => done(), ms);
      const done = () => {
        clearTimeout(timer);
        end();
        resolve();
      };
    });
  }

  /** Ask for `op`. Throws `Refusal` or `NoLine`. `keepalive` outlives a page that is being left. */
  async call(op, payload = {}, { keepalive = false } = {}) {
    const stop = new AbortController();
    const call = { stop, at: Date.now() };
    const sent = JSON.stringify(payload);
    const timer = keepalive ? 0 : setTimeout(() => stop.abort(), ANSWER + sent.length);
    const late = keepalive ? 0 : setTimeout(() => this.line.doubt(), LATE);
    let answer;
    let body;
    if (!keepalive) this.calls.add(call);
    try {
      answer = await fetch(`${this.base}api/exercises/${encodeURIComponent(this.exercise)}/${op}`, {
        method: "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-XSRFToken": this.token() },
        body: sent,
        keepalive,
        signal: keepalive ? undefined : stop.signal,
      });
      body = await answer.json().catch(() => null);
    } catch (error) {
      this.line.doubt();
      throw new NoLine(String(error));
    } finally {
      clearTimeout(timer);
      clearTimeout(late);
      this.calls.delete(call);
    }
    if (body) this.line.learn(true);
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
    this.hush();
    this.heard = Date.now();
    const source = (this.source = new EventSource(this.eventsAddress));
    source.onopen = () => {
      this.heard = Date.now();
      this.tries = 0;
      this.line.learn(true);
      if (this.gap) this.emit("line", { back: true });
      this.gap = false;
    };
    source.onerror = () => this.again();
    source.addEventListener("beat", () => {
      this.heard = Date.now();
    });
    for (const name of EVENTS) source.addEventListener(name, (event) => this.receive(name, event.data));
    this.looking = setInterval(() => this.look(SILENCE), LOOK);
  }

  /** The stream broke off. Browsers would all knock again after the same two seconds, so we say when. */
  again() {
    this.hush();
    this.gap = true;
    this.line.doubt();
    this.waking = setTimeout(() => this.listen(), pause(this.tries++));
  }

  /** A page that slept, or a line that went without a word: the stream looks open and nothing comes. */
  look(longest) {
    const patience = this.source && this.source.readyState === EventSource.OPEN ? longest : OPENING;
    if (!this.source || Date.now() - this.heard < patience) return;
    this.tries = 0;
    this.gap = true;
    this.line.doubt();
    this.listen();
  }

  /** Somebody looks at the page again. */
  wake() {
    if (this.line.lost) this.line.doubt();
    this.look(SILENCE / 2);
  }

  hush() {
    clearTimeout(this.waking);
    clearInterval(this.looking);
    if (this.source) this.source.close();
    this.source = null;
  }

  receive(name, text) {
    let data;
    try {
      data = JSON.parse(text);
    } catch {
      return;
    }
    this.heard = Date.now();
    if (!data.exercise || data.exercise === this.exercise) this.emit(name, data);
  }

  close() {
    this.hush();
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

  rest(ms) {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }

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
