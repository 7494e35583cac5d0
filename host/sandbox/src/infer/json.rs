//! Reads a module in JSON syntax.

use std::collections::BTreeSet;

use hcl_edit::expr::{Array, Expression, Object, ObjectKey, ObjectValue};
use hcl_edit::template::{Element, StringTemplate, Template};
use serde_json::{Map, Value as Json};

use super::module::{Body, Call, Declared, Mode, Module, Nested, Requirement};

type Members = Map<String, Json>;

impl Module {
    /// Adds the declarations of a file in JSON syntax. Malformed parts are left to Terraform to report.
    pub(crate) fn add_json(&mut self, root: &Json) {
        for root in each(root) {
            for (mode, key) in
                [(Mode::Managed, "resource"), (Mode::Data, "data"), (Mode::Ephemeral, "ephemeral")]
            {
                for (type_name, named) in members(root.get(key)) {
                    for (name, body) in members(Some(named)) {
                        self.blocks.extend(each(body).map(|body| declared(mode, type_name, name, body)));
                    }
                }
            }
            for (name, bodies) in members(root.get("provider")) {
                self.providers.extend(each(bodies).map(|it| (name.clone(), body(it, &["alias", "version"]))));
            }
            for (name, value) in members(root.get("locals")) {
                self.locals.insert(name.clone(), expression(value));
            }
            for (name, bodies) in members(root.get("module")) {
                for it in each(bodies) {
                    let source = it.get("source").and_then(Json::as_str).unwrap_or_default().to_owned();
                    self.calls.push(Call { name: name.clone(), source });
                    self.expressions
                        .extend(body(it, &["source", "version", "providers", "depends_on"]).everything());
                }
            }
            for (_, bodies) in members(root.get("output")).chain(members(root.get("check"))) {
                for it in each(bodies) {
                    self.expressions
                        .extend(it.iter().filter(|(key, _)| *key != "data").map(|(_, it)| expression(it)));
                    for (type_name, named) in members(it.get("data")) {
                        for (name, body) in members(Some(named)) {
                            self.blocks
                                .extend(each(body).map(|it| declared(Mode::Data, type_name, name, it)));
                        }
                    }
                }
            }
            for (_, bodies) in members(root.get("variable")) {
                self.expressions.extend(each(bodies).filter_map(|it| it.get("validation")).map(expression));
            }
            for block in root.get("terraform").into_iter().flat_map(each) {
                for (name, requirement) in members(block.get("required_providers")) {
                    let text = |key| requirement.get(key).and_then(Json::as_str).map(str::to_owned);
                    let known = self.requirements.entry(name.clone()).or_default();
                    let shorthand = requirement.as_str().map(str::to_owned);
                    known.merge(Requirement {
                        source: text("source"),
                        versions: text("version").or(shorthand).into_iter().collect(),
                    });
                }
            }
            for block in root.get("moved").into_iter().flat_map(each) {
                let text = |key| block.get(key).and_then(Json::as_str).map(str::to_owned);
                self.moves.extend(text("from").zip(text("to")));
            }
            for block in root.get("import").into_iter().flat_map(each) {
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

fn declared(mode: Mode, type_name: &str, name: &str, members: &Members) -> Declared {
    let provider = members.get("provider").and_then(Json::as_str);
    let mut body = body(
        members,
        &["provider", "depends_on", "count", "for_each", "lifecycle", "provisioner", "connection"],
    );
    let mut ignored = BTreeSet::new();
    for lifecycle in members.get("lifecycle").into_iter().flat_map(each) {
        let names = lifecycle.get("ignore_changes").and_then(Json::as_array).into_iter().flatten();
        ignored.extend(names.filter_map(Json::as_str).map(first_name).filter(|name| name != "all"));
        let conditions = ["precondition", "postcondition"].into_iter().filter_map(|key| lifecycle.get(key));
        body.conditions.extend(conditions.map(expression));
        let triggers = lifecycle.get("replace_triggered_by").and_then(Json::as_array).into_iter().flatten();
        body.conditions.extend(triggers.filter_map(Json::as_str).filter_map(|text| text.parse().ok()));
    }
    body.conditions.extend(members.get("count").map(expression));
    Declared {
        mode,
        type_name: type_name.to_owned(),
        name: name.to_owned(),
        provider: provider.map(|text| text.split('.').next().unwrap_or(text).to_owned()),
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
                for block in each(value) {
                    for (name, content) in block {
                        result.nested.extend(each(content).map(|it| dynamic(name, it)));
                    }
                }
            }
            // Arguments that happen to have the name of a meta-argument.
            "_" => result.attributes.extend(each(value).flat_map(|it| body(it, &[]).attributes)),
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
    for part in members.get("content").into_iter().flat_map(each) {
        content.merge(body(part, &[]));
    }
    content.conditions.extend(members.get("labels").map(expression));
    let each = members.get("for_each").map(expression).unwrap_or_else(Expression::null);
    Nested { name: name.to_owned(), each: Some((each, iterator)), body: content }
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
    if !text.contains("${") && !text.contains("%{") {
        return Expression::from(text);
    }
    let Ok(template) = text.parse::<Template>() else { return Expression::from(text) };
    match template.as_single_element() {
        Some(Element::Interpolation(interpolation)) => interpolation.expr.clone(),
        _ => Expression::StringTemplate(template.into_iter().collect::<StringTemplate>()),
    }
}

/// Returns `tags` for `tags["Name"]` and `tags.Name`.
pub(super) fn first_name(path: &str) -> String {
    path.split(['.', '[']).next().unwrap_or(path).to_owned()
}

/// A single block may be written as an object, several as an array.
fn each(json: &Json) -> Box<dyn Iterator<Item = &Members> + '_> {
    match json {
        Json::Object(members) => Box::new(std::iter::once(members)),
        Json::Array(elements) => Box::new(elements.iter().filter_map(Json::as_object)),
        _ => Box::new(std::iter::empty()),
    }
}

fn members(json: Option<&Json>) -> impl Iterator<Item = (&String, &Json)> {
    json.into_iter().flat_map(each).flatten().filter(|(key, _)| *key != "//")
}
