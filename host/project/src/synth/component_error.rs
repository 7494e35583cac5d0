//! Errors loading a component.

use crate::source::SourceError;
use std::io;
use std::path::{Path, PathBuf};
use terrace_builtin::TIERS;
use terrace_core::model::{Diagnostic, Explain};
use terrace_core::suggest::did_you_mean;
use terrace_core::version::VersionRange;
use terrace_engine::EngineError;
use terrace_files::reason::reason;
use terrace_stack::stack::{Pin, is_module_like, is_registry_like};

/// An error loading a component.
#[derive(Debug, thiserror::Error)]
pub enum ComponentError {
    #[error("there is no built-in tier `{name}`")]
    UnknownBuiltin {
        name: String,
        /// The most similar built-in name, if there is one.
        nearest: Option<&'static str>,
    },
    #[error("{}", read_error(path, source))]
    Read {
        path: PathBuf,
        /// The cause, as reported by the operating system.
        source: io::Error,
    },
    #[error("the remote component `{reference}` has not been resolved")]
    Unresolved { reference: String },
    #[error("`{component}` has the digest {found}, but the stack file asks for {}", pin.digest)]
    OtherThanPinned {
        /// The component's reference, as shown to users.
        component: String,
        found: String,
        pin: Box<Pin>,
    },
    #[error("`{component}` says that it is version {version}, but the stack file asks for `{range}`")]
    OtherVersion {
        /// The component's reference without the range.
        component: String,
        version: String,
        range: VersionRange,
    },
    #[error("cannot use the component `{component}`: {source}")]
    Source {
        /// The component's reference, as shown to users.
        component: String,
        /// The cause, as reported by the language's tools.
        source: Box<SourceError>,
    },
    /// The component does not load or has no valid manifest.
    #[error("cannot use the component `{component}`: {source}")]
    Engine {
        /// The component's reference, as shown to users.
        component: String,
        /// The tier's entry file, if it runs from source.
        file: Option<PathBuf>,
        /// The cause, as reported by the engine.
        source: Box<EngineError>,
    },
}

fn read_error(path: &Path, source: &io::Error) -> String {
    let path = path.display();
    match source.kind() {
        io::ErrorKind::NotFound => format!("there is no component `{path}`"),
        io::ErrorKind::IsADirectory => format!("`{path}` is a directory, not a component"),
        _ => format!("cannot read the component `{path}`: {}", reason(source)),
    }
}

impl Explain for ComponentError {
    /// Returns this error as a diagnostic, without the location in the stack file, which the caller adds.
    fn diagnostic(&self) -> Diagnostic {
        match self {
            Self::UnknownBuiltin { nearest, .. } => {
                let names: Vec<_> = TIERS.iter().map(|tier| tier.name).collect();
                let diagnostic = Diagnostic::error("unknown-component", self.to_string())
                    .note(format!("the built-in tiers are {}", names.join(", ")));
                match nearest {
                    Some(nearest) => diagnostic.hint(did_you_mean(nearest)),
                    None => {
                        diagnostic.hint("name your own component by its path: `./tiers/name.wasm`")
                    }
                }
            }
            Self::Read { path, source } => {
                let diagnostic = Diagnostic::error("unreadable-component", self.to_string());
                let path = missing_part(path);
                match source.kind() {
                    io::ErrorKind::NotFound if is_registry_like(&path) => {
                        diagnostic.hint(format!("a component in a registry begins with `oci://`: `oci://{path}`"))
                    }
                    io::ErrorKind::NotFound if is_module_like(&path) => diagnostic
                        .note("a component is a Terrace tier; a module from a Terraform registry is not")
                        .hint("write a tier that calls the module, as docs/coming-from-modules.md shows"),
                    io::ErrorKind::NotFound => {
                        diagnostic.hint("in a stack file, a path is relative to the file that names it")
                    }
                    io::ErrorKind::FileTooLarge => diagnostic.hint("few tiers are that large: check where it came from; if it really needs more, raise `component` under `limits` in the stack file"),
                    io::ErrorKind::IsADirectory => diagnostic.hint("name the `.wasm` file in it; a directory with a tier's source has a `tier.ts`, `tier.js`, `tier.py` or `Cargo.toml`"),
                    _ => diagnostic,
                }
            }
            Self::Unresolved { .. } => Diagnostic::error("unresolved-component", self.to_string())
                .hint("use a local component in a test case: a built-in tier, or the path of a file"),
            Self::OtherThanPinned { pin, .. } => Diagnostic::error("digest-mismatch", self.to_string())
                .label(pin.location.clone(), "this one")
                .hint("find out who changed the component, and why, before you change the digest"),
            Self::OtherVersion { .. } => Diagnostic::error("other-version", self.to_string())
                .hint("run `terrace update` to look it up again, or change `version`; a component should be pushed under the tag of its own version"),
            Self::Source { source, .. } => {
                let cause = source.diagnostic();
                Diagnostic { summary: self.to_string(), ..cause }
            }
            Self::Engine { source, file, .. } => {
                let cause = source.diagnostic_of(file.as_deref());
                Diagnostic { summary: self.to_string(), ..cause }
            }
        }
    }
}

/// Returns the names of a path after its last existing directory, which is how a missing component was written: the path of a stack
/// file's directory comes before it.
fn missing_part(path: &Path) -> String {
    let existing = path.ancestors().skip(1).find(|directory| directory.is_dir()).unwrap_or(Path::new(""));
    path.strip_prefix(existing).unwrap_or(path).display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_part_of_a_path_is_as_it_was_written() {
        let stack = tempfile::tempdir().unwrap();
        std::fs::create_dir(stack.path().join("tiers")).unwrap();
        let missing = |written: &str| missing_part(&stack.path().join(written));
        assert_eq!(missing("terraform-aws-modules/vpc/aws"), "terraform-aws-modules/vpc/aws");
        assert_eq!(missing("registry.example/platform/network"), "registry.example/platform/network");
        assert_eq!(missing("tiers/web/tier.ts"), "web/tier.ts");
        assert_eq!(missing_part(Path::new("nowhere/to/be")), "nowhere/to/be");
    }
}
