//! The groups of subnets.

/// A group of subnets, which have the same connection to the internet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Group {
    /// Reachable from the internet.
    Public,
    /// Reaches the internet through NAT gateways.
    Private,
    /// Without a connection to the internet.
    Isolated,
}

impl Group {
    /// All groups, in the order of their addresses.
    pub(crate) const ALL: [Self; 3] = [Self::Public, Self::Private, Self::Isolated];

    /// Returns the name of the group, with which the names of its blocks and inputs begin.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Private => "private",
            Self::Isolated => "isolated",
        }
    }

    /// Returns the number of the group's subnet at an index, in a range divided into `2 * half` parts.
    ///
    /// Public subnets are numbered from the start, private ones from the middle, and isolated ones backwards
    /// from the end, so that adding a subnet to any group changes no other.
    pub(crate) const fn part(self, half: usize, index: usize) -> usize {
        match self {
            Self::Public => index,
            Self::Private => half + index,
            Self::Isolated => (2 * half).saturating_sub(index + 1),
        }
    }
}
