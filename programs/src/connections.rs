//! Whether programs may open connections.

/// Whether the programs of a command may open connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Connections {
    /// They may.
    Allowed,
    /// They may not: the user said `--offline`.
    Forbidden,
}

/// Variables that keep programs, and managers of versions in their place, from the network. Whoever starts one of which the work
/// itself is to download must not start it at all: see [`Connections::are_forbidden`].
const OFFLINE: [(&str, &str); 12] = [
    ("CARGO_NET_OFFLINE", "true"),
    ("RUSTUP_AUTO_INSTALL", "0"),
    ("npm_config_offline", "true"),
    ("npm_config_update_notifier", "false"),
    ("COREPACK_ENABLE_NETWORK", "0"),
    ("PIP_NO_INDEX", "1"),
    ("PIP_DISABLE_PIP_VERSION_CHECK", "1"),
    ("UV_OFFLINE", "1"),
    ("MISE_OFFLINE", "1"),
    ("TFENV_AUTO_INSTALL", "false"),
    ("TENV_AUTO_INSTALL", "false"),
    ("CHECKPOINT_DISABLE", "1"),
];

impl Connections {
    /// Whether the user has forbidden them.
    pub fn are_forbidden(self) -> bool {
        self == Self::Forbidden
    }

    /// The variables that every program gets on top of its own, whatever those say.
    pub fn variables(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Allowed => &[],
            Self::Forbidden => &OFFLINE,
        }
    }

    /// Whether a variable must not be passed on beside those: npm reads its own in any case.
    pub fn replace(self, name: &str) -> bool {
        self.variables().iter().any(|(own, _)| own.eq_ignore_ascii_case(name))
    }
}
