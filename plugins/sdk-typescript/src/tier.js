// The definition of a tier.

import { manifestOf } from "./manifest.js";

export class Tier {
  /** The contract's manifest. It is created immediately, so that an error in the definition is reported where it is. */
  manifest;

  constructor(definition) {
    this.manifest = manifestOf(definition);
    this.definition = definition;
  }
}

export function tier(definition) {
  return new Tier(definition);
}
