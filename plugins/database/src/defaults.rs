//! Values that are derived from the inputs.

use crate::{Engine, EngineVersion, Inputs, InstanceClass, StorageType, inputs::SMALLEST_STORAGE};
use terrace_aws::{check_tag_name, limited_name};
use terrace_sdk::prelude::*;

/// The default limit for the growth of a primary's storage, in GiB.
const MOST_OF_PRIMARY: u32 = 100;
/// The same limit for a replica, which does not know its source's storage: the most that RDS allows for every
/// instance class.
const MOST_OF_REPLICA: u32 = 16_384;
/// The minimum storage of types io1 and io2, in GiB.
const SMALLEST_PROVISIONED: u32 = 100;
/// The maximum length of an identifier.
const MAX_IDENTIFIER_CHARS: usize = 63;

impl Inputs {
    /// Returns the identifier in the form that AWS accepts: words of lower-case letters and digits, joined by
    /// single `-`.
    pub(crate) fn identifier(&self, context: &Context) -> Result<String, Diagnostics> {
        let kind = if self.engine.is_aurora() { "a database cluster" } else { "a database instance" };
        // An instance of a cluster has a longer name: `-0` at the end.
        let longest = if self.engine.is_aurora() { MAX_IDENTIFIER_CHARS - 2 } else { MAX_IDENTIFIER_CHARS };
        let name = limited_name(context, self.name.as_deref(), "main", kind, longest)?;
        if name == "default" {
            let summary = "the subnet group of a database instance cannot be called `default`";
            let problem = Diagnostic::new("reserved-name", summary).path("/name");
            return Err(problem
                .detail("its name is the instance's identifier")
                .hint("choose another name")
                .into());
        }
        if is_identifier(&name) {
            return Ok(name);
        }
        let summary = format!("`{name}` cannot be the identifier of {kind}");
        Err(Diagnostic::new("not-an-identifier", summary)
            .path("/name")
            .hint("set name to lower-case letters and digits, joined by single `-`, beginning with a letter")
            .into())
    }

    /// Checks the names of the readers, which become parts of identifiers.
    pub(crate) fn check_readers(&self, context: &Context, identifier: &str) -> Result<(), Diagnostics> {
        let mut problems = Diagnostics::new();
        for (name, reader) in &self.readers {
            let path = format!("/readers/{name}");
            let length = identifier.len() + 1 + name.len();
            if !is_identifier(name) {
                let summary = format!("`{name}` cannot be the name of a reader");
                let hint = "use lower-case letters and digits, joined by single `-`, beginning with a letter";
                problems.push(Diagnostic::new("not-an-identifier", summary).path(&path).hint(hint));
            } else if length > MAX_IDENTIFIER_CHARS {
                let summary = format!(
                    "`{identifier}-{name}` has {length} characters, but the name of a database instance can have \
                     at most {MAX_IDENTIFIER_CHARS}"
                );
                let problem = Diagnostic::new("name-too-long", summary).path(&path);
                problems.push(problem.hint("shorten the name of the reader, or choose a shorter name"));
            }
            for problem in check_tag_name(context, &format!("reader-{name}")).err().into_iter().flatten() {
                problems.push(problem.path(&path));
            }
            let (other, engines, field) = match (self.engine.is_aurora(), reader) {
                (true, reader) if reader.multi_az.is_some() => {
                    ("multi_az", "instances of Aurora", "multi_az")
                }
                (false, reader) if reader.promotion_tier.is_some() => {
                    ("a promotion tier", "read replicas", "promotion_tier")
                }
                _ => continue,
            };
            let problem = Diagnostic::new("reader-setting", format!("{engines} do not have {other}"));
            problems.push(problem.path(format!("{path}/{field}")).hint(format!("remove {field}")));
        }
        problems.finish()
    }

    pub(crate) fn version(&self) -> Input<EngineVersion> {
        let default = || EngineVersion::from(self.engine.default_version()).into();
        self.engine_version.clone().unwrap_or_else(default)
    }

    pub(crate) fn class(&self) -> Input<InstanceClass> {
        let is_serverless = self.aurora.as_ref().is_some_and(|aurora| aurora.serverless.is_some());
        let default = if is_serverless { "db.serverless" } else { "db.t4g.medium" };
        self.instance_class.clone().unwrap_or_else(|| InstanceClass::from(default).into())
    }

    pub(crate) fn port(&self) -> u16 {
        self.port.unwrap_or_else(|| self.engine.default_port())
    }

    pub(crate) fn logs(&self) -> Value {
        match &self.log_exports {
            Some(logs) => logs.into(),
            None => self.engine.logs()[..1].to_vec().into(),
        }
    }

    /// Returns the least storage that RDS allows for the type, in GiB.
    pub(crate) fn least_storage(&self) -> u32 {
        match self.storage_type {
            StorageType::Gp2 | StorageType::Gp3 => SMALLEST_STORAGE,
            StorageType::Io1 | StorageType::Io2 => SMALLEST_PROVISIONED,
        }
    }

    pub(crate) fn first_storage(&self) -> Input<u32> {
        self.allocated_storage.clone().unwrap_or_else(|| self.least_storage().into())
    }

    /// Returns the limit for the growth of the storage.
    pub(crate) fn most_storage(&self) -> Input<u32> {
        let most = match (self.is_replica(), self.storage_type) {
            (true, _) => MOST_OF_REPLICA,
            (false, StorageType::Gp2 | StorageType::Gp3) => MOST_OF_PRIMARY,
            (false, StorageType::Io1 | StorageType::Io2) => 2 * SMALLEST_PROVISIONED,
        };
        self.max_allocated_storage.clone().unwrap_or(most.into())
    }

    /// Returns the family of the parameter group, which only a known version has.
    pub(crate) fn family(&self, path: &str) -> Result<String, Diagnostics> {
        match self.version() {
            Input::Known(version) => Ok(self.engine.family(version.as_str())),
            Input::Expression(_) => {
                let summary = "the tier makes a group for this version, so it must be known at synth time";
                let hint = format!("write a literal value, or remove {path} and name a group that exists");
                Err(Diagnostic::new("unknown-version", summary).path("/engine_version").hint(hint).into())
            }
        }
    }
}

impl StorageType {
    /// Returns the name that AWS uses.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Gp2 => "gp2",
            Self::Gp3 => "gp3",
            Self::Io1 => "io1",
            Self::Io2 => "io2",
        }
    }
}

impl From<Engine> for Value {
    fn from(engine: Engine) -> Self {
        engine.name().into()
    }
}

/// Returns whether a name consists of lower-case letters and digits, joined by single `-`, and begins with a
/// letter.
fn is_identifier(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.split('-').all(|word| !word.is_empty() && word.chars().all(allowed))
}
