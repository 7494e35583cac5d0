//! Reads a module in Terraform's native syntax.

use std::collections::BTreeSet;

use hcl_edit::expr::{Expression, Object};
use hcl_edit::structure::{Block, Body as HclBody};
use terrace_schema::provider_schema::Kind;
use terrace_schema::syntax::key_name;

use super::json::first_name;
use super::module::{Body, Call, Declaration, Module, Nested, Requirement};

impl Module {
    /// Adds the declarations of a file in native syntax.
    pub(crate) fn add_hcl(&mut self, root: &HclBody) {
        for block in root.blocks() {
            let labels: Vec<_> = block.labels.iter().map(|label| label.as_str().to_owned()).collect();
            match (block.ident.as_str(), labels.as_slice()) {
                ("resource", [type_name, name]) => {
                    self.blocks.push(declared(Kind::Resource, type_name, name, &block.body))
                }
                ("data", [type_name, name]) => {
                    self.blocks.push(declared(Kind::Data, type_name, name, &block.body))
                }
                ("ephemeral", [type_name, name]) => {
                    self.blocks.push(declared(Kind::Ephemeral, type_name, name, &block.body));
                }
                ("provider", [name]) => {
                    self.providers.push((name.clone(), body(&block.body, &["alias", "version"])))
                }
                ("locals", []) => {
                    let locals = block.body.attributes();
                    self.locals.extend(locals.map(|it| (it.key.as_str().to_owned(), it.value.clone())));
                }
                ("module", [name]) => {
                    let source = text(&block.body, "source").unwrap_or_default();
                    self.calls.push(Call { name: name.clone(), source });
                    let arguments = body(&block.body, &["source", "version", "providers", "depends_on"]);
                    self.expressions.extend(arguments.everything());
                }
                ("terraform", []) => self.require(&block.body),
                ("moved" | "import", []) => {
                    self.expressions.extend(body(&block.body, &["from", "to"]).everything())
                }
                ("check", [_]) => {
                    for nested in block.body.blocks() {
                        match nested.labels.as_slice() {
                            [type_name, name] if nested.ident.as_str() == "data" => {
                                let (type_name, name) = (type_name.as_str(), name.as_str());
                                self.blocks.push(declared(Kind::Data, type_name, name, &nested.body));
                            }
                            _ => self.expressions.extend(body(&nested.body, &[]).everything()),
                        }
                    }
                }
                _ => self.expressions.extend(body(&block.body, &["type"]).everything()),
            }
        }
    }

    fn require(&mut self, terraform: &HclBody) {
        let required = terraform.blocks().filter(|block| block.ident.as_str() == "required_providers");
        for requirement in required.flat_map(|block| block.body.attributes()) {
            let (source, version) = match &requirement.value {
                Expression::Object(object) => (member(object, "source"), member(object, "version")),
                value => (None, value.as_str().map(str::to_owned)),
            };
            let known = self.requirements.entry(requirement.key.as_str().to_owned()).or_default();
            known.merge(Requirement { source, versions: version.into_iter().collect() });
        }
    }
}

fn declared(kind: Kind, type_name: &str, name: &str, content: &HclBody) -> Declaration {
    let mut own = body(content, kind.meta_arguments());
    let mut ignored = BTreeSet::new();
    for lifecycle in content.blocks().filter(|block| block.ident.as_str() == "lifecycle") {
        for attribute in lifecycle.body.attributes() {
            match (attribute.key.as_str(), &attribute.value) {
                ("ignore_changes", Expression::Array(names)) => {
                    ignored.extend(names.iter().map(|name| first_name(name.to_string().trim())));
                }
                ("replace_triggered_by", value) => own.conditions.push(value.clone()),
                _ => {}
            }
        }
        own.conditions.extend(lifecycle.body.blocks().flat_map(|block| body(&block.body, &[]).everything()));
    }
    own.conditions.extend(content.get_attribute("count").map(|count| count.value.clone()));
    let provider = content.get_attribute("provider").map(|it| it.value.to_string().trim().to_owned());
    Declaration {
        kind,
        type_name: type_name.to_owned(),
        name: name.to_owned(),
        provider,
        each: content.get_attribute("for_each").map(|each| each.value.clone()),
        ignored,
        provisioned: content.blocks().any(|block| block.ident.as_str() == "provisioner"),
        body: own,
    }
}

fn body(content: &HclBody, meta: &[&str]) -> Body {
    let attributes = content.attributes().filter(|it| !meta.contains(&it.key.as_str()));
    let blocks = content.blocks().filter(|block| !meta.contains(&block.ident.as_str()));
    Body {
        attributes: attributes.map(|it| (it.key.as_str().to_owned(), it.value.clone())).collect(),
        nested: blocks.map(nested).collect(),
        conditions: Vec::new(),
    }
}

fn nested(block: &Block) -> Nested {
    let label = block.labels.first().map(|label| label.as_str().to_owned());
    let Some(name) = label.filter(|_| block.ident.as_str() == "dynamic") else {
        return Nested { name: block.ident.as_str().to_owned(), each: None, body: body(&block.body, &[]) };
    };
    let value = |key| block.body.get_attribute(key).map(|it| it.value.clone());
    let iterator = value("iterator").map_or_else(|| name.clone(), |it| it.to_string().trim().to_owned());
    let mut content = Body::default();
    for part in block.body.blocks().filter(|part| part.ident.as_str() == "content") {
        content.merge(body(&part.body, &[]));
    }
    Nested { name, each: Some((value("for_each").unwrap_or_else(Expression::null), iterator)), body: content }
}

fn text(body: &HclBody, name: &str) -> Option<String> {
    body.get_attribute(name)?.value.as_str().map(str::to_owned)
}

fn member(object: &Object, name: &str) -> Option<String> {
    object.iter().find(|(key, _)| key_name(key) == Some(name))?.1.expr().as_str().map(str::to_owned)
}
