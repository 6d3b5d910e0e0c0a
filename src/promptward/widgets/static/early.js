// What somebody chose on the plain form before the scripts came, and when the form may make room.

const AFTER_LEAVING = 400; // ms; the tap that leaves a field may be on a button of the form

/** Resolves when nobody is in a field of `form`, other than `field`, which stays. */
export async function leftAlone(form, field) {
  for (;;) {
    const node = document.activeElement;
    const typing = node !== field && form.contains(node) && node.matches("select, input:not([type=radio]):not([type=checkbox])");
    if (!typing) return;
    await new Promise((resolve) => node.addEventListener("blur", () => setTimeout(resolve, AFTER_LEAVING), { once: true }));
  }
}

/** What no longer stands on `form` as it came, as a patch of `response`; null when nothing was touched. */
export function early({ form, kind, response, sheet }) {
  const { text, ...given } = touched(form);
  const parts = { prompt: ofPrompt, claims: ofClaims, data: ofData }[kind]({ given, response, form, sheet });
  const patch = { ...(text === undefined ? {} : { text }), ...parts };
  return Object.keys(patch).length ? patch : null;
}

/** The controls that somebody changed: {name: value}. */
function touched(form) {
  const given = {};
  for (const node of form.elements) {
    const { name, type, value } = node;
    if (!name || type === "hidden" || type === "submit") continue;
    if (type === "radio" || type === "checkbox") {
      if (node.checked !== node.defaultChecked && (node.checked || type === "checkbox")) given[name] = value;
    } else if (type === "select-one") {
      const came = [...node.options].find((option) => option.defaultSelected) || node.options[0];
      if (value !== came.value) given[name] = value;
    } else if (value !== node.defaultValue) {
      given[name] = value;
    }
  }
  return given;
}

/** The entries whose names begin with `stem-`, by the rest of their names. */
function named(given, stem) {
  const entries = Object.entries(given).filter(([name]) => name.startsWith(`${stem}-`));
  return entries.map(([name, value]) => [name.slice(stem.length + 1), value]);
}

function ofPrompt({ given, response, form }) {
  const patch = {};
  if ("tick" in given) patch.ticks = [...form.querySelectorAll("input[name=tick]:checked")].map((node) => node.value);
  const marks = named(given, "mark");
  if (marks.length) patch.marks = Object.fromEntries([...Object.entries(response.marks), ...marks].filter(([, reason]) => reason));
  return patch;
}

function ofClaims({ given, response: { answers }, sheet }) {
  if (!sheet || !Object.keys(given).length) return {};
  const before = answers.form === sheet.form ? answers : { omission: null };
  const claims = { ...before.claims };
  const put = (id, part) => (claims[id] = { sure: null, ...claims[id], ...part });
  for (const [id, verdict] of named(given, "verdict")) put(id, { verdict });
  for (const [id, sure] of named(given, "sure")) put(id, { sure: Number(sure) });
  return { answers: { ...before, form: sheet.form, claims } };
}

function ofData({ given, response: { answers }, form }) {
  if (!Object.keys(given).length) return {};
  const put = (part, entries) => ({ ...answers[part], ...Object.fromEntries(entries) });
  const flagged = ["row", "column", "trouble", "remedy"].some((part) => named(given, part).length);
  return {
    answers: {
      ...answers,
      flags: flagged ? lines(form) : answers.flags || [],
      statements: put("statements", named(given, "statement").map(([id, said]) => [id, said === "true"])),
      numbers: put("numbers", named(given, "number")),
      cleanings: put("cleanings", named(given, "cleaning")),
    },
  };
}

/** The flags as they stand on the form; a box without a row is empty, and `*` stands for all rows. */
function lines(form) {
  const flags = new Map();
  for (let i = 0; form.elements[`row-${i}`]; i += 1) {
    const [row, column, trouble, remedy] = ["row", "column", "trouble", "remedy"].map((part) => form.elements[`${part}-${i}`].value || null);
    if (row && (row !== "*" || column)) flags.set(`${row} ${column}`, { row: row === "*" ? null : row, column, trouble, remedy });
  }
  return [...flags.values()];
}
