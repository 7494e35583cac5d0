//! The lifecycle of a resource, call by call.

use std::collections::BTreeMap;

use serde_json::Value as Json;
use terrace_schema::provider_schema::Schema;
use terrace_schema::types::Type;

use super::fill::fill;
use super::plan;
use super::private::Private;
use super::provider::{ADDRESS, Problem, Provider, read, told, write};
use super::recompute::recompute;
use super::refuse::refusal;
use super::replace::replaces;
use super::subject::Subject;
use super::upgrade;
use crate::fixture::prescribed;
use crate::protocol::{self, AttributePath, Step};
use crate::settings::Operation;
use crate::value::{Value, encode};

impl Provider {
    pub(crate) fn plan(&self, call: protocol::PlanRequest) -> protocol::PlanResponse {
        let planned = self.planned(&call);
        planned.unwrap_or_else(|problem| protocol::PlanResponse {
            planned_state: call.prior_state,
            diagnostics: vec![problem.into()],
            ..Default::default()
        })
    }

    fn planned(&self, call: &protocol::PlanRequest) -> Result<protocol::PlanResponse, Problem> {
        let schema = self.resource(&call.type_name)?;
        let ty = schema.implied_type();
        let (prior, proposed) =
            (read(call.prior_state.as_ref(), ty)?, read(call.proposed_new_state.as_ref(), ty)?);
        let config = read(call.config.as_ref(), ty)?;
        let mut private = Private::read(&call.prior_private);
        let address = told(&config);
        let is_told = address.is_some();
        private.address = address.or(private.address);
        if proposed.is_null() {
            return Ok(protocol::PlanResponse {
                planned_state: call.proposed_new_state.clone(),
                planned_private: private.write(),
                ..Default::default()
            });
        }
        let before = Some(&prior).filter(|prior| !prior.is_null());
        let mut planned = plan::body(&schema.block, before, proposed);
        self.forget_address(&mut planned);
        self.tag(schema, &config, &mut planned);
        if let Some(before) = before {
            recompute(&call.type_name, before, &config, &mut planned);
        }
        let replaced = before.map(|before| replaced(&call.type_name, before, &planned)).unwrap_or_default();
        Ok(protocol::PlanResponse {
            planned_state: write(&planned, ty),
            requires_replace: replaced.into_iter().map(path).collect(),
            planned_private: private.write(),
            diagnostics: Vec::new(),
            // The address is in the configuration but not in the plan, which Terraform only accepts with this flag.
            legacy_type_system: is_told,
        })
    }

    pub(crate) async fn apply(&self, call: protocol::ApplyRequest) -> protocol::ApplyResponse {
        match self.applied(&call).await {
            Ok(response) => response,
            // Nothing was done, so the prior state still holds.
            Err(problem) => protocol::ApplyResponse {
                new_state: call.prior_state,
                private: call.planned_private,
                diagnostics: vec![problem.into()],
                legacy_type_system: true,
            },
        }
    }

    async fn applied(&self, call: &protocol::ApplyRequest) -> Result<protocol::ApplyResponse, Problem> {
        let schema = self.resource(&call.type_name)?;
        let ty = schema.implied_type();
        let (prior, planned) = (read(call.prior_state.as_ref(), ty)?, read(call.planned_state.as_ref(), ty)?);
        let config = read(call.config.as_ref(), ty)?;
        let private = Private::read(&call.planned_private);
        let operation = match (prior.is_null(), planned.is_null()) {
            (true, _) => Operation::Create,
            (false, true) => Operation::Delete,
            (false, false) => Operation::Update,
        };
        self.suffer(private.address.as_deref(), operation).await?;
        if planned.is_null() {
            return Ok(protocol::ApplyResponse {
                new_state: call.planned_state.clone(),
                ..Default::default()
            });
        }
        if operation == Operation::Update {
            refusal(&call.type_name, &prior, &planned).map_or(Ok(()), Err)?;
        }
        let is_told = told(&config).is_some();
        let address = private.address.as_deref().map(|address| self.store.settings.moved(address));
        let mut subject = self.subject(&call.type_name, address.as_deref(), &config, ty);
        let patterns = &self.store.settings.fixtures.resource;
        let fixtures = prescribed(patterns, &call.type_name, address.as_deref());
        let new = fill(schema, &mut subject, &fixtures, planned);
        Ok(protocol::ApplyResponse {
            new_state: write(&new, ty),
            private: private.write(),
            diagnostics: Vec::new(),
            legacy_type_system: is_told,
        })
    }

    /// Returns the state unchanged, because it is the only source of truth.
    pub(crate) async fn read(&self, call: protocol::ReadRequest) -> protocol::ReadResponse {
        let private = Private::read(&call.private);
        let suffered = self.suffer(private.address.as_deref(), Operation::Read).await;
        protocol::ReadResponse {
            new_state: call.current_state,
            diagnostics: suffered.err().map(Into::into).into_iter().collect(),
            private: call.private,
        }
    }

    pub(crate) fn upgrade(&self, call: protocol::UpgradeRequest) -> protocol::UpgradeResponse {
        let json = call.raw_state.map(|state| state.json).unwrap_or_default();
        match self.upgraded(&call.type_name, &json) {
            Ok(state) => protocol::UpgradeResponse { upgraded_state: state, diagnostics: Vec::new() },
            Err(problem) => {
                protocol::UpgradeResponse { upgraded_state: None, diagnostics: vec![problem.into()] }
            }
        }
    }

    pub(crate) fn r#move(&self, call: protocol::MoveRequest) -> protocol::MoveResponse {
        let json = call.source_state.map(|state| state.json).unwrap_or_default();
        match self.upgraded(&call.target_type_name, &json) {
            Ok(target_state) => protocol::MoveResponse {
                target_state,
                diagnostics: Vec::new(),
                target_private: call.source_private,
            },
            Err(problem) => {
                protocol::MoveResponse { diagnostics: vec![problem.into()], ..Default::default() }
            }
        }
    }

    /// Converts a state to the current schema. Computed attributes that the schema did not have when the state was written are
    /// invented now, when Terraform takes them for part of the upgrade and not for a change.
    fn upgraded(&self, type_name: &str, json: &[u8]) -> Result<Option<protocol::DynamicValue>, Problem> {
        let schema = self.resource(type_name)?;
        let ty = schema.implied_type();
        let json: Json = serde_json::from_slice(json).map_err(|error| Problem {
            summary: format!("The sandbox cannot read the state of a {type_name}"),
            detail: format!("It is not JSON: {error}."),
        })?;
        let mut value = upgrade::body(&schema.block, &json);
        if let Value::Map(map) = &mut value {
            for (name, attribute) in &schema.block.attributes {
                if attribute.computed && name != ADDRESS && json.get(name).is_none() {
                    map.insert(name.clone(), Value::UNKNOWN);
                }
            }
        }
        if json.get("tags_all").is_none() {
            let config = value.clone();
            self.tag(schema, &config, &mut value);
        }
        let id = value.attribute("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let mut subject = Subject::new(type_name, &[id.as_bytes()], &value, None, self.region());
        subject.shape = self.schemas().shapes.resources.get(type_name);
        Ok(write(&fill(schema, &mut subject, &BTreeMap::new(), value), ty))
    }

    /// Imports whatever has the identifier; only the next apply gives it the configured attributes.
    pub(crate) fn import(&self, call: protocol::ImportRequest) -> protocol::ImportResponse {
        let imported = || {
            let schema = self.resource(&call.type_name)?;
            if call.id.is_empty() {
                return Err(Problem {
                    summary: format!("The sandbox can import a {} only by its ID", call.type_name),
                    detail: "It does not know any other identity. Set `id` in the import block.".to_owned(),
                });
            }
            let ty = schema.implied_type();
            let mut value = upgrade::body(&schema.block, &Json::Null);
            if let Value::Map(map) = &mut value {
                for (name, _) in schema.block.attributes.iter().filter(|(_, attribute)| attribute.computed) {
                    let known = if name == "id" { Value::string(&call.id) } else { Value::UNKNOWN };
                    map.insert(name.clone(), known);
                }
            }
            let mut subject =
                Subject::new(&call.type_name, &[call.id.as_bytes()], &Value::Null, None, self.region());
            subject.shape = self.schemas().shapes.resources.get(&call.type_name);
            subject.name.clone_from(&call.id);
            Ok(write(&fill(schema, &mut subject, &BTreeMap::new(), value), ty))
        };
        match imported() {
            Ok(state) => {
                let type_name = call.type_name.clone();
                let private = Private::default().write();
                let imported = protocol::ImportedResource { type_name, state, private };
                protocol::ImportResponse { imported_resources: vec![imported], diagnostics: Vec::new() }
            }
            Err(problem) => {
                let problem: Problem = problem;
                protocol::ImportResponse { imported_resources: Vec::new(), diagnostics: vec![problem.into()] }
            }
        }
    }

    fn subject<'a>(
        &'a self,
        type_name: &'a str,
        address: Option<&str>,
        config: &Value,
        ty: &Type,
    ) -> Subject<'a> {
        // Attributes that force replacement are part of the object's identity.
        let essence = |name: &&String| replaces(type_name, name);
        let attributes = config.as_map().into_iter().flatten();
        let attributes: BTreeMap<_, _> =
            attributes.filter(|(name, _)| address.is_none() || essence(name)).collect();
        let Type::Object(types) = ty else {
            return Subject::new(type_name, &[], config, address, self.region());
        };
        let mut identity = vec![address.unwrap_or_default().as_bytes().to_vec()];
        for (name, value) in
            attributes.into_iter().filter(|(name, value)| *name != ADDRESS && !value.is_null())
        {
            identity.push(name.as_bytes().to_vec());
            identity.extend(types.get(name).map(|it| encode(value, &it.type_constraint)));
        }
        let identity: Vec<_> = identity.iter().map(Vec::as_slice).collect();
        let mut subject = Subject::new(type_name, &identity, config, address, self.region());
        subject.shape = self.schemas().shapes.resources.get(type_name);
        subject
    }

    fn forget_address(&self, planned: &mut Value) {
        if let Value::Map(map) = planned
            && let Some(address) = map.get_mut(ADDRESS)
        {
            *address = Value::Null;
        }
    }

    /// Sets `tags_all` as the AWS provider does, to a resource's tags and the provider's default tags.
    fn tag(&self, schema: &Schema, config: &Value, planned: &mut Value) {
        let computed = schema.block.attributes.get("tags_all").is_some_and(|attribute| attribute.computed);
        let Value::Map(map) = planned else { return };
        if !computed || config.attribute("tags_all").is_some_and(|tags| !tags.is_unknown()) {
            return;
        }
        let defaults = self.configuration.get().map(|it| it.default_tags.clone()).unwrap_or_default();
        let all = match config.attribute("tags").map(Value::bare) {
            None => Value::Map(defaults),
            Some(Value::Map(tags)) => Value::Map(defaults.into_iter().chain(tags.clone()).collect()),
            Some(_) => Value::UNKNOWN,
        };
        map.insert("tags_all".to_owned(), all);
    }
}

/// Returns the changed attributes that force replacement.
fn replaced(type_name: &str, prior: &Value, planned: &Value) -> Vec<String> {
    let (Some(prior), Some(planned)) = (prior.as_map(), planned.as_map()) else { return Vec::new() };
    let changed =
        prior.iter().filter(|(name, before)| !before.is_null() && planned.get(*name) != Some(before));
    changed
        .map(|(name, _)| name.clone())
        .filter(|name| name != "tags_all" && replaces(type_name, name))
        .collect()
}

fn path(attribute: String) -> AttributePath {
    AttributePath { steps: vec![Step { attribute_name: attribute }] }
}
