// The context of an instance.

import { expectString } from "./expect.js";

export class Context {
  constructor({ tier, stack, environment, region, regions, stackTags }) {
    this.tier = tier;
    this.stack = stack;
    this.environment = environment;
    this.region = region;
    this.regions = regions;
    this.stackTags = stackTags;
  }

  name(name) {
    expectString(name, "the name of an object");
    return [this.stack, this.environment, this.region, this.tier, name].filter((part) => part !== undefined).join("-");
  }

  tags(name) {
    return { Name: this.name(name), ...this.stackTags };
  }
}
