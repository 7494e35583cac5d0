//! A simulated provider: its schemas, its settings, and its configured region.

use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::time::Duration;

use terrace_schema::provider_schema::Schema;
use terrace_schema::types::Type;
use tokio::sync::watch;

use crate::protocol::{self, Diagnostic, DynamicValue, Severity};
use crate::settings::Operation;
use crate::store::{Schemas, Store};
use crate::value::{DecodeError, Value, decode, encode};

/// The attribute in which Terraform passes a resource's address, which the protocol does not have.
///
/// It is in the configuration only: the planned and stored value is null, so it appears in no plan and no state.
pub(crate) const ADDRESS: &str = "terrace_address";

/// Handles Terraform's calls to one provider.
pub(crate) struct Provider {
    pub(super) store: Store,
    /// The reason why there is no store.
    pub(super) broken: Option<String>,
    pub(super) source: String,
    pub(super) configuration: OnceLock<Configuration>,
    pub(super) stopped: watch::Sender<bool>,
}

/// The provider's own configuration.
#[derive(Debug, Default)]
pub(super) struct Configuration {
    pub(super) region: Option<String>,
    /// Tags for everything that can have tags.
    pub(super) default_tags: BTreeMap<String, Value>,
}

/// An error that is reported to Terraform.
pub(super) struct Problem {
    pub(super) summary: String,
    pub(super) detail: String,
}

impl Provider {
    pub(crate) fn new(store: Result<Store, String>, source: &str) -> Self {
        let (store, broken) = match store {
            Ok(store) => (store, None),
            Err(error) => (Store::default(), Some(error)),
        };
        Self {
            store,
            broken,
            source: source.to_owned(),
            configuration: OnceLock::new(),
            stopped: watch::Sender::new(false),
        }
    }

    pub(super) fn schemas(&self) -> &Schemas {
        &self.store.schemas
    }

    pub(super) fn region(&self) -> &str {
        let region = self.configuration.get().and_then(|configuration| configuration.region.as_deref());
        region.unwrap_or("us-east-1")
    }

    /// Stores the relevant parts of the provider's configuration.
    pub(crate) fn configure(&self, call: protocol::ConfigureRequest) -> protocol::DiagnosticsResponse {
        let config = match read(call.config.as_ref(), self.schemas().provider.implied_type()) {
            Ok(config) => config,
            Err(problem) => return protocol::DiagnosticsResponse { diagnostics: vec![problem.into()] },
        };
        let region = config.attribute("region").and_then(Value::as_str).map(str::to_owned);
        let default_tags = config.attribute("default_tags").map(Value::bare).and_then(|tags| match tags {
            Value::List(blocks) => blocks.first()?.attribute("tags")?.as_map().cloned(),
            value => value.attribute("tags")?.as_map().cloned(),
        });
        // Terraform configures a process once.
        let _ =
            self.configuration.set(Configuration { region, default_tags: default_tags.unwrap_or_default() });
        protocol::DiagnosticsResponse::default()
    }

    /// Ends all current and future delays.
    pub(crate) fn stop(&self) -> protocol::StopResponse {
        self.stopped.send_replace(true);
        protocol::StopResponse::default()
    }

    /// Waits as long as the user requested, and fails if the user requested it.
    pub(super) async fn suffer(&self, address: Option<&str>, operation: Operation) -> Result<(), Problem> {
        let settings = &self.store.settings;
        let seconds = settings.delay(address);
        if seconds > 0.0
            && (operation != Operation::Read || address.is_some_and(|it| it.starts_with("data.")))
        {
            let delay = Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX);
            let mut stopped = self.stopped.subscribe();
            let what = address.unwrap_or("a resource");
            tokio::select! {
                () = tokio::time::sleep(delay) => {}
                _ = stopped.wait_for(|stopped| *stopped) => {
                    return Err(Problem {
                        summary: format!("The {} of {what} was interrupted", operation.name()),
                        detail: "The run was stopped while the sandbox was delaying this operation.".to_owned(),
                    });
                }
            }
        }
        match address {
            Some(address) if settings.fails(address, operation) => {
                let (now, name) = (settings.moved(address), operation.name());
                Err(Problem {
                    summary: format!("Simulated failure: {name} of {now}"),
                    detail: format!(
                        "This failure was requested with --fail '{now}={name}'. Run again without it to continue."
                    ),
                })
            }
            _ => Ok(()),
        }
    }

    pub(super) fn resource(&self, name: &str) -> Result<&Schema, Problem> {
        self.schemas().resources.get(name).ok_or_else(|| self.unknown_type("resource type", name))
    }

    pub(super) fn unknown_type(&self, kind: &str, name: &str) -> Problem {
        Problem {
            summary: format!("The sandbox has no schema for the {kind} {name}"),
            detail: format!("It was not prepared for this type of {}. Run the command again.", self.source),
        }
    }
}

impl From<Problem> for Diagnostic {
    fn from(problem: Problem) -> Self {
        Self { severity: Severity::Error.into(), summary: problem.summary, detail: problem.detail }
    }
}

impl From<DecodeError> for Problem {
    fn from(error: DecodeError) -> Self {
        Self {
            summary: "The sandbox cannot read a value that terraform sent".to_owned(),
            detail: format!("{error}. The sandbox's schemas and terraform's do not agree."),
        }
    }
}

pub(super) fn read(value: Option<&DynamicValue>, ty: &Type) -> Result<Value, Problem> {
    match value {
        None => Ok(Value::Null),
        Some(value) => Ok(decode(&value.msgpack, ty)?),
    }
}

pub(super) fn write(value: &Value, ty: &Type) -> Option<DynamicValue> {
    Some(DynamicValue { msgpack: encode(value, ty), json: Vec::new() })
}

/// Returns the address from the configuration.
pub(super) fn told(config: &Value) -> Option<String> {
    config.attribute(ADDRESS)?.as_str().map(str::to_owned)
}
