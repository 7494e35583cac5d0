//! Scripts that machines run on their first start.

use crate::{Expression, Value, values};

/// A shell script for a machine's first start.
///
/// Lines are literals. Values are inserted by [`export`](Self::export) and [`command`](Self::command), which
/// quote them for the shell: literals immediately, expressions when Terraform evaluates them. The shell
/// therefore never executes any part of a value.
///
/// ```
/// use terrace_sdk::prelude::*;
///
/// let host = Reference::resource("aws_db_instance", "main").attr("address");
/// let script = UserData::new().line("set -eu").export("DATABASE_HOST", host).line("systemctl start app");
/// Resource::new("aws_launch_template", "main").set("user_data", script.to_base64());
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct UserData(Vec<Value>);

impl Default for UserData {
    fn default() -> Self {
        Self::new()
    }
}

impl UserData {
    /// Returns a script for `/bin/sh` that does nothing yet.
    pub fn new() -> Self {
        Self(values!["#!/bin/sh\n"])
    }

    /// Adds one or more lines of literal shell code.
    #[must_use]
    pub fn line(mut self, code: &str) -> Self {
        self.0.extend(values![code, "\n"]);
        self
    }

    /// Sets and exports a shell variable. The name is a literal shell name.
    #[must_use]
    pub fn export(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.extend(values!["export ", name, "="]);
        self.push_word(value.into());
        self.0.push("\n".into());
        self
    }

    /// Runs a program with these arguments, each of which stays a single word.
    #[must_use]
    pub fn command(mut self, program: &str, arguments: impl IntoIterator<Item = Value>) -> Self {
        self.push_word(program.into());
        for argument in arguments {
            self.0.push(" ".into());
            self.push_word(argument);
        }
        self.0.push("\n".into());
        self
    }

    /// Returns the script as a string.
    pub fn to_text(&self) -> Expression {
        Expression::concat(self.0.clone())
    }

    /// Returns the script in base64, as launch templates expect it.
    pub fn to_base64(&self) -> Expression {
        Expression::call("base64encode", values![self.to_text()])
    }

    /// Adds one word between single quotes, in which only a single quote is special.
    fn push_word(&mut self, value: Value) {
        self.0.push("'".into());
        self.0.push(match value {
            Value::String(text) => text.replace('\'', QUOTE).into(),
            Value::Null | Value::Bool(_) | Value::Number(_) => value,
            value => Expression::call("replace", values![value, "'", QUOTE]).into(),
        });
        self.0.push("'".into());
    }
}

/// Ends the quoted string, adds a quote, and begins a quoted string again.
const QUOTE: &str = "'\\''";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_data_quotes_values_for_the_shell() {
        let name = Expression::raw("var.name");
        let script = UserData::new()
            .line("set -eu; echo ${HOME}")
            .export("A", "it's $x")
            .command("run", values![&name, 3]);
        insta::assert_snapshot!(script.to_text().to_template(), @r###"
        #!/bin/sh
        set -eu; echo $${HOME}
        export A='it'\''s $x'
        'run' '${replace(var.name, "'", "'\\''")}' '3'
        "###);
        insta::assert_snapshot!(UserData::new().export("A", name).to_base64(), @r###"base64encode("#!/bin/sh\nexport A='${replace(var.name, "'", "'\\''")}'\n")"###);
    }
}
