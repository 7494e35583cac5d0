//! Checks files of a stack against the schema that editors use.

use crate::program::Sandbox;
use serde_json::Value;
use std::fs;
use std::path::Path;
use terrace_stack::stack::{Text, values};

/// Returns the errors that an editor would show in a file of a stack, each with its location: in the stack file, or
/// in the overlay of an environment. `stack` and `file` are relative to the sandbox's working directory, or absolute.
pub fn faults(sandbox: &Sandbox, stack: &Path, environment: Option<&str>, file: &Path) -> Vec<String> {
    let mut command = sandbox.command(["schema".as_ref(), stack.as_os_str()]);
    command.args(environment.into_iter().flat_map(|environment| ["--environment", environment]));
    let ran = match command.output() {
        Ok(output) => sandbox.masked_output(output),
        Err(error) => return vec![error.to_string()],
    };
    if ran.code != 0 || !ran.stderr.is_empty() {
        return vec![format!("code {}: {}", ran.code, ran.stderr)];
    }
    let path = sandbox.work().join(file);
    let text = fs::read_to_string(&path).unwrap_or_default();
    let value = match values(Text { path, text }) {
        Ok(value) => value,
        Err(errors) => return errors.errors.iter().map(ToString::to_string).collect(),
    };
    against(&ran.stdout, &value)
}

/// Returns the errors of a value against a schema of draft 07.
pub fn against(schema: &str, value: &Value) -> Vec<String> {
    let schema: Value = match serde_json::from_str(schema) {
        Ok(schema) => schema,
        Err(error) => return vec![error.to_string()],
    };
    match jsonschema::options().with_draft(jsonschema::Draft::Draft7).build(&schema) {
        Ok(validator) => {
            validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
        }
        Err(error) => vec![format!("the schema is none: {error}")],
    }
}
