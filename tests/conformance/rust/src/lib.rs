//! The conformance tier: every feature of an SDK, with emphasis on differences between languages.
//!
//! Every SDK has a port of it, and all ports return the same contribution for the same request. The blocks serve no
//! purpose; [`Part`] selects them.

mod blocks;
mod envelope;
mod expressions;
mod inputs;
mod values;

pub use inputs::{Inputs, Mode, Part, Rule};
use terrace_sdk::prelude::*;

/// The conformance tier, which uses every feature of the SDK.
pub struct Conformance;

impl Tier for Conformance {
    type Inputs = Inputs;

    fn manifest() -> Manifest {
        Manifest::new("conformance", "0.1.0", "Everything that an SDK can do, in each language the same.")
            .provider("aws", "hashicorp/aws", ">= 5.0, < 7.0")
            .provider("random", "hashicorp/random", "")
            .resources(["aws_security_group", "aws_sns_topic", "aws_sqs_queue", "aws_ssm_parameter"])
            .resources(["random_pet"])
            .data_sources(["aws_ami", "aws_caller_identity"])
            .ephemeral_resources(["aws_secretsmanager_secret_version"])
            .modules(["./modules/queue", "terraform-aws-modules/sqs/aws"])
            .annotation("license", "Apache-2.0 OR MIT")
            .annotation("documentation", "Says \"hello\" — and ${nothing} more.")
            .output("text", "string", "A text that holds `${`, and an expression.")
            .output("number", "number", "A number beyond what a double can hold.")
            .output("flag", "bool", "A boolean.")
            .output("list", "list(string)", "A list of expressions.")
            .output("map", "map(string)", "A map whose keys need care.")
            .output("object", "object({ name = string, ports = list(number) })", "An object.")
            .output("whole", "any", "All attributes of a resource.")
            .output("absent", "string", "Never given.")
            .sensitive_output("secret", "string", "A secret.")
    }

    fn synth(context: &Context, inputs: Inputs) -> Result<Contribution, Diagnostics> {
        let mut out = Contribution::new();
        let mut problems = Diagnostics::new();
        for part in &inputs.parts {
            match part {
                Part::Literals => values::literals(&mut out),
                Part::Numbers => values::numbers(&mut out),
                Part::Absent => values::absent(&mut out),
                Part::Inputs => values::inputs(&mut out, &inputs),
                Part::Blocks => blocks::nested(&mut out, &inputs.rules),
                Part::Lifecycle => blocks::lifecycle(&mut out),
                Part::Providers => blocks::providers(&mut out, context),
                Part::Modules => blocks::modules(&mut out, &inputs),
                Part::Checks => blocks::checks(&mut out),
                Part::References => expressions::references(&mut out),
                Part::Expressions => expressions::functions(&mut out),
                Part::Templates => expressions::templates(&mut out, &inputs),
                Part::UserData => expressions::user_data(&mut out, &inputs),
                Part::Context => envelope::context(&mut out, context),
                Part::Outputs => envelope::outputs(&mut out),
                Part::Moves => envelope::moves(&mut out),
                Part::Warnings => envelope::warnings(&mut out),
                Part::Problems => envelope::problems(&mut problems, &inputs),
                Part::Required => {
                    problems.take(envelope::required(&mut out, &inputs));
                }
            }
        }
        problems.finish()?;
        Ok(out)
    }
}

terrace_sdk::export!(Conformance);

#[cfg(test)]
mod tests;
