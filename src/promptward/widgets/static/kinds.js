// Which module shows which kind of exercise. `claims` and `data` join here, fetched only when needed.

import { promptKind } from "./prompt.js";

const CLAIMS = ["choices", "handing", "claim-pass", "claim-slip", "claim-sources"];
const DATA = ["choices", "handing", "data-slip", "figures", "flags", "numbers", "plot", "table", "table-views"];
const address = (name) => new URL(`./${name}.js`, import.meta.url).href;

/** All modules of a kind in one round trip; returns the one that builds the page. */
async function all(names, main) {
  const [module] = await Promise.all([main, ...names].map((name) => import(address(name))));
  return module;
}

const KINDS = {
  prompt: async () => promptKind,
  claims: async () => (await all(CLAIMS, "claims")).claimsKind,
  data: async () => (await all(DATA, "data")).dataKind,
};

/** The function that builds a page for `kind`; throws for a kind nobody can show. */
export async function kindOf(kind) {
  if (!Object.prototype.hasOwnProperty.call(KINDS, kind)) throw new Error(`no page for exercises of kind ${kind}`);
  return KINDS[kind]();
}
