// Whether the server can be reached: learned from what it answers, asked for when it does not.

import { Listeners } from "./listeners.js";

const PATIENCE = 4000; // ms a question may take
const AGAIN = 2000; // ms between two questions while nobody answers

/** Milliseconds to wait before try `count` (0, 1, 2 …): doubling to 30 s, spread so that a hall does not knock at once. */
export function pause(count, first = 1500) {
  return Math.min(30000, first * 2 ** count) * (0.6 + 0.8 * Math.random());
}

/** Emits `lost` and `back`. `ask(signal)` puts the smallest question there is and throws without an answer. */
export class Line extends Listeners {
  constructor(ask) {
    super();
    this.ask = ask;
    this.lost = false;
    this.asking = false;
  }

  /** Something went unanswered: find out whether the line is gone. */
  async doubt() {
    if (this.asking) return;
    this.asking = true;
    clearTimeout(this.timer);
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    const answered = await this.ask(stop.signal).then(
      () => true,
      () => false,
    );
    clearTimeout(timer);
    this.asking = false;
    this.learn(answered);
    // A page nobody looks at asks when it is looked at again.
    if (this.lost && document.visibilityState !== "hidden") this.timer = setTimeout(() => this.doubt(), AGAIN * (0.6 + 0.8 * Math.random()));
  }

  /** The server answered, or did not. */
  learn(answered) {
    if (this.lost === !answered) return;
    this.lost = !answered;
    if (answered) clearTimeout(this.timer);
    this.emit(answered ? "back" : "lost");
  }
}
