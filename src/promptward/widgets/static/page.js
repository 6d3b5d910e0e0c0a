// A served page: the exercise stands at once; Voilà's widget is welcome when it comes.

// All modules in one round trip: a slow line pays for every level of a module graph.
import "./listeners.js";
import "./words.js";
import "./dom.js";
import "./draft.js";
import "./work.js";
import "./identifiers.js";
import "./editor.js";
import "./transcript.js";
import "./verify.js";
import "./ticks.js";
import "./sentences.js";
import "./slip.js";
import "./attempts.js";
import "./conflict.js";
import "./header.js";
import "./prompt.js";
import "./kinds.js";
import "./plain.js";
import { PageBridge } from "./bridge.js";
import { el } from "./dom.js";
import { mountExercise } from "./exercise.js";
import { t } from "./words.js";

const PATIENCE = 15000; // ms until a page says that the notebook did not come

function start() {
  const data = document.getElementById("pw-page");
  const root = document.getElementById("pw-exercise");
  if (!data || !root) return;
  const page = JSON.parse(data.textContent);
  page.home = page.home || page.base;
  page.remember = (lang) => remember(page.base, bridge.token(), lang);
  page.reload = () => location.reload();
  const bridge = new PageBridge({ base: page.base, exercise: page.exercise.id, xsrf: page.xsrf, events: page.events });
  watchNotebook({ root, page, bridge });
  addEventListener("pageshow", (event) => event.persisted && location.reload()); // its kernel has ended
  const plainHead = document.querySelector("body > .pw-header");
  const mounted = mountExercise({ root, bridge, page }).then(() => plainHead && plainHead.remove());
  mounted.catch((error) => {
    console.error("promptward: the plain form stays", error);
  });
}

/** Tell the server the language of this seat; false when it did not hear. */
async function remember(base, token, lang) {
  const body = new URLSearchParams({ lang, _xsrf: token });
  const answer = await fetch(`${base}language`, { method: "POST", body, redirect: "manual" }).catch(() => null);
  return answer !== null && (answer.ok || answer.type === "opaqueredirect");
}

/** The exercise works without the notebook; still, say when it is missing. */
function watchNotebook({ root, page, bridge }) {
  const place = document.getElementById("pw-notebook");
  if (!place || page.kernel === null) return;
  const line = el("p", { class: "pw-notice pw-notebook-line", role: "status", hidden: true });
  place.before(line);
  const say = (text) => {
    line.hidden = !text;
    line.textContent = text;
  };
  const timer = setTimeout(() => say(t("The notebook part did not load. The exercise works; nothing is lost.")), PATIENCE);
  const arrived = () => {
    clearTimeout(timer);
    say("");
  };
  if (root.dataset.widget) arrived();
  document.addEventListener("promptward:widget", arrived);
  bridge.on("kernel", ({ status, state }) => {
    if ((status || state) === "dead") say(t("The notebook part has ended. The exercise works; load the page again to have both."));
  });
}

start();
