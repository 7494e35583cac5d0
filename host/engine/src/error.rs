//! Errors loading or running a component.

use super::budget::Budget;
use super::panic;
use crate::contract::{ContractError, LoadFailure};
use std::fmt;
use std::path::{Path, PathBuf};
use terrace_core::digest::Digest;
use terrace_core::model::{Bound, Diagnostic, Explain, Limit};
use terrace_files::reason::reason as reason_of;
use wasmtime::{Store, Trap, WasmCoreDump};

/// The phase of a tier's run. It is displayed as the end of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Before any of the tier's code ran.
    Load,
    /// The tier's `describe` function.
    Describe,
    /// The tier's `synth` function.
    Synth,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Load => "before it ran",
            Self::Describe => "while describing itself",
            Self::Synth => "while generating its resources",
        })
    }
}

/// An error loading or running a component.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    #[error("the WebAssembly runtime failed to start: {0}")]
    Start(String),
    #[error("it is not WebAssembly")]
    NotWasm,
    #[error("it is a core WebAssembly module, not a component")]
    CoreModule,
    #[error("it is not a valid component: {0}")]
    Compile(String),
    /// The component violates the contract.
    #[error(transparent)]
    Contract(#[from] ContractError),
    #[error("cannot read `{}`: {}", path.display(), reason_of(source))]
    Read { path: PathBuf, source: std::io::Error },
    #[error("{reason}")]
    Unavailable {
        /// The reason, as one line.
        reason: String,
        /// An instruction that makes them available.
        hint: Option<String>,
    },
    #[error("it is not the expected component: expected digest {expected}, got {found}")]
    Digest {
        expected: Digest,
        /// The digest of the bytes.
        found: Digest,
    },
    #[error("it was stopped {phase}: it reached its limit of {limit}{}", in_place(place))]
    Limit {
        phase: Phase,
        limit: Limit,
        /// The part of the contribution that exceeds the limit, such as `the body of aws_vpc.main`.
        place: Option<String>,
    },
    /// The component has more of something than any tier needs.
    #[error("it was stopped before it was compiled: it has more than {what}")]
    Excess {
        /// The exceeded quantity, such as `100,000 types`.
        what: String,
    },
    #[error("it was stopped {phase}: it reached the maximum depth of its call stack")]
    Stack { phase: Phase },
    #[error("it crashed {phase}: {reason}")]
    Trap {
        phase: Phase,
        reason: String,
        /// The functions on the call stack, innermost first, as far as the component has their names.
        stack: Vec<String>,
        /// The message of a panic, where the tier left one.
        panic: Option<String>,
    },
    #[error("cannot cache the compiled tier in `{}`: {}", path.display(), reason_of(source))]
    Cache {
        /// The path of the file or directory.
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("there is no cache directory")]
    NoCache,
}

fn in_place(place: &Option<String>) -> String {
    place.as_ref().map(|place| format!(" in {place}")).unwrap_or_default()
}

/// Recognises limits for which the runtime has no error type, by its message.
fn untyped(error: &wasmtime::Error) -> Option<Bound> {
    let text = error.root_cause().to_string();
    if text.contains("fuel allocated for hostcalls has been exhausted") {
        return Some(Bound::Contribution);
    }
    text.starts_with("resource limit exceeded").then_some(Bound::Instances)
}

/// The number of functions of a trap's call stack that are kept.
const MAX_FRAMES: usize = 8;

impl EngineError {
    /// Classifies the failure of a call: a limit, a trap, or a violation of the contract.
    pub(super) fn from_call(phase: Phase, error: ContractError, store: &Store<Budget>) -> Self {
        let budget = store.data();
        let error = match error {
            ContractError::Trap(error) => error,
            ContractError::Limit { limit, place } => return Self::Limit { phase, limit, place: Some(place) },
            // A component whose first allocation is refused fails to start, as if its types were wrong.
            other => match budget.refused() {
                Some(bound) => {
                    return Self::Limit { phase, limit: budget.limits().limit(bound), place: None };
                }
                None => return Self::Contract(other),
            },
        };
        let bound = match error.downcast_ref::<Trap>() {
            Some(Trap::StackOverflow) => return Self::Stack { phase },
            Some(Trap::OutOfFuel) => Some(Bound::Fuel),
            Some(Trap::Interrupt) => Some(Bound::Seconds),
            _ => budget.refused().or_else(|| untyped(&error)),
        };
        if let Some(bound) = bound {
            return Self::Limit { phase, limit: budget.limits().limit(bound), place: None };
        }
        let dump = error.downcast_ref::<WasmCoreDump>();
        let panic = dump.and_then(|dump| panic::message(dump, store));
        Self::Trap { phase, reason: reason(&error), stack: dump.map(stack).unwrap_or_default(), panic }
    }

    /// Returns the diagnostic for readers who can fix the tier in this file.
    pub fn diagnostic_of(&self, source: Option<&Path>) -> Diagnostic {
        let (code, note, hint): (_, Option<String>, Option<&str>) = match self {
            Self::Stack { .. } => ("limit", None, None),
            Self::Start(_) => ("runtime", None, None),
            Self::NotWasm => (
                "not-wasm",
                None,
                Some("a tier is a `.wasm` file: check the path, and that the file was downloaded completely"),
            ),
            Self::CoreModule => {
                ("core-module", None, Some("wrap it in a component first, with `wasm-tools component new`"))
            }
            Self::Compile(_) => (
                "invalid-component",
                None,
                Some(
                    "the file may be damaged or truncated, or need another version of terrace: download or build it again",
                ),
            ),
            Self::Digest { .. } => (
                "component-digest",
                None,
                Some("the file changed during reading, or was damaged in transit: run the command again"),
            ),
            Self::Limit { .. } => ("limit", None, None),
            Self::Excess { .. } => ("limit", None, Some("no tier needs that many: check where it came from")),
            Self::Trap { stack, .. } => {
                ("trap", (!stack.is_empty()).then(|| format!("call stack: {}", stack.join(" < "))), None)
            }
            Self::Cache { .. } => (
                "cache",
                None,
                Some(
                    "free space or fix the permissions there, or set TERRACE_CACHE_DIR to another directory",
                ),
            ),
            Self::NoCache => ("no-cache", None, Some("set TERRACE_CACHE_DIR to a directory")),
            Self::Read { .. } | Self::Unavailable { .. } => ("unreadable-component", None, None),
            Self::Contract(error) => contract_parts(error),
        };
        let mut diagnostic = Diagnostic::error(code, self.to_string());
        diagnostic.notes.extend(note);
        diagnostic.hints.extend(hint.map(str::to_owned));
        match self {
            Self::Limit { limit, .. } => diagnostic.hints.push(limit_hint(limit.bound, source)),
            Self::Stack { .. } => {
                let who = source.map_or("report it to its authors".to_owned(), |path| {
                    format!("check `{}`", path.display())
                });
                diagnostic.hints.push(format!("the tier may recurse infinitely; {who}"));
            }
            Self::Trap { panic: None, .. } => {
                diagnostic.hints.push(fault_hint(", such as a panic", source));
            }
            Self::Trap { panic: Some(message), .. } => {
                let line = source.and_then(|source| panic::line(message, source)).map(PathBuf::from);
                diagnostic.notes.insert(0, message.clone());
                diagnostic.hints.push(fault_hint("", line.as_deref().or(source)));
            }
            Self::Contract(ContractError::Json { .. }) => diagnostic.hints.push(fault_hint("", source)),
            _ => {}
        }
        if let Self::Unavailable { hint, .. } = self {
            diagnostic.hints.extend(hint.clone());
        }
        diagnostic
    }
}

impl Explain for EngineError {
    /// Returns the diagnostic of this error. The caller adds which component it is about.
    fn diagnostic(&self) -> Diagnostic {
        self.diagnostic_of(None)
    }
}

fn contract_parts(error: &ContractError) -> (&'static str, Option<String>, Option<&'static str>) {
    match error {
        ContractError::World { exports } => (
            "not-a-tier",
            Some(if exports.is_empty() {
                "it exports nothing".to_owned()
            } else {
                format!("it exports {}", exports.join(", "))
            }),
            Some("build it for the world `terrace:tier/tier`"),
        ),
        ContractError::Version { .. } => {
            ("contract-version", None, Some("use versions of the tier and of terrace that match"))
        }
        ContractError::Imports { .. } => {
            ("imports", None, Some("build it for `wasm32-unknown-unknown`, without a system interface"))
        }
        ContractError::Types(_) => {
            ("contract-types", None, Some("build it with the contract of this version of terrace"))
        }
        ContractError::Json { excerpt, .. } => {
            ("invalid-json", Some(format!("it begins with: {excerpt}")), None)
        }
        ContractError::Load(failure) => ("program", program_note(failure), None),
        ContractError::Limit { .. } => ("limit", None, None),
        ContractError::Trap(_) => ("trap", None, None),
    }
}

/// Formats the language's report on a program that failed to load, or its position.
fn program_note(failure: &LoadFailure) -> Option<String> {
    failure.detail.clone().or_else(|| match (&failure.path, failure.line) {
        (Some(path), Some(line)) => Some(format!("at {path}:{line}")),
        (Some(path), None) => Some(format!("in {path}")),
        (None, _) => None,
    })
}

/// Formats a hint on a fault in a tier, with an example in `such_as`. It addresses the tier's authors, or the reader if the
/// tier runs from this source.
pub fn fault_hint(such_as: &str, source: Option<&Path>) -> String {
    match source {
        Some(path) => format!("this is a bug in the tier{such_as}; fix it in `{}`", path.display()),
        None => format!("this is a bug in the tier{such_as}; report it to its authors"),
    }
}

/// Formats a hint on a limit that was reached.
fn limit_hint(bound: Bound, source: Option<&Path>) -> String {
    let may = match bound {
        Bound::Fuel | Bound::Seconds => "the tier may be in an infinite loop",
        Bound::Memory | Bound::TableElements => "the tier may allocate without bound",
        Bound::Contribution | Bound::Blocks | Bound::Diagnostics => {
            "the tier may produce output without bound"
        }
        Bound::Depth => "the tier may nest values without bound",
        Bound::Component
        | Bound::Functions
        | Bound::Function
        | Bound::Instances
        | Bound::Compilation
        | Bound::CompilationMemory => "few tiers are that large: check where it came from",
    };
    let look = source.map(|path| format!("; check `{}`", path.display())).unwrap_or_default();
    format!("{may}{look}; if it really needs more, raise `{}` under `limits` in the stack file", bound.key())
}

/// Returns the innermost cause in one line. The outer ones only repeat the call stack.
fn reason(error: &wasmtime::Error) -> String {
    match error.downcast_ref::<Trap>() {
        Some(trap) => trap.to_string().trim_start_matches("wasm trap: ").to_owned(),
        None => error.root_cause().to_string(),
    }
}

fn stack(dump: &WasmCoreDump) -> Vec<String> {
    let names: Vec<String> =
        dump.frames().iter().filter_map(|frame| frame.func_name().map(demangled)).collect();
    // A Rust panic ends in a dozen library functions, which do not show where it began.
    let own = names.iter().position(|name| !is_of_library(name)).unwrap_or_default();
    names.into_iter().skip(own).take(MAX_FRAMES).collect()
}

/// Returns whether a function belongs to Rust's own libraries.
fn is_of_library(name: &str) -> bool {
    let name = name.trim_start_matches('<');
    ["__rust", "alloc::", "core::", "rust_", "std::"].iter().any(|library| name.starts_with(library))
}

/// Demangles a Rust symbol without its hash, and returns other names unchanged.
fn demangled(symbol: &str) -> String {
    format!("{:#}", rustc_demangle::demangle(symbol))
}
