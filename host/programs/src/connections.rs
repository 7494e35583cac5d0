//! Decides whether programs may open connections.

/// The permission of a command's programs to open connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Connections {
    /// Connections are allowed, which is the default.
    Allowed,
    /// Connections are forbidden by `--offline`.
    Forbidden,
}

/// Variables that keep programs and version managers from the network. A program whose very purpose is to download must not be
/// started at all: see [`Connections::are_forbidden`].
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
    /// Returns whether the user has forbidden connections.
    pub fn are_forbidden(self) -> bool {
        self == Self::Forbidden
    }

    /// Returns the variables that are set for every program, overriding the user's.
    pub fn variables(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Allowed => &[],
            Self::Forbidden => &OFFLINE,
        }
    }

    /// Returns whether a variable must not be passed on together with these: npm accepts its own names in upper or lower case.
    pub fn replace(self, name: &str) -> bool {
        self.variables().iter().any(|(own, _)| own.eq_ignore_ascii_case(name))
    }
}
