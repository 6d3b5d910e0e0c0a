// Which module shows which kind of exercise. `claims` and `data` join here, fetched only when needed.

import { promptKind } from "./prompt.js";

const KINDS = {
  prompt: async () => promptKind,
};

/** The function that builds a page for `kind`; throws for a kind nobody can show. */
export async function kindOf(kind) {
  if (!Object.prototype.hasOwnProperty.call(KINDS, kind)) throw new Error(`no page for exercises of kind ${kind}`);
  return KINDS[kind]();
}
