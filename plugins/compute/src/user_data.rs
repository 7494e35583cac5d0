//! User data: the script that instances run on their first start.

use crate::Inputs;
use terrace_sdk::prelude::*;

/// The maximum number of bytes in AWS, before encoding.
const MOST_BYTES: usize = 16 << 10;
/// The same number of bytes in base64.
const MOST_ENCODED: usize = MOST_BYTES.div_ceil(3) * 4;

/// The beginnings of Terraform's functions that encode their argument.
const ENCODERS: &[&str] = &["base64gzip(", "base64encode(", "filebase64(", "textencodebase64("];
/// The beginnings of user data in base64: compressed, a script, a cloud-init file, and several parts.
const ENCODED: &[&str] = &["H4sI", "IyE", "I2Nsb3Vk", "TUlNRS", "Q29udGVudC"];

/// User data for a launch template.
pub(crate) struct UserData {
    encoded: Value,
    /// Whether Terraform has to determine its length.
    is_expression: bool,
}

/// Returns the user data in the inputs, encoded, and checked if it is known.
pub(crate) fn of(inputs: &Inputs) -> Result<Option<UserData>, Diagnostics> {
    match (&inputs.user_data, &inputs.user_data_base64) {
        (None, None) => Ok(None),
        (Some(text), None) => {
            check_text(text)?;
            let encoded = Expression::call("base64encode", values![text]).into();
            Ok(Some(UserData { encoded, is_expression: text.known().is_none() }))
        }
        (None, Some(encoded)) => {
            check_encoded(encoded)?;
            Ok(Some(UserData { encoded: encoded.into(), is_expression: encoded.known().is_none() }))
        }
        (Some(_), Some(_)) => {
            let summary = "both user_data and user_data_base64 are set";
            Err(problem("two-user-data", summary.into(), "user_data_base64", "remove one of them"))
        }
    }
}

impl UserData {
    pub(crate) fn put_into(self, launch_template: Resource) -> Resource {
        let resource = launch_template.set("user_data", self.encoded);
        if !self.is_expression {
            return resource;
        }
        // Known at plan time, unless it depends on something that is not created yet.
        let fits = Expression::raw(format!("length(self.user_data) <= {MOST_ENCODED}"));
        let message = format!("User data has more than {MOST_BYTES} bytes, the most that AWS allows.");
        resource.postcondition(&fits, message)
    }
}

fn check_text(text: &Input<String>) -> Result<(), Diagnostics> {
    let (is_encoded, length) = match text {
        Input::Known(text) => (ENCODED.iter().any(|start| text.starts_with(start)), text.len()),
        Input::Expression(expression) => {
            let text = expression.to_string();
            (ENCODERS.iter().any(|encoder| text.trim_start().starts_with(encoder)), 0)
        }
    };
    if is_encoded {
        let summary =
            "user_data is already encoded and would be encoded twice, so instances could not read it";
        let hint = "pass it as user_data_base64, or without base64";
        return Err(problem("user-data-encoded", summary.into(), "user_data", hint));
    }
    if length > MOST_BYTES {
        let summary = format!("user_data has {length} bytes, but AWS allows {MOST_BYTES}");
        let hint = "compress it, as user_data_base64: ${base64gzip(…)}, or let the script download the rest";
        return Err(problem("user-data-too-long", summary, "user_data", hint));
    }
    Ok(())
}

fn check_encoded(encoded: &Input<String>) -> Result<(), Diagnostics> {
    let Some(text) = encoded.known() else { return Ok(()) };
    let digits = text.trim_end_matches('=');
    let is_base64 = text.len().is_multiple_of(4)
        && text.len() - digits.len() <= 2
        && digits.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/');
    if !is_base64 {
        let summary = "user_data_base64 is not valid base64";
        let hint = "pass text as user_data, or encode it with `base64 --wrap=0`";
        return Err(problem("user-data-not-encoded", summary.into(), "user_data_base64", hint));
    }
    // Three bytes for every four characters, without those that `=` represents.
    let length = text.len() / 4 * 3 - (text.len() - digits.len());
    if length > MOST_BYTES {
        let summary = format!("user_data_base64 decodes to {length} bytes, but AWS allows {MOST_BYTES}");
        let hint = "compress it with gzip before encoding it, or let a script download the rest";
        return Err(problem("user-data-too-long", summary, "user_data_base64", hint));
    }
    Ok(())
}

fn problem(code: &str, summary: String, input: &str, hint: &str) -> Diagnostics {
    Diagnostic::new(code, summary).path(format!("/{input}")).hint(hint).into()
}
