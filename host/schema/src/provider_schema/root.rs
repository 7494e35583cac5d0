//! Checks a configuration as a whole.

use super::configuration::{Declaration, declarations, labelled};
use super::document::{Kind, Provider, find_provider};
use super::finding::Rule;
use super::meta;
use super::run::{Place, Run};
use crate::syntax::{bodies, member, members};
use crate::types::Type;
use serde_json::Value;

impl Run<'_> {
    /// Checks every block of a configuration.
    pub fn root(&mut self, configuration: &Value) {
        for (name, body) in labelled(configuration, "provider") {
            self.provider(name, body);
        }
        for kind in [Kind::Resource, Kind::Data, Kind::Ephemeral] {
            for block in declarations(configuration, kind) {
                self.block(&block);
            }
        }
        for (name, value) in
            member(configuration, "locals").flat_map(members).filter(|(name, _)| *name != "//")
        {
            self.value(value, &Type::Any, &Place::new(format!("local.{name}")));
        }
        for (name, body) in labelled(configuration, "module") {
            self.module(name, body);
        }
        for (name, body) in labelled(configuration, "check") {
            for block in declarations(body, Kind::Data) {
                self.block(&block);
            }
            self.members_of(body, &["assert"], &Place::new(format!("check.{name}")));
        }
        for (name, body) in labelled(configuration, "variable") {
            self.members_of(body, &["validation"], &Place::new(format!("var.{name}")));
        }
        for (name, body) in labelled(configuration, "output") {
            let place = Place::new(format!("output.{name}"));
            for value in member(body, "value") {
                self.value(value, &Type::Any, &place.key("value"));
            }
            self.members_of(body, &["precondition"], &place);
            for value in member(body, "depends_on") {
                self.raw_expressions(value, &place.key("depends_on"));
            }
        }
        for import in member(configuration, "import").flat_map(bodies).filter_map(Value::as_object) {
            let place = Place::new("import");
            let inner = place.scoped(meta::scope(self, import));
            self.repetition(import, &place);
            for name in ["id", "identity"] {
                if let Some(value) = import.get(name) {
                    self.value(value, &Type::Any, &inner.key(name));
                }
            }
        }
    }

    /// Checks a resource, data source or ephemeral resource.
    fn block(&mut self, block: &Declaration) {
        let place = Place::new(block.kind.address(block.type_name, block.name));
        let Some(body) = block.body.as_object() else {
            return self.not_a_block(block.body, "an object, which is the block's body", &place);
        };
        let inner = place.scoped(meta::scope(self, body));
        let skip = block.kind.meta_arguments();
        match self.world.schema(block) {
            Ok(schema) => {
                self.meta_arguments(body, block.kind, schema.reference_type(), &inner);
                self.body(body, &schema.block, skip, &inner);
            }
            Err(problem) => {
                self.report_all(&place, vec![problem]);
                self.meta_arguments(body, block.kind, &Type::Any, &inner);
                for (name, value) in
                    body.iter().filter(|(name, _)| *name != "//" && !skip.contains(&name.as_str()))
                {
                    self.references(value, &inner.key(name));
                }
            }
        }
    }

    fn provider(&mut self, name: &str, value: &Value) {
        let alias = value.get("alias").and_then(Value::as_str);
        let place = Place::new(match alias {
            Some(alias) => format!("provider.{name}.{alias}"),
            None => format!("provider.{name}"),
        });
        let Some(body) = value.as_object() else {
            return self.not_a_block(value, "an object, which is the provider's configuration", &place);
        };
        let provider = find_provider(self.world.schemas, &self.world.declared.source(name));
        match provider.and_then(Provider::configuration) {
            Some(Ok(schema)) => self.body(body, &schema.block, &["alias", "version"], &place),
            Some(Err(error)) => {
                self.report(&place, Rule::MalformedSchema, "a schema that can be read", error);
                self.references(value, &place);
            }
            None => self.references(value, &place),
        }
    }

    fn module(&mut self, name: &str, value: &Value) {
        let place = Place::new(format!("module.{name}"));
        let Some(body) = value.as_object() else {
            return self.not_a_block(value, "an object, which is the module call", &place);
        };
        self.repetition(body, &place);
        let inner = place.scoped(meta::scope(self, body));
        let own = ["//", "source", "version", "providers", "count", "for_each", "depends_on"];
        for (name, value) in body.iter().filter(|(name, _)| !own.contains(&name.as_str())) {
            self.value(value, &Type::Any, &inner.key(name));
        }
    }

    /// Checks the references in some members of a body.
    fn members_of(&mut self, body: &Value, names: &[&str], place: &Place) {
        for name in names {
            for value in member(body, name) {
                self.references(value, &place.key(name));
            }
        }
    }
}
