import type { Expression } from "./expression.js";
import type { Value } from "./value.js";

/**
 * A shell script for a machine's first start.
 *
 * Lines are literals. Values are inserted by `export` and `command`, which quote them for the shell: literals
 * immediately, expressions when Terraform evaluates them. The shell therefore never executes any part of a value.
 *
 * ```ts
 * const host = database.attr("address");
 * const script = new UserData().line("set -eu").export("DATABASE_HOST", host).line("systemctl start app");
 * resource("aws_launch_template", "main", { user_data: script.toBase64() });
 * ```
 */
export declare class UserData {
  /** Creates a script for `/bin/sh` that does nothing yet. */
  constructor();

  /** Adds one or more lines of literal shell code. */
  line(code: string): this;

  /** Sets and exports a shell variable. The name is a literal shell name. */
  export(name: string, value: Value): this;

  /** Runs a program with these arguments, each of which stays a single word. */
  command(program: string, ...values: Value[]): this;

  /** Returns the script as a string. */
  toText(): Expression;

  /** Returns the script in base64, as launch templates expect it. */
  toBase64(): Expression;
}
