//! The user's settings for one run: faults, delays, fixtures.

use std::collections::BTreeMap;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::fixture::Fixtures;

/// The settings that the command passes to the provider processes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Settings {
    pub(crate) fixtures: Fixtures,
    pub(crate) faults: Vec<Fault>,
    pub(crate) delays: Vec<Delay>,
    /// Old addresses and their new ones, from `moved` blocks.
    pub(crate) moves: BTreeMap<String, String>,
}

/// An operation that fails.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// A resource or data source, or one instance of it: `aws_vpc.main`, `data.aws_ami.x`, `aws_eip.nat["a"]`.
    pub address: String,
    /// The operation that fails.
    pub operation: Operation,
}

/// A delay of changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Delay {
    /// The address that is slow, as in [`Fault::address`]. Every managed resource by default.
    pub address: Option<String>,
    pub seconds: f64,
}

/// An operation on a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Operation {
    /// Creating the resource.
    Create,
    /// Reading it, when Terraform refreshes; for data sources the only operation.
    Read,
    /// Changing it in place.
    Update,
    /// Destroying it.
    Delete,
}

/// An error parsing the value of an option.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OptionError {
    /// It is not an address, an equals sign and an operation.
    #[error("`{0}` does not say what should fail; write ADDRESS=create, =read, =update or =delete")]
    Fault(String),
    /// It is not a number of seconds, with or without an address before it.
    #[error("`{0}` does not say how long; write ADDRESS=SECONDS, or SECONDS for every resource")]
    Delay(String),
}

/// Parses `ADDRESS=OPERATION`.
impl FromStr for Fault {
    type Err = OptionError;

    fn from_str(text: &str) -> Result<Self, OptionError> {
        let parts = text.rsplit_once('=').filter(|(address, _)| address.contains('.'));
        let operations = [Operation::Create, Operation::Read, Operation::Update, Operation::Delete];
        parts
            .and_then(|(address, name)| {
                let operation = operations.into_iter().find(|operation| operation.name() == name)?;
                Some(Self { address: address.to_owned(), operation })
            })
            .ok_or_else(|| OptionError::Fault(text.to_owned()))
    }
}

/// Parses `ADDRESS=SECONDS` or `SECONDS`.
impl FromStr for Delay {
    type Err = OptionError;

    fn from_str(text: &str) -> Result<Self, OptionError> {
        let (address, seconds) = match text.rsplit_once('=') {
            Some((address, seconds)) => (Some(address.to_owned()), seconds),
            None => (None, text),
        };
        let seconds = seconds.parse().ok().filter(|seconds: &f64| seconds.is_finite() && *seconds >= 0.0);
        let seconds = seconds.filter(|_| address.as_ref().is_none_or(|address| address.contains('.')));
        seconds.map(|seconds| Self { address, seconds }).ok_or_else(|| OptionError::Delay(text.to_owned()))
    }
}

impl Operation {
    pub fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Read => "read",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}

impl Settings {
    /// Returns true if the operation fails.
    pub(crate) fn fails(&self, address: &str, operation: Operation) -> bool {
        self.faults.iter().any(|fault| fault.operation == operation && self.means(&fault.address, address))
    }

    /// Returns how long a change of the resource takes, or a read of the data source; the longest delay wins.
    pub(crate) fn delay(&self, address: Option<&str>) -> f64 {
        let data = address.is_some_and(|address| address.starts_with("data."));
        let applies = |delay: &&Delay| match (&delay.address, address) {
            (Some(wanted), Some(address)) => self.means(wanted, address),
            (Some(_), None) => false,
            (None, _) => !data,
        };
        self.delays.iter().filter(applies).map(|delay| delay.seconds).fold(0.0, f64::max)
    }

    /// Returns the current address of a resource that was last applied at this address.
    pub(crate) fn moved(&self, address: &str) -> String {
        let mut address = address.to_owned();
        // At most as many steps as there are moves; a cycle is for Terraform to reject.
        for _ in 0..self.moves.len() {
            let (block, instance) = split_instance(&address);
            let next = match (self.moves.get(&address), self.moves.get(block)) {
                (Some(next), _) => next.clone(),
                (None, Some(next)) => format!("{next}{instance}"),
                (None, None) => break,
            };
            address = next;
        }
        address
    }

    fn means(&self, wanted: &str, address: &str) -> bool {
        let now = self.moved(address);
        wanted == now || wanted == split_instance(&now).0
    }
}

/// Splits an address into that of the block and the key of the instance with its brackets.
pub(crate) fn split_instance(address: &str) -> (&str, &str) {
    address.find('[').map_or((address, ""), |at| address.split_at(at))
}

#[cfg(test)]
mod tests {
    use super::{Delay, Fault, Operation, Settings};

    fn settings(address: &str) -> Settings {
        Settings {
            faults: vec![Fault { address: address.to_owned(), operation: Operation::Create }],
            moves: [("aws_vpc.old".to_owned(), "aws_vpc.new".to_owned())].into(),
            ..Settings::default()
        }
    }

    #[test]
    fn fault_and_delay_options_are_parsed() {
        let fault = Fault { address: "aws_eip.nat[\"a=b\"]".to_owned(), operation: Operation::Create };
        assert_eq!("aws_eip.nat[\"a=b\"]=create".parse(), Ok(fault));
        assert_eq!("2.5".parse(), Ok(Delay { address: None, seconds: 2.5 }));
        assert_eq!(
            "aws_vpc.main=3".parse(),
            Ok(Delay { address: Some("aws_vpc.main".to_owned()), seconds: 3.0 })
        );
        for text in ["aws_vpc.main", "aws_vpc.main=destroy", "create", "=create"] {
            let error = text.parse::<Fault>().unwrap_err().to_string();
            let why = "does not say what should fail; write ADDRESS=create, =read, =update or =delete";
            assert_eq!(error, format!("`{text}` {why}"));
        }
        for text in ["aws_vpc.main", "aws_vpc.main=soon", "-1", "inf", "main=1"] {
            let error = text.parse::<Delay>().unwrap_err().to_string();
            let why = "does not say how long; write ADDRESS=SECONDS, or SECONDS for every resource";
            assert_eq!(error, format!("`{text}` {why}"));
        }
    }

    #[test]
    fn fault_address_of_a_block_includes_its_instances() {
        assert!(settings("aws_eip.nat").fails("aws_eip.nat[0]", Operation::Create));
        assert!(settings("aws_eip.nat[0]").fails("aws_eip.nat[0]", Operation::Create));
        assert!(!settings("aws_eip.nat[1]").fails("aws_eip.nat[0]", Operation::Create));
        assert!(!settings("aws_eip.nat").fails("aws_eip.nat[0]", Operation::Delete));
    }

    #[test]
    fn fault_address_of_a_moved_resource_is_the_new_one() {
        assert!(settings("aws_vpc.new").fails("aws_vpc.old[\"a\"]", Operation::Create));
        assert!(!settings("aws_vpc.old").fails("aws_vpc.old", Operation::Create));
    }

    #[test]
    fn delay_without_an_address_is_for_all_managed_resources() {
        let delays = vec![
            Delay { address: None, seconds: 2.0 },
            Delay { address: Some("data.a.b".to_owned()), seconds: 5.0 },
        ];
        let settings = Settings { delays, ..Settings::default() };
        assert_eq!(settings.delay(Some("aws_vpc.main")), 2.0);
        assert_eq!(settings.delay(None), 2.0);
        assert_eq!(settings.delay(Some("data.a.b")), 5.0);
        assert_eq!(settings.delay(Some("data.a.c")), 0.0);
    }
}
