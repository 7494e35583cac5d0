//! Arithmetic with ranges of IPv4 addresses, which CIDR blocks describe.

use std::fmt;
use std::net::Ipv4Addr;

/// A range such as `10.0.0.0/16`. Its address is not necessarily the first one of the range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ipv4Range {
    pub(crate) address: Ipv4Addr,
    pub(crate) prefix: u8,
}

impl Ipv4Range {
    /// Parses a range, which must be written as AWS writes it.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = text.split_once('/')?;
        let is_number =
            prefix.chars().all(|c| c.is_ascii_digit()) && (prefix == "0" || !prefix.starts_with('0'));
        let prefix = prefix.parse().ok().filter(|prefix| is_number && *prefix <= 32)?;
        Some(Self { address: address.parse().ok()?, prefix })
    }

    /// Returns the same range with its first address.
    pub(crate) fn first(self) -> Self {
        Self { address: Ipv4Addr::from(u32::from(self.address) & mask(self.prefix)), ..self }
    }

    /// Returns whether all addresses of the other range are in this one.
    pub(crate) fn contains(self, other: Self) -> bool {
        self.prefix <= other.prefix && Self { prefix: self.prefix, ..other }.first() == self.first()
    }

    /// Returns whether the ranges have addresses in common.
    pub(crate) fn overlaps(self, other: Self) -> bool {
        self.contains(other) || other.contains(self)
    }

    /// Returns the part with this number of a range that is divided into parts with longer prefixes, like
    /// Terraform's `cidrsubnet`.
    pub(crate) fn part(self, more_bits: u8, number: usize) -> Option<Self> {
        let prefix = self.prefix.checked_add(more_bits).filter(|prefix| *prefix <= 32)?;
        let number = u32::try_from(number).ok().filter(|number| u64::from(*number) < 1 << more_bits)?;
        let offset = number.checked_shl((32 - prefix).into()).unwrap_or(0);
        Some(Self { address: Ipv4Addr::from(u32::from(self.first().address) | offset), prefix })
    }
}

impl fmt::Display for Ipv4Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}

/// Returns the bits of an address that its range determines.
fn mask(prefix: u8) -> u32 {
    u32::MAX.checked_shl(u32::from(32 - prefix)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> Ipv4Range {
        Ipv4Range::parse(text).unwrap()
    }

    #[test]
    fn range_is_written_as_aws_writes_it() {
        for text in ["10.0.0.0/016", "10.0.0.0/+16", "10.0.0.0/33", "010.0.0.0/8", "10.0.0.0", "::/0", "/8"] {
            assert_eq!(Ipv4Range::parse(text), None, "{text}");
        }
        assert_eq!(range("10.1.2.3/16").first().to_string(), "10.1.0.0/16");
        assert_eq!(range("10.1.2.3/0").first().to_string(), "0.0.0.0/0");
    }

    #[test]
    fn ranges_overlap_if_one_contains_the_other() {
        let cases = [
            ("10.0.0.0/16", "10.0.255.0/24", true, true),
            ("10.0.255.0/24", "10.0.0.0/16", false, true),
            ("10.0.0.0/16", "10.1.0.0/16", false, false),
            ("0.0.0.0/0", "10.1.0.0/32", true, true),
            ("10.1.0.0/32", "10.1.0.0/32", true, true),
        ];
        for (a, b, contains, overlaps) in cases {
            let (a, b) = (range(a), range(b));
            assert_eq!((a.contains(b), a.overlaps(b)), (contains, overlaps), "{a} {b}");
        }
    }

    #[test]
    fn parts_are_numbered_like_those_of_terraform() {
        let part = |bits, number| range("10.2.0.0/16").part(bits, number).map(|part| part.to_string());
        assert_eq!(part(8, 129).as_deref(), Some("10.2.129.0/24"));
        assert_eq!(part(16, 65535).as_deref(), Some("10.2.255.255/32"));
        assert_eq!((part(8, 256), part(17, 0)), (None, None));
    }
}
