//! References to remote components on the command line.

use terrace_core::model::{Diagnostic, Problems};
use terrace_core::reference::{Reference, ReferenceError};
use terrace_stack::stack::is_registry_like;

/// Parses a reference. Adds to the error how to write it, if only the scheme is missing.
pub fn reference(text: &str) -> Result<Reference, Problems> {
    let problem = |error: ReferenceError| {
        let diagnostic = Diagnostic::error("invalid-reference", error.to_string());
        match error {
            ReferenceError::Scheme(text) if is_registry_like(&text) => {
                diagnostic.hint(format!("write `oci://{text}`"))
            }
            error => diagnostic.hint(error.hint()),
        }
    };
    Reference::parse(text).map_err(|error| problem(error).into())
}
