//! The sizes of tasks that Fargate offers.

use crate::Inputs;
use std::ops::RangeInclusive;
use terrace_sdk::prelude::*;

/// Memory in MiB that Fargate offers for an amount of CPU, in steps.
struct Size {
    cpu: u32,
    memory: RangeInclusive<u32>,
    step: u32,
}

/// All sizes, as [AWS lists them](https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size).
const SIZES: [Size; 8] = [
    // 512, 1024 and 2048 MiB: two steps.
    Size { cpu: 256, memory: 512..=1024, step: 512 },
    Size { cpu: 256, memory: 2048..=2048, step: 1024 },
    Size { cpu: 512, memory: 1024..=4096, step: 1024 },
    Size { cpu: 1024, memory: 2048..=8192, step: 1024 },
    Size { cpu: 2048, memory: 4096..=16_384, step: 1024 },
    Size { cpu: 4096, memory: 8192..=30_720, step: 1024 },
    Size { cpu: 8192, memory: 16_384..=61_440, step: 4096 },
    Size { cpu: 16_384, memory: 32_768..=122_880, step: 8192 },
];

impl Size {
    fn has(&self, memory: u32) -> bool {
        self.memory.contains(&memory) && (memory - self.memory.start()).is_multiple_of(self.step)
    }

    /// Describes the memory of this size.
    fn shown(&self) -> String {
        let (first, last) = (self.memory.start(), self.memory.end());
        if first == last {
            return first.to_string();
        }
        format!("{first} to {last} in steps of {}", self.step)
    }
}

/// Checks the task's size, as far as it is known.
pub(crate) fn check(inputs: &Inputs) -> Result<(), Diagnostics> {
    let Some(cpu) = inputs.cpu.known() else { return Ok(()) };
    let sizes: Vec<&Size> = SIZES.iter().filter(|size| size.cpu == *cpu).collect();
    if sizes.is_empty() {
        let summary = format!("Fargate has no tasks with cpu {cpu}");
        let problem = Diagnostic::new("not-a-fargate-size", summary).path("/cpu");
        return Err(problem.hint("set cpu to 256, 512, 1024, 2048, 4096, 8192 or 16384").into());
    }
    let Some(memory) = inputs.memory.known() else { return Ok(()) };
    if sizes.iter().any(|size| size.has(*memory)) {
        return Ok(());
    }
    let offered: Vec<String> = sizes.iter().map(|size| size.shown()).collect();
    let summary = format!("Fargate has no tasks with cpu {cpu} and memory {memory}");
    let problem = Diagnostic::new("not-a-fargate-size", summary).path("/memory");
    Err(problem.hint(format!("set memory to {}, or change cpu", offered.join(", or "))).into())
}

/// Makes Terraform check the task's size, if a part of it is an expression.
pub(crate) fn with_precondition(task: Resource, inputs: &Inputs) -> Resource {
    if inputs.cpu.known().is_some() && inputs.memory.known().is_some() {
        return task;
    }
    let sizes = SIZES.iter().map(|size| {
        let memory = (size.memory.start(), size.memory.end() + 1, size.step);
        let memory = Expression::call("range", values![*memory.0, memory.1, memory.2]);
        object! { "cpu" => size.cpu, "memory" => memory }
    });
    let sizes: Vec<Value> = sizes.collect();
    // A call only for its text: the list of sizes as an expression.
    let sizes = Expression::call("tolist", values![sizes]);
    let (cpu, memory) = (expression(&inputs.cpu), expression(&inputs.memory));
    let condition =
        format!("anytrue([for size in {sizes} : size.cpu == {cpu} && contains(size.memory, {memory})])");
    task.precondition(&Expression::raw(condition), "Fargate has no tasks with this cpu and memory.")
}

/// Returns a number as the text of an expression.
fn expression(number: &Input<u32>) -> Expression {
    Expression::call("tonumber", values![number])
}
