// Who wants to hear about what; and a scope that ends everything a part of the page listened to.

export class Listeners {
  constructor() {
    this.listeners = new Map();
  }

  /** Call `listener` for every `name`; the returned function ends that. */
  on(name, listener) {
    if (!this.listeners.has(name)) this.listeners.set(name, new Set());
    this.listeners.get(name).add(listener);
    return () => this.listeners.get(name).delete(listener);
  }

  emit(name, data) {
    for (const listener of [...(this.listeners.get(name) || [])]) listener(data);
  }
}

export class Scope {
  constructor() {
    this.ends = [];
  }

  /** Listen on one of ours. */
  on(source, name, listener) {
    this.ends.push(source.on(name, listener));
  }

  /** Listen on an element, the document or the window. */
  dom(target, name, listener, options) {
    target.addEventListener(name, listener, options);
    this.ends.push(() => target.removeEventListener(name, listener, options));
  }

  end() {
    for (const end of this.ends.splice(0)) end();
  }
}
