//! The vocabulary of the rest of Terrace. It knows nothing of YAML, WebAssembly, or terraform as a process.

mod address;
mod building;
mod contribution;
mod diagnostic;
mod grant;
mod limits;
mod manifest;
mod name;
mod outside;
mod problems;
mod program;
mod provider_source;
mod request;
mod secrets;
mod settings;
mod sources;

pub use address::{Address, AddressError, BlockKind};
pub use building::Building;
pub use contribution::{Contribution, Moved, NamedBlock, NamedValue, Removed, Resource, TierDiagnostic};
pub use diagnostic::{Diagnostic, Explain, Label, Severity};
pub use grant::{Grant, Grants};
pub use limits::{Bound, Limit, Limits, Size};
pub use manifest::{Manifest, OutputDeclaration, ProviderRequirement};
pub use name::{Identifier, InstanceId, NameError, RegionName, TierName};
pub use outside::{Origin, Outside};
pub use problems::Problems;
pub use program::{Module, Program};
pub use provider_source::{ProviderSource, ProviderSourceError};
pub use provider_source::{is_published, normal_source};
pub use request::{Region, Request, Surroundings};
pub use secrets::{SECRET, Secrets};
pub use settings::{ProviderSettings, Settings, StackOutput};
pub use sources::{Location, SourceFile, SourceId, Sources, Suspect};
