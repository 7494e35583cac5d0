// What a tier is, and what it does.

import { manifestOf } from "./manifest.js";

export class Tier {
  /** The contract's manifest. Made at once, so that what is wrong with a definition shows where it stands. */
  manifest;

  constructor(definition) {
    this.manifest = manifestOf(definition);
    this.definition = definition;
  }
}

export function tier(definition) {
  return new Tier(definition);
}
