//! Data sources and ephemeral resources, which are read and not created.

use terrace_schema::provider_schema::Schema;

use super::fill::fill;
use super::plan;
use super::provider::{ADDRESS, Problem, Provider, read, told, write};
use super::subject::Subject;
use crate::fixture::prescribed;
use crate::protocol::{self, DynamicValue};
use crate::settings::Operation;
use crate::value::{Value, encode};

impl Provider {
    pub(crate) async fn read_data(&self, call: protocol::ReadDataRequest) -> protocol::ReadDataResponse {
        match self.found(&call, false).await {
            Ok(state) => protocol::ReadDataResponse { state, diagnostics: Vec::new() },
            Err(problem) => protocol::ReadDataResponse { state: None, diagnostics: vec![problem.into()] },
        }
    }

    pub(crate) async fn open(&self, call: protocol::ReadDataRequest) -> protocol::OpenResponse {
        match self.found(&call, true).await {
            Ok(result) => protocol::OpenResponse { diagnostics: Vec::new(), result },
            Err(problem) => protocol::OpenResponse { diagnostics: vec![problem.into()], result: None },
        }
    }

    async fn found(
        &self,
        call: &protocol::ReadDataRequest,
        ephemeral: bool,
    ) -> Result<Option<DynamicValue>, Problem> {
        let (schemas, fixtures, name) =
            (self.schemas(), &self.store.settings.fixtures, call.type_name.as_str());
        let (all, shapes, patterns, kind) = if ephemeral {
            (&schemas.ephemeral, &schemas.shapes.ephemeral, &fixtures.ephemeral, "ephemeral resource")
        } else {
            (&schemas.data, &schemas.shapes.data, &fixtures.data, "data source")
        };
        let schema: &Schema = all.get(name).ok_or_else(|| self.unknown_type(kind, name))?;
        let ty = schema.implied_type();
        let config = read(call.config.as_ref(), ty)?;
        let address = told(&config);
        self.suffer(address.as_deref(), Operation::Read).await?;
        let mut wanted = plan::body(&schema.block, None, config.clone());
        if let Value::Map(map) = &mut wanted {
            // Equal requests get equal results, whatever the address.
            map.entry(ADDRESS.to_owned()).and_modify(|address| *address = Value::Null);
        }
        let mut subject = Subject::new(
            name,
            &[&encode(&wanted, ty), self.region().as_bytes()],
            &config,
            address.as_deref(),
            self.region(),
        );
        subject.data = true;
        subject.shape = shapes.get(name);
        let fixtures = prescribed(patterns, name, address.as_deref());
        Ok(write(&fill(schema, &mut subject, &fixtures, wanted), ty))
    }
}
