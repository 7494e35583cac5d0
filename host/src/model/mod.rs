//! What the rest of Terrace speaks of. Knows neither YAML nor WebAssembly nor terraform's process.

mod address;
mod contribution;
mod diagnostic;
mod grant;
mod limits;
mod manifest;
mod name;
mod program;
mod provenance;
mod request;
mod settings;

pub use address::{Address, AddressError, BlockKind};
pub use contribution::{Contribution, Moved, NamedBlock, NamedValue, Removed, Resource, TierDiagnostic};
pub use diagnostic::{Diagnostic, Label, Location, Severity, SourceFile, SourceId, Sources};
pub use grant::Grant;
pub use limits::{Bound, Limit, Limits, Size};
pub use manifest::{Manifest, OutputDeclaration, ProviderRequirement};
pub use name::{Identifier, InstanceId, NameError, RegionName, TierName};
pub use program::{Module, Program};
pub use provenance::Provenance;
pub use request::{Region, Request, Surroundings};
pub use settings::{ProviderSettings, Settings, StackOutput};
