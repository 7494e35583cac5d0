// The exports of the engine, which receives a program at run time.

import { describe, load, synth } from "./program.js";

export const loader = { load };
export const synthesis = { describe, synth };
