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
import "./device.js";
import "./early.js";
import "./line.js";
import { PageBridge } from "./bridge.js";
import { mountExercise } from "./exercise.js";
import { retreat, stands, stay } from "./floor.js";
import { watchNotebook } from "./notebook.js";
import { speak } from "./words.js";

function start() {
  const data = document.getElementById("pw-page");
  const root = document.getElementById("pw-exercise");
  if (!data || !root) return;
  const page = JSON.parse(data.textContent);
  speak(page.lang, page.words);
  if (!stands()) {
    stay(root);
    return;
  }
  const given = new FormData(root.querySelector("form"));
  page.home = page.home || page.base;
  page.remember = (lang) => remember(page.base, bridge.token(), lang);
  page.reload = () => location.reload();
  const bridge = new PageBridge({ base: page.base, exercise: page.exercise.id, xsrf: page.xsrf, events: page.events });
  watchNotebook({ root, page, bridge });
  addEventListener("pageshow", (event) => event.persisted && location.reload()); // its kernel has ended
  const plainHead = document.querySelector("body > .pw-header");
  const mounted = mountExercise({ root, bridge, page }).then(async ({ ready }) => {
    if (plainHead) plainHead.remove();
    await ready;
    document.dispatchEvent(new Event("promptward:usable")); // now the notebook may have the line
  });
  mounted.catch((error) => {
    console.error("promptward: the plain form stays", error);
    retreat({ root, page, given });
  });
}

/** Tell the server the language of this seat; false when it did not hear. */
async function remember(base, token, lang) {
  const body = new URLSearchParams({ lang, _xsrf: token });
  const answer = await fetch(`${base}language`, { method: "POST", body, redirect: "manual" }).catch(() => null);
  return answer !== null && (answer.ok || answer.type === "opaqueredirect");
}

start();
