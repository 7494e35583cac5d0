//! Why a component does not load or run.

use super::Digest;
use super::budget::Budget;
use super::panic;
use crate::contract::{ContractError, LoadFailure};
use crate::model::{Bound, Diagnostic, Limit};
use crate::reason::reason as reason_of;
use std::fmt;
use std::path::{Path, PathBuf};
use wasmtime::{Store, Trap, WasmCoreDump};

/// Which of a tier's functions ran. Shown as the end of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Before anything of it ran.
    Load,
    /// `describe`
    Describe,
    /// `synth`
    Synth,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Load => "before it ran",
            Self::Describe => "when asked what it is",
            Self::Synth => "when asked for its resources",
        })
    }
}

/// What keeps a component from being loaded or run.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The runtime itself does not start.
    #[error("the WebAssembly runtime does not start: {0}")]
    Start(String),
    /// The bytes are no WebAssembly at all.
    #[error("it is not WebAssembly")]
    NotWasm,
    /// The bytes are a core module.
    #[error("it is a core WebAssembly module, not a component")]
    CoreModule,
    /// The component is not valid, or cannot be compiled.
    #[error("it is not a valid component: {0}")]
    Compile(String),
    /// The component does not keep the contract.
    #[error(transparent)]
    Contract(#[from] ContractError),
    /// The component's file cannot be read.
    #[error("cannot read `{}`: {}", path.display(), reason_of(source))]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The component's bytes are not at hand.
    #[error("{reason}")]
    Unavailable {
        /// Why.
        reason: String,
        /// What to do about it.
        hint: Option<String>,
    },
    /// The bytes are not those that were asked for.
    #[error("it is not the component that was meant: its digest is {found}, not {expected}")]
    Digest {
        /// The digest of the component that was meant.
        expected: Digest,
        /// The digest of the bytes.
        found: Digest,
    },
    /// It reached a limit.
    #[error("it was stopped {phase}: it reached its limit, {limit}{}", in_place(place))]
    Limit {
        /// Which function ran.
        phase: Phase,
        /// Which limit.
        limit: Limit,
        /// What of its answer goes beyond it, such as `the body of aws_vpc.main`.
        place: Option<String>,
    },
    /// It has more of something than any tier needs.
    #[error("it was stopped before it was compiled: it has more than {what}")]
    Excess {
        /// How much of what there may be, such as `100,000 types`.
        what: String,
    },
    /// It used up the call stack.
    #[error("it was stopped {phase}: it reached its limit, the depth of its call stack")]
    Stack {
        /// Which function ran.
        phase: Phase,
    },
    /// It trapped.
    #[error("it crashed {phase}: {reason}")]
    Trap {
        /// Which function ran.
        phase: Phase,
        /// What the runtime says.
        reason: String,
        /// Functions on the call stack, innermost first, as far as the component names them.
        stack: Vec<String>,
        /// The message of a panic, where the tier left one.
        panic: Option<String>,
    },
    /// The cache cannot be written.
    #[error("cannot keep the compiled tier in `{}`: {}", path.display(), reason_of(source))]
    Cache {
        /// The file or directory.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// There is no cache.
    #[error("there is no cache directory to keep anything in")]
    NoCache,
}

fn in_place(place: &Option<String>) -> String {
    place.as_ref().map(|place| format!(", in {place}")).unwrap_or_default()
}

/// The limits for which the runtime has no error of their own, by what it says.
fn untyped(error: &wasmtime::Error) -> Option<Bound> {
    let text = error.root_cause().to_string();
    if text.contains("fuel allocated for hostcalls has been exhausted") {
        return Some(Bound::Contribution);
    }
    text.starts_with("resource limit exceeded").then_some(Bound::Instances)
}

/// How many functions of a trap's call stack are kept.
const FRAMES: usize = 8;

impl EngineError {
    /// Sorts what a call failed with: a limit, a trap, or a breach of contract.
    pub(super) fn from_call(phase: Phase, error: ContractError, store: &Store<Budget>) -> Self {
        let budget = store.data();
        let error = match error {
            ContractError::Trap(error) => error,
            ContractError::Limit { limit, place } => return Self::Limit { phase, limit, place: Some(place) },
            // Refused what it begins with, a component does not start, as if its types were not right.
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

    /// This error for people; the caller adds which component it was.
    pub fn diagnostic(&self) -> Diagnostic {
        self.diagnostic_of(None)
    }

    /// The same, for who can correct the tier in this file.
    pub fn diagnostic_of(&self, source: Option<&Path>) -> Diagnostic {
        let (code, note, hint): (_, Option<String>, Option<&str>) = match self {
            Self::Stack { .. } => ("limit", None, None),
            Self::Start(_) => ("runtime", None, None),
            Self::NotWasm => (
                "not-wasm",
                None,
                Some(
                    "a tier is a `.wasm` file; check that the path names one and that it was downloaded whole",
                ),
            ),
            Self::CoreModule => (
                "core-module",
                None,
                Some("wrap it into a component first, as `wasm-tools component new` does"),
            ),
            Self::Compile(_) => (
                "invalid-component",
                None,
                Some("the file may be damaged or cut off, or need another terrace: get it or build it again"),
            ),
            Self::Digest { .. } => (
                "component-digest",
                None,
                Some("it was replaced while it was read, or damaged on the way: run the command again"),
            ),
            Self::Limit { .. } => ("limit", None, None),
            Self::Excess { .. } => {
                ("limit", None, Some("no tier needs that many: look at where it came from"))
            }
            Self::Trap { stack, .. } => {
                ("trap", (!stack.is_empty()).then(|| format!("it was running: {}", stack.join(" < "))), None)
            }
            Self::Cache { .. } => (
                "cache",
                None,
                Some("make room or permission there, or name another directory with TERRACE_CACHE_DIR"),
            ),
            Self::NoCache => ("no-cache", None, Some("name a directory with TERRACE_CACHE_DIR")),
            Self::Read { .. } | Self::Unavailable { .. } => ("unreadable-component", None, None),
            Self::Contract(error) => contract_parts(error),
        };
        let mut diagnostic = Diagnostic::error(code, self.to_string());
        diagnostic.notes.extend(note);
        diagnostic.hints.extend(hint.map(str::to_owned));
        match self {
            Self::Limit { limit, .. } => diagnostic.hints.push(limit_hint(limit.bound, source)),
            Self::Stack { .. } => {
                let who = source.map_or("tell its authors".to_owned(), |path| {
                    format!("look for that in `{}`", path.display())
                });
                diagnostic.hints.push(format!("the tier may recurse without end; {who}"));
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
            ("contract-version", None, Some("take a version of the tier, or of terrace, that fits the other"))
        }
        ContractError::Imports { .. } => {
            ("imports", None, Some("build it without a system interface, for `wasm32-unknown-unknown`"))
        }
        ContractError::Types(_) => {
            ("contract-types", None, Some("build it with the contract that this terrace comes with"))
        }
        ContractError::Json { excerpt, .. } => {
            ("invalid-json", Some(format!("it begins with: {excerpt}")), None)
        }
        ContractError::Load(failure) => ("program", program_note(failure), None),
        ContractError::Limit { .. } => ("limit", None, None),
        ContractError::Trap(_) => ("trap", None, None),
    }
}

/// What the language says of a program that is no tier, and where.
fn program_note(failure: &LoadFailure) -> Option<String> {
    failure.detail.clone().or_else(|| match (&failure.path, failure.line) {
        (Some(path), Some(line)) => Some(format!("at {path}:{line}")),
        (Some(path), None) => Some(format!("in {path}")),
        (None, _) => None,
    })
}

/// Who can do something about a fault of a tier, which may be `such as` something: who reads this, where the tier runs from
/// this source.
pub fn fault_hint(such_as: &str, source: Option<&Path>) -> String {
    match source {
        Some(path) => format!("this is a fault in the tier{such_as}; correct it in `{}`", path.display()),
        None => format!("this is a fault in the tier{such_as}; tell its authors"),
    }
}

/// What to do about a limit that was reached.
fn limit_hint(bound: Bound, source: Option<&Path>) -> String {
    let may = match bound {
        Bound::Fuel | Bound::Seconds => "the tier may loop without end",
        Bound::Memory | Bound::TableElements => "the tier may collect without end",
        Bound::Contribution | Bound::Blocks | Bound::Diagnostics => "the tier may give without end",
        Bound::Depth => "the tier may nest without end",
        Bound::Component
        | Bound::Functions
        | Bound::Function
        | Bound::Instances
        | Bound::Compilation
        | Bound::CompilationMemory => "few tiers are that large: look at where it came from",
    };
    let look = source.map(|path| format!("; look for that in `{}`", path.display())).unwrap_or_default();
    format!("{may}{look}; if it really needs more, raise `{}` under `limits` in the stack file", bound.key())
}

/// The innermost cause in one line: outer ones only repeat the call stack.
fn reason(error: &wasmtime::Error) -> String {
    match error.downcast_ref::<Trap>() {
        Some(trap) => trap.to_string().trim_start_matches("wasm trap: ").to_owned(),
        None => error.root_cause().to_string(),
    }
}

fn stack(dump: &WasmCoreDump) -> Vec<String> {
    let names: Vec<String> =
        dump.frames().iter().filter_map(|frame| frame.func_name().map(demangled)).collect();
    // A panic of Rust ends in a dozen functions of its library, which say nothing of where it began.
    let own = names.iter().position(|name| !is_of_library(name)).unwrap_or_default();
    names.into_iter().skip(own).take(FRAMES).collect()
}

/// Whether a function is one of Rust's own libraries.
fn is_of_library(name: &str) -> bool {
    let name = name.trim_start_matches('<');
    ["__rust", "alloc::", "core::", "rust_", "std::"].iter().any(|library| name.starts_with(library))
}

/// A Rust symbol without its hash, anything else as it is.
fn demangled(symbol: &str) -> String {
    format!("{:#}", rustc_demangle::demangle(symbol))
}
