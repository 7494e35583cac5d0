import type { Expression } from "./expression.js";
import type { Value } from "./value.js";

/**
 * A shell script for a machine's first start.
 *
 * Lines are literals. Values come in through `export` and `command`, which quote them for the shell: literals now,
 * expressions when Terraform evaluates them. So nothing in a value is ever run.
 *
 * ```ts
 * const script = new UserData().line("set -eu").export("DATABASE_HOST", database.attr("address")).line("systemctl
 * start app"); resource("aws_launch_template", "main", { user_data: script.toBase64() });
 * ```
 */
export declare class UserData {
  /** A script for `/bin/sh` with nothing to do yet. */
  constructor();

  /** Adds literal shell code: one line or several. */
  line(code: string): this;

  /** Sets and exports a shell variable. The name is a literal shell name. */
  export(name: string, value: Value): this;

  /** Runs a program with these arguments, each of them one word. */
  command(program: string, ...values: Value[]): this;

  /** The script as a string. */
  toText(): Expression;

  /** The script in base64, as launch templates take it. */
  toBase64(): Expression;
}
