//! The number of connections that an instance allows.

use crate::{Engine, Inputs, InstanceClass};
use terrace_sdk::prelude::*;

const GIB: u64 = 1 << 30;
/// Bytes of memory for each connection, in the formulas of the engines' default parameter groups.
const BYTES_OF_MYSQL: u64 = 12_582_880;
const BYTES_OF_MARIADB: u64 = 25_165_760;
const BYTES_OF_POSTGRES: u64 = 9_531_392;
/// The most connections that these formulas allow.
const MOST_OF_MARIADB: u64 = 12_000;
const MOST_OF_POSTGRES: u64 = 5000;

/// Returns the number that the input has, or else the engine's default for the class, if that is known.
pub(super) fn most(
    inputs: &Inputs,
    given: Option<&Input<u32>>,
    class: &Input<InstanceClass>,
) -> Option<Value> {
    if let Some(given) = given {
        return Some(given.into());
    }
    let memory = memory_gib(class.known()?.as_str())?;
    let bytes = memory * GIB;
    let number = match inputs.engine {
        Engine::Mysql => bytes / BYTES_OF_MYSQL,
        Engine::Mariadb => (bytes / BYTES_OF_MARIADB).min(MOST_OF_MARIADB),
        Engine::Postgres | Engine::AuroraPostgresql => (bytes / BYTES_OF_POSTGRES).min(MOST_OF_POSTGRES),
        Engine::AuroraMysql => of_aurora_mysql(memory),
    };
    Some(number.into())
}

/// The formula of Aurora MySQL has logarithms; Aurora's documentation has this table of its results.
fn of_aurora_mysql(memory: u64) -> u64 {
    match memory {
        ..4 => 45,
        4..8 => 90,
        8..16 => 135,
        16..32 => 1000,
        32..64 => 2000,
        64..128 => 3000,
        128..256 => 4000,
        256..384 => 5000,
        384..768 => 6000,
        768.. => 7000,
    }
}

/// Returns the memory of an instance class in GiB, of the families whose sizes double it.
fn memory_gib(class: &str) -> Option<u64> {
    let mut parts = class.strip_prefix("db.")?.split('.');
    let (family, size) = (parts.next()?, parts.next()?);
    let generation = family.chars().nth(1)?.to_digit(10)?;
    let large = match family.chars().next()? {
        't' => 8,
        'm' if generation >= 4 => 8,
        'r' if generation >= 5 => 16,
        _ => return None,
    };
    if parts.next().is_some() {
        return None;
    }
    match size {
        "micro" if large == 8 => Some(1),
        "small" if large == 8 => Some(2),
        "medium" => Some(large / 2),
        "large" => Some(large),
        "xlarge" => Some(2 * large),
        size => Some(2 * large * size.strip_suffix("xlarge")?.parse::<u64>().ok()?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_of_instance_classes() {
        for (class, memory) in [
            ("db.t4g.micro", Some(1)),
            ("db.t4g.medium", Some(4)),
            ("db.m7g.large", Some(8)),
            ("db.r6g.large", Some(16)),
            ("db.r8gd.12xlarge", Some(384)),
            ("db.m6i.24xlarge", Some(384)),
            ("db.r4.large", None),
            ("db.serverless", None),
            ("db.x2g.large", None),
            ("db.r5b.4xlarge.tpc2.mem2x", None),
        ] {
            assert_eq!(memory_gib(class), memory, "{class}");
        }
    }
}
