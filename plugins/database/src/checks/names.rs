//! Checks of versions, and of names that belong to an engine.

use crate::Inputs;
use crate::reserved::is_reserved;
use terrace_sdk::prelude::*;

/// The maximum length of a name in PostgreSQL.
const MAX_POSTGRES_CHARS: usize = 63;

impl Inputs {
    pub(super) fn check_engine(&self) -> Result<(), Diagnostics> {
        let mut problems = Diagnostics::new();
        if let Some(Input::Known(version)) = &self.engine_version
            && !self.engine.has_version(version.as_str())
        {
            let (title, version) = (self.engine.title(), version.as_str());
            let summary = format!("`{version}` is not a version of {title}");
            let hint = format!("write it like `{}`, or remove engine_version", self.engine.default_version());
            problems.push(
                Diagnostic::new("version-of-another-engine", summary).path("/engine_version").hint(hint),
            );
        }
        if self.engine.is_aurora() {
            problems.take(self.check_aurora());
        } else {
            problems.take(self.check_instance_only());
        }
        problems.finish()
    }

    pub(super) fn check_database_name(&self) -> Result<(), Diagnostics> {
        let Some(Input::Known(name)) = &self.db_name else { return Ok(()) };
        let (name, title) = (name.as_str(), self.engine.title());
        let problem = if is_reserved(self.engine, name) {
            let summary =
                format!("a database cannot be called `{name}`, which is a reserved word in {title}");
            Diagnostic::new("reserved-name", summary).hint("choose another name")
        } else if self.engine.is_postgres() && name.len() > MAX_POSTGRES_CHARS {
            let summary =
                format!("`{name}` has {} characters, but {title} allows {MAX_POSTGRES_CHARS}", name.len());
            Diagnostic::new("name-too-long", summary).hint("choose a shorter name")
        } else {
            return Ok(());
        };
        Err(problem.path("/db_name").into())
    }

    /// A default parameter group of AWS is for one release of an engine.
    pub(super) fn check_parameter_group(&self) -> Result<(), Diagnostics> {
        let (Some(Input::Known(group)), Input::Known(version)) = (&self.parameter_group_name, self.version())
        else {
            return Ok(());
        };
        let Some(family) = group.as_str().strip_prefix("default.") else { return Ok(()) };
        let expected = self.engine.family(version.as_str());
        if family == expected {
            return Ok(());
        }
        let (title, release) = (self.engine.title(), self.engine.release(version.as_str()));
        let summary = format!("the parameter group `{}` is not for {title} {release}", group.as_str());
        Err(Diagnostic::new("other-parameter-group", summary)
            .path("/parameter_group_name")
            .hint(format!("remove parameter_group_name for `default.{expected}`, or change engine_version"))
            .into())
    }
}
