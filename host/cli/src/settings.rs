//! Creates the session of a command from the options of every command, the environment and the user's directories.

use crate::args::Global;
use crate::ui::Ui;
use etcetera::BaseStrategy;
use std::path::PathBuf;
use std::sync::Arc;
use terrace_core::model::{Building, Limits};
use terrace_engine::Compiler;
use terrace_programs::Connections;
use terrace_project::{Session, SessionSettings};

/// Creates the session of a command. `building` says what the command may build.
pub fn session(global: &Global, building: Building, ui: &Arc<Ui>) -> Session {
    Session::new(SessionSettings {
        cache_dir: cache_dir(global),
        user_configuration: user_configuration(),
        connections: if global.offline { Connections::Forbidden } else { Connections::Allowed },
        is_locked: global.locked.unwrap_or_else(|| is_set(std::env::var("CI").ok().as_deref())),
        building,
        compiler: Compiler::of_this_program(),
        limits: Limits::default(),
        observer: Arc::<Ui>::clone(ui),
        approver: Arc::<Ui>::clone(ui),
    })
}

/// Returns the cache directory, or `None` if the system has none and none is configured.
fn cache_dir(global: &Global) -> Option<PathBuf> {
    match &global.cache_dir {
        // Tools that use the cache run in another directory.
        Some(path) => Some(std::path::absolute(path).unwrap_or_else(|_| path.clone())),
        None => Some(etcetera::choose_base_strategy().ok()?.cache_dir().join("terrace")),
    }
}

/// Returns the path of the user's own configuration, which need not exist.
pub fn user_configuration() -> Option<PathBuf> {
    Some(etcetera::choose_base_strategy().ok()?.config_dir().join("terrace/config.toml"))
}

/// Returns whether the value of a variable such as `CI` means yes.
fn is_set(value: Option<&str>) -> bool {
    !matches!(value, None | Some("" | "0" | "false"))
}
