//! The environment that a run starts from, as a value, so that nothing else here reads the process's own.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use terrace_programs::Outside;

/// Environment variables: those that Terrace looks at, and those that the child is given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Environment(BTreeMap<OsString, OsString>);

impl Environment {
    /// The variables of this process.
    pub fn current() -> Self {
        std::env::vars_os().collect()
    }

    /// The value of a variable. A variable that is set to nothing counts as not set, as it does for terraform.
    pub fn get(&self, name: &str) -> Option<&OsStr> {
        self.0.get(OsStr::new(name)).filter(|value| !value.is_empty()).map(OsString::as_os_str)
    }

    /// The same variables, with a PATH that leads into no checkout, and with what keeps programs from the network where that
    /// is forbidden.
    #[must_use]
    pub fn outside(mut self, outside: &Outside) -> Self {
        if let Some(path) = self.0.get_mut(OsStr::new("PATH")) {
            *path = outside.search_path(path);
        }
        let own = outside.connections().variables().iter();
        self.0.extend(own.map(|(name, value)| (OsString::from(name), OsString::from(value))));
        self
    }

    /// All variables, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&OsStr, &OsStr)> {
        self.0.iter().map(|(name, value)| (name.as_os_str(), value.as_os_str()))
    }
}

impl<N: Into<OsString>, V: Into<OsString>> FromIterator<(N, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(variables: I) -> Self {
        Self(variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}
