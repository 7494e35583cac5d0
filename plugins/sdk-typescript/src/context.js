// What an instance is made for.

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
    return [this.stack, this.environment, this.region, this.tier, name].filter((part) => part !== undefined).join("-");
  }

  tags(name) {
    return { Name: this.name(name), ...this.stackTags };
  }
}
