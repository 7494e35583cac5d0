//! Checks of the number of instances.

use crate::Inputs;
use terrace_sdk::prelude::*;

pub(crate) const DEFAULT_MIN: u32 = 2;
pub(crate) const DEFAULT_MAX: u32 = 4;

/// One of the sizes, if it is known.
struct Size {
    name: &'static str,
    value: Option<u32>,
    default: Option<u32>,
}

impl Size {
    fn is_default(&self) -> bool {
        self.value.is_some() && self.value == self.default
    }

    /// Formats the value. A value equal to the default looks the same whether it is in the file or not.
    fn shown(&self, value: u32) -> String {
        if self.is_default() { format!("{value} by default") } else { value.to_string() }
    }
}

/// Checks that the sizes are in order, as far as they are known.
pub(crate) fn check(inputs: &Inputs) -> Result<(), Diagnostics> {
    let known = |size: &Input<u32>| size.known().copied();
    let min = Size { name: "min_size", value: known(&inputs.min_size), default: Some(DEFAULT_MIN) };
    let max = Size { name: "max_size", value: known(&inputs.max_size), default: Some(DEFAULT_MAX) };
    let desired = inputs.desired_size.as_ref().and_then(known);
    let desired = Size { name: "desired_size", value: desired, default: None };

    let mut problems = Diagnostics::new();
    for (low, high) in [(&min, &max), (&min, &desired), (&desired, &max)] {
        let (Some(least), Some(most)) = (low.value, high.value) else { continue };
        if least <= most {
            continue;
        }
        let summary = format!(
            "{} is {}, which is more than {} ({})",
            low.name,
            low.shown(least),
            high.name,
            high.shown(most)
        );
        let raise = format!("set {} to {least} or more", high.name);
        let lower = format!("set {} to {most} or less", low.name);
        // The size with its default was forgotten, and the other one is in the file.
        let (at, hint) = if low.is_default() && !high.is_default() {
            (high, format!("{lower}, or {raise}"))
        } else {
            (low, format!("{raise}, or {lower}"))
        };
        problems
            .push(Diagnostic::new("sizes-out-of-order", summary).path(format!("/{}", at.name)).hint(hint));
    }
    problems.finish()
}
