//! The environment of a run as a value, so that no other code here reads the variables of this process.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use terrace_programs::Outside;

/// Environment variables: those that Terrace reads, and those that are passed to the child process.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Environment(BTreeMap<OsString, OsString>);

impl Environment {
    /// Returns the variables of this process.
    pub fn current() -> Self {
        std::env::vars_os().collect()
    }

    /// Returns the value of a variable. An empty value counts as unset, as it does for terraform.
    pub fn get(&self, name: &str) -> Option<&OsStr> {
        self.0.get(OsStr::new(name)).filter(|value| !value.is_empty()).map(OsString::as_os_str)
    }

    /// Removes directories in checkouts from PATH, and adds variables that keep programs from the network if that is required.
    #[must_use]
    pub fn outside(mut self, outside: &Outside) -> Self {
        if let Some(path) = self.0.get_mut(OsStr::new("PATH")) {
            *path = outside.search_path(path);
        }
        let own = outside.connections().variables().iter();
        self.0.extend(own.map(|(name, value)| (OsString::from(name), OsString::from(value))));
        self
    }

    /// Returns all variables, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&OsStr, &OsStr)> {
        self.0.iter().map(|(name, value)| (name.as_os_str(), value.as_os_str()))
    }
}

impl<N: Into<OsString>, V: Into<OsString>> FromIterator<(N, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(variables: I) -> Self {
        Self(variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}
