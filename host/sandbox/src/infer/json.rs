//! Reads a module in JSON syntax.

use std::collections::BTreeSet;

use hcl_edit::expr::{Array, Expression, Object, ObjectKey, ObjectValue};
use hcl_edit::template::StringTemplate;
use serde_json::{Map, Value as Json};
use terrace_core::expression::parse_tree;
use terrace_schema::provider_schema::Kind;
use terrace_schema::syntax::{self, Text, objects};

use super::module::{Body, Call, Declaration, Module, Nested, Requirement};

type Members = Map<String, Json>;

impl Module {
    /// Adds the declarations of a file in JSON syntax. Malformed parts are left to Terraform to report.
    pub(crate) fn add_json(&mut self, root: &Json) {
        for root in objects(root) {
            for kind in [Kind::Resource, Kind::Data, Kind::Ephemeral] {
                for (type_name, named) in members(root.get(kind.member())) {
                    for (name, body) in members(Some(named)) {
                        self.blocks.extend(objects(body).map(|body| declared(kind, type_name, name, body)));
                    }
                }
            }
            for (name, bodies) in members(root.get("provider")) {
                self.providers
                    .extend(objects(bodies).map(|it| (name.to_owned(), body(it, &["alias", "version"]))));
            }
            for (name, value) in members(root.get("locals")) {
                self.locals.insert(name.to_owned(), expression(value));
            }
            for (name, bodies) in members(root.get("module")) {
                for it in objects(bodies) {
                    let source = it.get("source").and_then(Json::as_str).unwrap_or_default().to_owned();
                    self.calls.push(Call { name: name.to_owned(), source });
                    self.expressions
                        .extend(body(it, &["source", "version", "providers", "depends_on"]).everything());
                }
            }
            for (_, bodies) in members(root.get("output")).chain(members(root.get("check"))) {
                for it in objects(bodies) {
                    self.expressions
                        .extend(it.iter().filter(|(key, _)| *key != "data").map(|(_, it)| expression(it)));
                    for (type_name, named) in members(it.get("data")) {
                        for (name, body) in members(Some(named)) {
                            self.blocks
                                .extend(objects(body).map(|it| declared(Kind::Data, type_name, name, it)));
                        }
                    }
                }
            }
            for (_, bodies) in members(root.get("variable")) {
                self.expressions
                    .extend(objects(bodies).filter_map(|it| it.get("validation")).map(expression));
            }
            for block in root.get("terraform").into_iter().flat_map(objects) {
                for (name, requirement) in members(block.get("required_providers")) {
                    let text = |key| requirement.get(key).and_then(Json::as_str).map(str::to_owned);
                    let known = self.requirements.entry(name.to_owned()).or_default();
                    let shorthand = requirement.as_str().map(str::to_owned);
                    known.merge(Requirement {
                        source: text("source"),
                        versions: text("version").or(shorthand).into_iter().collect(),
                    });
                }
            }
            for block in root.get("moved").into_iter().flat_map(objects) {
                let text = |key| block.get(key).and_then(Json::as_str).map(str::to_owned);
                self.moves.extend(text("from").zip(text("to")));
            }
            for block in root.get("import").into_iter().flat_map(objects) {
                self.imports.extend(block.get("to").and_then(Json::as_str).map(str::to_owned));
                self.expressions
                    .extend(block.get("id").into_iter().chain(block.get("for_each")).map(expression));
            }
        }
    }
}

impl Requirement {
    pub(crate) fn merge(&mut self, other: Self) {
        self.source = self.source.take().or(other.source);
        self.versions.extend(other.versions);
    }
}

fn declared(kind: Kind, type_name: &str, name: &str, members: &Members) -> Declaration {
    let provider = members.get("provider").and_then(Json::as_str);
    let mut body = body(members, kind.meta_arguments());
    let mut ignored = BTreeSet::new();
    for lifecycle in members.get("lifecycle").into_iter().flat_map(objects) {
        let names = lifecycle.get("ignore_changes").and_then(Json::as_array).into_iter().flatten();
        ignored.extend(names.filter_map(Json::as_str).map(first_name).filter(|name| name != "all"));
        let conditions = ["precondition", "postcondition"].into_iter().filter_map(|key| lifecycle.get(key));
        body.conditions.extend(conditions.map(expression));
        let triggers = lifecycle.get("replace_triggered_by").and_then(Json::as_array).into_iter().flatten();
        body.conditions.extend(triggers.filter_map(Json::as_str).filter_map(|text| parse_tree(text).ok()));
    }
    body.conditions.extend(members.get("count").map(expression));
    Declaration {
        kind,
        type_name: type_name.to_owned(),
        name: name.to_owned(),
        provider: provider.map(str::to_owned),
        each: members.get("for_each").map(expression),
        ignored,
        provisioned: members.contains_key("provisioner"),
        body,
    }
}

fn body(members: &Members, meta: &[&str]) -> Body {
    let mut result = Body::default();
    for (key, value) in members {
        match key.as_str() {
            "//" => {}
            "dynamic" => {
                for block in objects(value) {
                    for (name, content) in block {
                        result.nested.extend(objects(content).map(|it| dynamic(name, it)));
                    }
                }
            }
            // Arguments that happen to have the name of a meta-argument.
            "_" => result.attributes.extend(objects(value).flat_map(|it| body(it, &[]).attributes)),
            key if meta.contains(&key) => {}
            key => {
                result.attributes.insert(key.to_owned(), expression(value));
            }
        }
    }
    result
}

fn dynamic(name: &str, members: &Members) -> Nested {
    let iterator = members.get("iterator").and_then(Json::as_str).unwrap_or(name).to_owned();
    let mut content = Body::default();
    for part in members.get("content").into_iter().flat_map(objects) {
        content.merge(body(part, &[]));
    }
    content.conditions.extend(members.get("labels").map(expression));
    let for_each = members.get("for_each").map(expression).unwrap_or_else(Expression::null);
    Nested { name: name.to_owned(), each: Some((for_each, iterator)), body: content }
}

impl Body {
    pub(crate) fn merge(&mut self, other: Self) {
        self.attributes.extend(other.attributes);
        self.nested.extend(other.nested);
        self.conditions.extend(other.conditions);
    }

    /// Returns all expressions, without their purpose.
    pub(crate) fn everything(self) -> Vec<Expression> {
        let nested = self.nested.into_iter().flat_map(|nested| nested.body.everything());
        self.attributes.into_values().chain(self.conditions).chain(nested).collect()
    }
}

/// Converts a JSON value to an expression. All strings, including keys, are templates.
fn expression(json: &Json) -> Expression {
    match json {
        Json::Null => Expression::null(),
        Json::Bool(value) => Expression::from(*value),
        // The values of numbers are not used here, so their digits need not be preserved.
        Json::Number(number) => Expression::from(number.as_i64().unwrap_or_default()),
        Json::String(text) => template(text),
        Json::Array(elements) => Expression::Array(elements.iter().map(expression).collect::<Array>()),
        Json::Object(members) => {
            let member = |(key, value): (&String, &Json)| {
                (ObjectKey::Expression(template(key)), ObjectValue::new(expression(value)))
            };
            Expression::Object(members.iter().map(member).collect::<Object>())
        }
    }
}

fn template(text: &str) -> Expression {
    match Text::parse(text) {
        Ok(Text::Literal(literal)) => Expression::from(literal),
        Ok(Text::Whole(expression)) => expression,
        Ok(Text::Parts(template)) => {
            Expression::StringTemplate(template.into_iter().collect::<StringTemplate>())
        }
        Err(_) => Expression::from(text),
    }
}

/// Returns `tags` for `tags["Name"]` and `tags.Name`.
pub(super) fn first_name(path: &str) -> String {
    path.split(['.', '[']).next().unwrap_or(path).to_owned()
}

/// Iterates over the members of an object, or of each object in an array, without comments.
fn members(json: Option<&Json>) -> impl Iterator<Item = (&str, &Json)> {
    json.into_iter().flat_map(syntax::members).filter(|(key, _)| *key != "//")
}
