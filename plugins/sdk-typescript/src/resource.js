// Resources, data sources and ephemeral resources.

import { Block, Body, append, json, put } from "./block.js";
import { a, expectInstance, expectName, refuse } from "./expect.js";
import { Expression } from "./expression.js";
import { Reference } from "./reference.js";

export class Resource extends Body {
  #lifecycle = new Block();

  constructor(kind, type, name, attributes) {
    expectName(type, "the type of a block");
    expectName(name, `the name of ${a(type)}`);
    super(attributes, `the attributes of ${type}.${name}`);
    this.kind = kind;
    this.type = type;
    this.name = name;
  }

  get reference() {
    const { kind, type, name } = this;
    return kind === "managed" ? Reference.resource(type, name) : Reference[kind](type, name);
  }

  providerOf(region) {
    expectName(region, `the region of ${this.#title}`, "the name of a region");
    put(this, "provider", `${this.type.split("_", 1)[0]}.${region}`);
    return this;
  }

  dependsOn(...others) {
    for (const other of others) {
      append(this, "depends_on", expectInstance(other, Reference, `a dependency of ${this.#title}`).address);
    }
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
    const what = `an attribute whose changes ${this.#title} ignores`;
    const paths = attributes.map((path) => expectName(path, what));
    return this.#change((lifecycle) => paths.forEach((path) => append(lifecycle, "ignore_changes", path)));
  }

  ignoreAllChanges() {
    return this.#change((lifecycle) => put(lifecycle, "ignore_changes", "all"));
  }

  replaceTriggeredBy(trigger) {
    const isTrigger = trigger instanceof Expression || trigger instanceof Reference;
    if (!isTrigger) {
      refuse(trigger, `a replacement trigger of ${this.#title}`, "a Reference or an Expression");
    }
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
    expectInstance(condition, Expression, `the condition of a ${name} of ${this.#title}`);
    return this.#change((lifecycle) => lifecycle.block(name, { condition, error_message: message }));
  }

  get #title() {
    return this.reference.address;
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
