//! The processor that instance types and images are for.

use crate::Inputs;
use terrace_sdk::prelude::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Processor {
    Arm,
    X86,
}

impl Processor {
    fn as_str(self) -> &'static str {
        match self {
            Self::Arm => "arm64",
            Self::X86 => "x86_64",
        }
    }

    /// Returns the processor of an instance type such as `m7g.large`. After the generation, `g` stands for
    /// AWS's own processors, Graviton.
    fn of_type(instance_type: &str) -> Option<Self> {
        let (family, _) = instance_type.split_once('.')?;
        let series = family.trim_start_matches(|c: char| c.is_ascii_lowercase());
        let attributes = series.trim_start_matches(|c: char| c.is_ascii_digit());
        let is_plain = attributes.chars().all(|c| c.is_ascii_lowercase());
        if family == "a1" {
            return Some(Self::Arm);
        }
        // Families with `-` in their names, such as `u-6tb1` and `mac2-m2`, follow other rules.
        (attributes.len() < series.len() && is_plain).then_some(if attributes.contains('g') {
            Self::Arm
        } else {
            Self::X86
        })
    }

    /// Returns the processor in the name of an image, if it says so.
    fn of_image(name: &str) -> Option<Self> {
        match (name.contains("arm64"), name.contains("x86_64")) {
            (true, false) => Some(Self::Arm),
            (false, true) => Some(Self::X86),
            _ => None,
        }
    }
}

/// Checks that all instance types are for the processor of the image, and for the same one.
pub(crate) fn check(inputs: &Inputs) -> Result<(), Diagnostics> {
    let single = [(String::from("/instance_type"), &inputs.instance_type)];
    let types: Vec<(String, &Input<String>)> = match &inputs.mixed_instances {
        None => single.into(),
        Some(mixed) => {
            let at = |index: usize| format!("/mixed_instances/instance_types/{index}");
            mixed.instance_types.iter().enumerate().map(|(index, name)| (at(index), name)).collect()
        }
    };
    let types = types.into_iter().filter_map(|(at, name)| {
        let name = name.known()?;
        Some((at, name, Processor::of_type(name)?))
    });
    let types: Vec<(String, &String, Processor)> = types.collect();
    let image = match inputs.ami_id {
        Some(_) => None,
        None => inputs.ami_name.known().and_then(|name| Processor::of_image(name)),
    };
    let Some(wanted) = image.or_else(|| types.first().map(|(_, _, processor)| *processor)) else {
        return Ok(());
    };
    let mut problems = Diagnostics::new();
    for (at, name, processor) in types.iter().filter(|(_, _, processor)| *processor != wanted) {
        let (summary, hint) = match image {
            Some(_) => (
                format!("`{name}` cannot run the image in ami_name, which is for {}", wanted.as_str()),
                format!("use another type, or set ami_name to an image for {}", processor.as_str()),
            ),
            None => (
                format!("`{name}` has another processor ({}) than the first type", processor.as_str()),
                "use types for one processor, because they all run the same image".to_owned(),
            ),
        };
        problems.push(Diagnostic::new("another-processor", summary).path(at.as_str()).hint(hint));
    }
    problems.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processor_follows_from_the_name_of_a_type() {
        for arm in
            ["t4g.micro", "m7gd.large", "c7gn.large", "x2gd.large", "im4gn.large", "is4gen.large", "a1.large"]
        {
            assert_eq!(Processor::of_type(arm), Some(Processor::Arm), "{arm}");
        }
        for x86 in [
            "t3.micro",
            "m7i-flex.large",
            "g4dn.xlarge",
            "g6e.xlarge",
            "m7a.large",
            "gr6.4xlarge",
            "p4de.24xlarge",
        ] {
            assert_ne!(Processor::of_type(x86), Some(Processor::Arm), "{x86}");
        }
        for unknown in ["u-6tb1.metal", "mac2-m2.metal", "large", "", "m.large", ".large"] {
            assert_eq!(Processor::of_type(unknown), None, "{unknown}");
        }
    }
}
