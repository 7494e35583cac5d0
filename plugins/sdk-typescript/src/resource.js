// Resources, data sources and ephemeral resources.

import { Block, Body, append, json, put } from "./block.js";
import { Expression } from "./expression.js";
import { Reference } from "./reference.js";

export class Resource extends Body {
  #lifecycle = new Block();

  constructor(kind, type, name, attributes) {
    super(attributes);
    this.kind = kind;
    this.type = type;
    this.name = name;
  }

  get reference() {
    const { kind, type, name } = this;
    return kind === "managed" ? Reference.resource(type, name) : Reference[kind](type, name);
  }

  providerOf(region) {
    put(this, "provider", `${this.type.split("_", 1)[0]}.${region}`);
    return this;
  }

  dependsOn(...others) {
    others.forEach((other) => append(this, "depends_on", other.address));
    return this;
  }

  count(count) {
    return this.set("count", count);
  }

  forEach(items) {
    return this.set("for_each", items);
  }

  preventDestroy() {
    return this.#change((lifecycle) => lifecycle.set("prevent_destroy", true));
  }

  createBeforeDestroy() {
    return this.#change((lifecycle) => lifecycle.set("create_before_destroy", true));
  }

  ignoreChanges(...attributes) {
    return this.#change((lifecycle) => attributes.forEach((path) => append(lifecycle, "ignore_changes", path)));
  }

  ignoreAllChanges() {
    return this.#change((lifecycle) => put(lifecycle, "ignore_changes", "all"));
  }

  replaceTriggeredBy(trigger) {
    const { source } = trigger instanceof Expression ? trigger : trigger.expression();
    return this.#change((lifecycle) => append(lifecycle, "replace_triggered_by", source));
  }

  precondition(condition, message) {
    return this.#condition("precondition", condition, message);
  }

  postcondition(condition, message) {
    return this.#condition("postcondition", condition, message);
  }

  #condition(name, condition, message) {
    return this.#change((lifecycle) => lifecycle.block(name, { condition, error_message: message }));
  }

  #change(change) {
    change(this.#lifecycle);
    put(this, "lifecycle", [json(this.#lifecycle)]);
    return this;
  }
}

export function resource(type, name, attributes) {
  return new Resource("managed", type, name, attributes);
}

export function data(type, name, attributes) {
  return new Resource("data", type, name, attributes);
}

export function ephemeral(type, name, attributes) {
  return new Resource("ephemeral", type, name, attributes);
}
