//! The blocks that references name.

use super::document::Kind;
use hcl_edit::Decorated;
use hcl_edit::expr::TraversalOperator;

/// One step of a reference, as the parser returns it.
pub type Operator = Decorated<TraversalOperator>;

/// Roots of references that do not name a resource, a data source or an ephemeral resource.
const OTHER_ROOTS: &[&str] = &["count", "each", "local", "module", "path", "self", "terraform", "var"];

/// The beginning of a reference that names a block: `aws_vpc.main`, `data.aws_ami.web`, `resource.aws_vpc.main`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlockReference<'a> {
    pub kind: Kind,
    /// The type, such as `aws_vpc`.
    pub type_name: &'a str,
    /// The name, which is the second label.
    pub name: &'a str,
    /// The number of operators that belong to the address.
    pub operators: usize,
}

impl<'a> BlockReference<'a> {
    /// Reads the block that a reference from this root names. Returns `None` if it names something else, or not enough.
    pub fn read(root: &'a str, operators: &'a [Operator]) -> Option<Self> {
        let kind = match root {
            "data" => Kind::Data,
            "ephemeral" => Kind::Ephemeral,
            "resource" => Kind::Resource,
            other if OTHER_ROOTS.contains(&other) => return None,
            type_name => {
                let name = attribute_name(operators.first()?)?;
                return Some(Self { kind: Kind::Resource, type_name, name, operators: 1 });
            }
        };
        let type_name = attribute_name(operators.first()?)?;
        let name = attribute_name(operators.get(1)?)?;
        Some(Self { kind, type_name, name, operators: 2 })
    }
}

/// Returns the attribute name of a step.
pub fn attribute_name(operator: &Operator) -> Option<&str> {
    match operator.value() {
        TraversalOperator::GetAttr(name) => Some(name.as_str()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hcl_edit::expr::Expression;

    #[test]
    fn blocks_of_references() {
        let read = |text: &str| {
            let Expression::Traversal(traversal) = text.parse().unwrap() else { panic!("{text}") };
            let Expression::Variable(root) = &traversal.expr else { panic!("{text}") };
            let block = BlockReference::read(root.as_str(), &traversal.operators)?;
            Some(format!("{} {}", block.kind.address(block.type_name, block.name), block.operators))
        };
        assert_eq!(read("aws_vpc.main.id").as_deref(), Some("aws_vpc.main 1"));
        assert_eq!(read("resource.aws_vpc.main.id").as_deref(), Some("aws_vpc.main 2"));
        assert_eq!(read("data.aws_ami.web").as_deref(), Some("data.aws_ami.web 2"));
        assert_eq!(
            read("ephemeral.random_password.it[0]").as_deref(),
            Some("ephemeral.random_password.it 2")
        );
        for other in
            ["local.a", "var.a.b", "each.value", "path.module", "data.aws_ami", "aws_vpc[0]", "data.a[0].b"]
        {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
