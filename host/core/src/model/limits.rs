//! Limits on the resources that a component may use.

use crate::words::count_of;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::{Index, IndexMut};

/// A resource that is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Bound {
    /// Units of work of one call, about one for each WebAssembly instruction. Default: ten billion, which take
    /// some seconds; the built-in tiers need about a million.
    Fuel,
    /// Seconds that one call may take. Default: 120. Fuel normally ends a call long before. This limit matters if a unit of
    /// work takes long, such as filling all memory.
    Seconds,
    /// Bytes of memory of one call, all linear memories together. Default: 256 MiB.
    Memory,
    /// Elements of all tables of one call together. Default: 100,000.
    TableElements,
    /// Core instances, linear memories and tables of one call, each kind counted separately. Default: 128. Tiers in Rust
    /// and TypeScript have one to three; tiers in Python have dozens, because their libraries are linked like
    /// components.
    Instances,
    /// Bytes of the component. Default: 64 MiB.
    Component,
    /// Functions of the component. Default: 100,000.
    Functions,
    /// Bytes of the component's largest function. Default: 1 MiB. Compilation takes more than linear time in it.
    Function,
    /// Seconds that compilation may take. Default: 300.
    Compilation,
    /// Bytes of memory that compilation may take. Default: 896 MiB.
    CompilationMemory,
    /// Bytes that one call may return. Default: 64 MiB.
    Contribution,
    /// Blocks of one contribution, of all kinds together, including outputs; entries of the lists of a manifest.
    /// Default: 100,000.
    Blocks,
    /// Problems and warnings of one call. Those beyond the limit are counted, but not shown. Default: 100.
    Diagnostics,
    /// Levels of lists and objects in one JSON string. Default: 64, and at most 120.
    Depth,
}

impl Bound {
    /// All bounds, in the order of [`Limits`].
    pub const ALL: [Self; COUNT] = [
        Self::Fuel,
        Self::Seconds,
        Self::Memory,
        Self::TableElements,
        Self::Instances,
        Self::Component,
        Self::Functions,
        Self::Function,
        Self::Compilation,
        Self::CompilationMemory,
        Self::Contribution,
        Self::Blocks,
        Self::Diagnostics,
        Self::Depth,
    ];

    /// Returns its key in the stack file.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Fuel => "fuel",
            Self::Seconds => "seconds",
            Self::Memory => "memory",
            Self::TableElements => "table_elements",
            Self::Instances => "instances",
            Self::Component => "component",
            Self::Functions => "functions",
            Self::Function => "function",
            Self::Compilation => "compilation",
            Self::CompilationMemory => "compilation_memory",
            Self::Contribution => "contribution",
            Self::Blocks => "blocks",
            Self::Diagnostics => "diagnostics",
            Self::Depth => "depth",
        }
    }

    /// Returns the highest value to which it can be set.
    pub const fn most(self) -> u64 {
        match self {
            // The JSON parser stops at 128.
            Self::Depth => 120,
            Self::Seconds | Self::Compilation => 24 * 60 * 60,
            Self::TableElements | Self::Instances | Self::Functions | Self::Blocks | Self::Diagnostics => {
                u32::MAX as u64
            }
            Self::Memory
            | Self::Component
            | Self::Function
            | Self::CompilationMemory
            | Self::Contribution => 64 << 30,
            Self::Fuel => u64::MAX,
        }
    }

    /// Returns whether it counts bytes.
    pub const fn is_size(self) -> bool {
        matches!(
            self,
            Self::Memory | Self::Component | Self::Function | Self::CompilationMemory | Self::Contribution
        )
    }

    const fn default(self) -> u64 {
        match self {
            Self::Fuel => 10_000_000_000,
            Self::Seconds => 120,
            Self::Memory => 256 << 20,
            Self::TableElements | Self::Functions | Self::Blocks => 100_000,
            Self::Instances => 128,
            Self::Component | Self::Contribution => 64 << 20,
            Self::Function => 1 << 20,
            Self::Compilation => 300,
            Self::CompilationMemory => 896 << 20,
            Self::Diagnostics => 100,
            Self::Depth => 64,
        }
    }
}

const COUNT: usize = 14;

/// The limits of a component and its calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits([u64; COUNT]);

impl Limits {
    /// Replaces one limit.
    pub fn with(mut self, bound: Bound, value: u64) -> Self {
        self[bound] = value;
        self
    }

    /// Returns the higher of each limit.
    pub fn max(self, other: Self) -> Self {
        Self(Bound::ALL.map(|bound| self[bound].max(other[bound])))
    }

    pub fn limit(&self, bound: Bound) -> Limit {
        Limit { bound, value: self[bound] }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self(Bound::ALL.map(Bound::default))
    }
}

impl Index<Bound> for Limits {
    type Output = u64;

    fn index(&self, bound: Bound) -> &u64 {
        &self.0[bound as usize]
    }
}

impl IndexMut<Bound> for Limits {
    fn index_mut(&mut self, bound: Bound) -> &mut u64 {
        &mut self.0[bound as usize]
    }
}

/// A limit that was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// The limited resource.
    pub bound: Bound,
    pub value: u64,
}

/// Displays a limit to end a sentence with, such as `256 MiB of memory`.
impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { bound, value } = *self;
        let count = |number, noun: &str| count_of(number, noun, &format!("{noun}s"));
        match bound {
            Bound::Fuel => write!(f, "{} of work (fuel)", count(value, "unit")),
            Bound::Seconds => f.write_str(&count(value, "second")),
            Bound::Memory => write!(f, "{} of memory", Size(value)),
            Bound::TableElements => f.write_str(&count(value, "table element")),
            Bound::Instances => write!(f, "{value} core instances, memories or tables"),
            Bound::Component => write!(f, "{} of WebAssembly", Size(value)),
            Bound::Functions => f.write_str(&count(value, "function")),
            Bound::Function => write!(f, "{} in one function", Size(value)),
            Bound::Compilation => write!(f, "{} of compilation", count(value, "second")),
            Bound::CompilationMemory => write!(f, "{} of memory for compilation", Size(value)),
            Bound::Contribution => write!(f, "{} of returned data", Size(value)),
            Bound::Blocks => f.write_str(&count(value, "block")),
            Bound::Diagnostics => {
                f.write_str(&count_of(value, "problem or warning", "problems and warnings"))
            }
            Bound::Depth => write!(f, "{} of nested JSON", count(value, "level")),
        }
    }
}

/// A number of bytes, displayed in the largest unit of which it is a whole number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size(pub u64);

/// Units and the power of two of each, the largest first.
const UNITS: [(&str, u32); 3] = [("GiB", 30), ("MiB", 20), ("KiB", 10)];

impl Size {
    /// Parses a size as people write it: a number and a unit, with optional spaces between. Examples: `256 MiB`,
    /// `1GiB`, `500`. Returns none if it does not have this form, or is too large.
    pub fn parse(text: &str) -> Option<Self> {
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (digits, unit) = text.split_at(end);
        let number: u64 = digits.parse().ok()?;
        let power = match unit.trim_start() {
            "" => 0,
            unit => UNITS.iter().find(|(name, _)| *name == unit)?.1,
        };
        number.checked_mul(1 << power).map(Self)
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match UNITS.iter().find(|(_, power)| self.0 >= 1 << power && self.0.trailing_zeros() >= *power) {
            Some((name, power)) => write!(f, "{} {name}", self.0 >> power),
            None => write!(f, "{} bytes", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn limits_are_in_the_order_of_their_bounds() {
        for (at, bound) in Bound::ALL.into_iter().enumerate() {
            assert_eq!(bound as usize, at);
            assert_eq!(Limits::default().with(bound, 7)[bound], 7);
            assert!(bound.default() <= bound.most());
        }
    }

    #[test]
    fn limits_can_be_set_by_name_up_to_a_maximum() {
        let shown =
            |bound: Bound, value| if bound.is_size() { Size(value).to_string() } else { value.to_string() };
        let lines = Bound::ALL.map(|bound| {
            let (default, most) = (shown(bound, bound.default()), shown(bound, bound.most()));
            format!("{}: {default}, up to {most}", bound.key())
        });
        insta::assert_snapshot!(lines.join("\n"));
    }

    #[test]
    fn higher_limits_win() {
        let one = Limits::default().with(Bound::Fuel, 1).with(Bound::Depth, 90);
        let other = Limits::default().with(Bound::Fuel, 2).with(Bound::Depth, 80);
        let highest = Limits::default().with(Bound::Fuel, 2).with(Bound::Depth, 90);
        assert_eq!((one.max(other), other.max(one)), (highest, highest));
    }

    #[test]
    fn limits_are_told_in_words() {
        let told: Vec<_> =
            Bound::ALL.iter().map(|&bound| Limits::default().limit(bound).to_string()).collect();
        insta::assert_snapshot!(told.join("\n"));
    }

    #[test]
    fn sizes_that_are_none() {
        for text in ["", "MiB", "1 MB", "-1", "1.5 MiB", "1 mib", "99999999999 GiB", " 1", "1MiB "] {
            assert_eq!(Size::parse(text), None, "{text}");
        }
        assert_eq!(Size::parse("500"), Some(Size(500)));
        assert_eq!(Size::parse("1GiB"), Some(Size(1 << 30)));
        assert_eq!(Size(0).to_string(), "0 bytes");
    }

    proptest! {
        #[test]
        fn size_reads_back(bytes: u64) {
            let text = Size(bytes).to_string();
            prop_assert_eq!(Size::parse(text.trim_end_matches(" bytes")), Some(Size(bytes)));
        }
    }
}
