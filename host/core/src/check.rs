//! Checks of a whole configuration.

use crate::graph;
use crate::model::{Address, BlockKind, Diagnostic, Explain, InstanceId};
use crate::terraform_json::{Block, Configuration};
use std::collections::HashMap;
use std::fmt;

/// Blocks that refer to each other in a circle, or a block that refers to itself. Terraform cannot order them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CycleError {
    /// The blocks. Each refers to the next, and the last to the first.
    pub members: Vec<Member>,
}

/// A block in a cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The instance that the block belongs to.
    pub instance: InstanceId,
    /// The block's address in the tier.
    pub local: Address,
    /// The block's address in the stack.
    pub address: Address,
}

/// Displays a member as `network[primary] aws_vpc.main (aws_vpc.network_primary_main)`.
impl fmt::Display for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({})", self.instance, self.local, self.address)
    }
}

impl fmt::Display for CycleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let [member] = &self.members[..] {
            return write!(f, "{member} refers to itself");
        }
        f.write_str("these blocks form a cycle: ")?;
        for member in &self.members {
            write!(f, "{member} -> ")?;
        }
        self.members.first().map_or(Ok(()), |first| write!(f, "{} {}", first.instance, first.local))
    }
}

impl std::error::Error for CycleError {}

impl Explain for CycleError {
    /// Returns the diagnostic of the cycle, which points to its first block.
    fn diagnostic(&self) -> Diagnostic {
        let summary = match &self.members[..] {
            [_] => "this block refers to itself".to_owned(),
            members => format!("{} blocks form a cycle", members.len()),
        };
        let mut diagnostic = Diagnostic::error("reference-cycle", summary);
        if let Some(first) = self.members.first() {
            diagnostic = diagnostic.instance(first.instance.clone()).address(first.local.clone());
        }
        for (at, member) in self.members.iter().enumerate() {
            let next = &self.members[(at + 1) % self.members.len()];
            diagnostic = diagnostic.note(format!("{member} refers to {} {}", next.instance, next.local));
        }
        diagnostic.hint("break the cycle: let one of them take its value from an input or a variable")
    }
}

/// Finds every set of blocks that refer to each other in a circle.
///
/// Terraform does not order a module as one node: it orders each input and each output on its own, so a circle that
/// goes through a module is not necessarily a cycle. It counts only if the module has it in `depends_on`.
pub fn cycles(configuration: &Configuration) -> Vec<CycleError> {
    let blocks: Vec<(&Address, &Block)> = configuration.blocks.iter().collect();
    let ids: HashMap<&Address, usize> =
        blocks.iter().enumerate().map(|(id, (address, _))| (*address, id)).collect();
    let targets = |(address, block): &(&Address, &Block)| {
        let leads = if address.kind == BlockKind::Module { &block.depends_on } else { &block.references };
        leads.iter().filter_map(|target| ids.get(target).copied()).collect()
    };
    let edges: Vec<Vec<usize>> = blocks.iter().map(targets).collect();
    let member = |id: usize| {
        let (address, block) = blocks[id];
        Member { instance: block.instance.clone(), local: block.local.clone(), address: address.clone() }
    };
    let mut cycles = graph::cycles(&edges);
    cycles.sort_unstable();
    cycles.into_iter().map(|cycle| CycleError { members: cycle.into_iter().map(member).collect() }).collect()
}

#[cfg(test)]
mod tests {
    use crate::merge::merge;
    use crate::model::Explain;
    use crate::scope::Context;
    use crate::scope::fixture::{scoped, settings};
    use serde_json::json;

    #[test]
    fn cycle_is_reported_step_by_step() {
        let blocks = json!({
            "aws_vpc.a": { "x": "${local.b}" }, "local.b": ["${aws_vpc.a.id}"], "aws_vpc.c": { "x": "${aws_vpc.c.id}" }
        });
        let errors = merge(&Context::new(&settings()), vec![scoped("network[primary]", blocks)]).unwrap_err();
        let shown: Vec<_> = errors
            .iter()
            .map(Explain::diagnostic)
            .map(|d| {
                format!("{}: {}\n  {}\n  {}", d.code, d.summary, d.notes.join("\n  "), d.hints.join("\n  "))
            })
            .collect();
        insta::assert_snapshot!(shown.join("\n"), @r"
        reference-cycle: 2 blocks form a cycle
          network[primary] aws_vpc.a (aws_vpc.network_primary_a) refers to network[primary] local.b
          network[primary] local.b (local.network_primary_b) refers to network[primary] aws_vpc.a
          break the cycle: let one of them take its value from an input or a variable
        reference-cycle: this block refers to itself
          network[primary] aws_vpc.c (aws_vpc.network_primary_c) refers to network[primary] aws_vpc.c
          break the cycle: let one of them take its value from an input or a variable
        ");
    }
}
