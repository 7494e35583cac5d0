// What the engine exports: it is given a program when it runs.

import { describe, load, synth } from "./program.js";

export const loader = { load };
export const synthesis = { describe, synth };
