// The one way text reaches a page: as text. Nothing here or elsewhere parses a string as HTML.

const LINKS = ["http:", "https:", "mailto:"];
const PROPERTIES = new Set(["value", "checked", "disabled", "hidden", "open", "tabIndex", "textContent"]);
let counter = 0;

/** An id no other element of the page has. */
export function uid(stem) {
  counter += 1;
  return `pw-${stem}-${counter}`;
}

/** A new element. `on` holds listeners; other props are properties or attributes; null and false are left out. */
export function el(tag, props, ...children) {
  const node = document.createElement(tag);
  if (tag === "button") node.type = "button";
  for (const [name, value] of Object.entries(props || {})) set(node, name, value);
  add(node, children);
  return node;
}

/** Replace everything inside `node`. */
export function fill(node, ...children) {
  while (node.firstChild) node.firstChild.remove();
  add(node, children);
  return node;
}

/** Put what may be a list, an element, a text or nothing at the end of `node`. */
export function add(node, children) {
  for (const child of [children].flat(5)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

function set(node, name, value) {
  if (value === null || value === undefined) return;
  if (name === "on") {
    for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
  } else if (name === "data") {
    Object.assign(node.dataset, value);
  } else if (name.startsWith("aria-")) {
    node.setAttribute(name, String(value));
  } else if (PROPERTIES.has(name)) {
    node[name] = value;
  } else if (value !== false) {
    attribute(node, name, value === true ? "" : String(value));
  }
}

function attribute(node, name, value) {
  if (/^on|^style$|^src/i.test(name)) throw new Error(`no attribute ${name} from here`);
  if (/^(href|action)$/i.test(name) && !LINKS.includes(new URL(value, location.href).protocol)) return;
  node.setAttribute(name, value);
}

/** Paragraphs and dashed lists of a plain text, as elements. */
export function prose(text) {
  const blocks = [];
  for (const block of String(text || "").trim().split(/\n\s*\n/)) {
    let list = null;
    let lines = [];
    const close = () => {
      if (lines.length) blocks.push(el("p", {}, lines.flatMap((line, i) => (i ? [el("br"), line] : [line]))));
      lines = [];
    };
    for (const line of block.split("\n")) {
      const item = /^\s*[-•*]\s+(.*)$/.exec(line);
      if (item) {
        close();
        if (!list) blocks.push((list = el("ul", { class: "pw-bullets" })));
        list.append(el("li", {}, item[1]));
      } else if (line.trim()) {
        list = null;
        lines.push(line.trim());
      }
    }
    close();
  }
  return blocks;
}

/** A button that is on or off, and says so to everyone. */
export function toggle(label, pressed, onToggle, props = {}) {
  const button = el("button", { class: "pw-toggle", "aria-pressed": Boolean(pressed), ...props }, label);
  button.addEventListener("click", () => {
    const now = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(now));
    onToggle(now, button);
  });
  return button;
}

/** Bring an element into view and give it the focus, without animation for those who do not want any. */
export function goTo(node) {
  if (!node) return;
  if (!/^(A|BUTTON|INPUT|TEXTAREA|SUMMARY)$/.test(node.tagName) && !node.hasAttribute("tabindex")) node.tabIndex = -1;
  const calm = window.matchMedia && matchMedia("(prefers-reduced-motion: reduce)").matches;
  node.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
  node.focus({ preventScroll: true });
}
