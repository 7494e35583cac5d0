//! The layout of a configuration's JSON.
//!
//! The text is a sequence of pieces. Most of it is the bodies of blocks, and each is a separate piece, so that they
//! can be printed in parallel.

use super::configuration::{Block, Configuration};
use crate::model::{Address, BlockKind};
use serde_json::{Map, Value, json};

/// A piece of the text.
#[derive(Debug)]
pub(super) enum Piece<'a> {
    /// Text that is printed as it is.
    Text(String),
    /// A value whose members are indented to this depth.
    Value(&'a Value, usize),
    /// The body of a block, with its origin.
    Block(&'a Block, usize),
    /// The origin of a block.
    Origin(&'a Block, usize),
    /// An object whose members are indented to this depth.
    Object(&'a Map<String, Value>, usize),
    /// A value that exists only here.
    Owned(Value, usize),
}

/// Returns the pieces of a configuration, in order. Labels without blocks are omitted, because Terraform rejects them.
pub(super) fn pieces(configuration: &Configuration) -> Vec<Piece<'_>> {
    let mut layout = Layout { pieces: Vec::new(), open: Vec::new() };
    layout.begin(None);
    // The sections are sorted by their keys.
    if let Some(remark) = &configuration.remark {
        layout.member("//", |depth| Piece::Value(remark, depth));
    }
    layout.named(configuration, BlockKind::Check);
    layout.typed(configuration, BlockKind::Data);
    layout.typed(configuration, BlockKind::Ephemeral);
    layout.locals(configuration);
    layout.named(configuration, BlockKind::Module);
    if !configuration.moved.is_empty() {
        let moved = configuration.moved.iter().map(|(from, to)| json!({ "from": from, "to": to })).collect();
        layout.member("moved", |depth| Piece::Owned(moved, depth));
    }
    layout.bodies("output", configuration.outputs.iter());
    if !configuration.providers.is_empty() {
        let providers = providers(configuration);
        layout.member("provider", |depth| Piece::Owned(providers, depth));
    }
    if !configuration.removed.is_empty() {
        let removed = configuration.removed.iter();
        let removed =
            removed.map(|(from, destroy)| json!({ "from": from, "lifecycle": { "destroy": destroy } }));
        let removed = removed.collect();
        layout.member("removed", |depth| Piece::Owned(removed, depth));
    }
    layout.typed(configuration, BlockKind::Resource);
    let terraform = terraform(configuration);
    if terraform != json!({}) {
        layout.member("terraform", |depth| Piece::Owned(terraform, depth));
    }
    layout.bodies("variable", configuration.variables.iter());
    layout.end();
    layout.pieces.push(Piece::Text("\n".to_owned()));
    layout.pieces
}

struct Layout<'a> {
    pieces: Vec<Piece<'a>>,
    /// For each open object, whether it has a member.
    open: Vec<bool>,
}

impl<'a> Layout<'a> {
    /// Opens an object, as a member of the enclosing one.
    fn begin(&mut self, key: Option<&str>) {
        let text = key.map(|key| self.key(key)).unwrap_or_default();
        self.pieces.push(Piece::Text(text + "{"));
        self.open.push(false);
    }

    fn end(&mut self) {
        let filled = self.open.pop().unwrap_or_default();
        let text = if filled { format!("\n{}}}", "  ".repeat(self.open.len())) } else { "}".to_owned() };
        self.pieces.push(Piece::Text(text));
    }

    fn member(&mut self, key: &str, piece: impl FnOnce(usize) -> Piece<'a>) {
        let text = self.key(key);
        self.pieces.push(Piece::Text(text));
        self.pieces.push(piece(self.open.len() + 1));
    }

    /// Returns the text before a member's value.
    fn key(&mut self, key: &str) -> String {
        let depth = self.open.len();
        let filled = self.open.last_mut().map(|filled| std::mem::replace(filled, true)).unwrap_or_default();
        let comma = if filled { "," } else { "" };
        let mut text = format!("{comma}\n{}", "  ".repeat(depth));
        super::print::string(key, &mut text);
        text + ": "
    }

    fn typed(&mut self, configuration: &'a Configuration, kind: BlockKind) {
        let mut last: Option<&str> = None;
        for (address, block) in of_kind(configuration, kind) {
            match last {
                None => self.begin(Some(kind.key())),
                Some(last) if last != address.type_name => self.end(),
                Some(_) => {}
            }
            if last != Some(address.type_name.as_str()) {
                self.begin(Some(&address.type_name));
                last = Some(&address.type_name);
            }
            self.member(&address.name, |depth| Piece::Block(block, depth));
        }
        if last.is_some() {
            self.end();
            self.end();
        }
    }

    fn named(&mut self, configuration: &'a Configuration, kind: BlockKind) {
        let mut blocks = of_kind(configuration, kind).peekable();
        if blocks.peek().is_some() {
            self.begin(Some(kind.key()));
            for (address, block) in blocks {
                self.member(&address.name, |depth| Piece::Block(block, depth));
            }
            self.end();
        }
    }

    fn bodies(
        &mut self,
        key: &str,
        bodies: impl ExactSizeIterator<Item = (&'a String, &'a Map<String, Value>)>,
    ) {
        if bodies.len() > 0 {
            self.begin(Some(key));
            for (name, body) in bodies {
                self.member(name, |depth| Piece::Object(body, depth));
            }
            self.end();
        }
    }

    fn locals(&mut self, configuration: &'a Configuration) {
        let locals: Vec<_> = of_kind(configuration, BlockKind::Local).collect();
        if locals.is_empty() {
            return;
        }
        self.begin(Some(BlockKind::Local.key()));
        self.begin(Some("//"));
        for (address, block) in &locals {
            self.member(&address.name, |depth| Piece::Origin(block, depth));
        }
        self.end();
        for (address, block) in locals {
            self.member(&address.name, |depth| Piece::Value(&block.body, depth));
        }
        self.end();
    }
}

/// Returns the smallest address of a kind.
fn first(kind: BlockKind) -> Address {
    Address::named(kind, "")
}

fn of_kind(configuration: &Configuration, kind: BlockKind) -> impl Iterator<Item = (&Address, &Block)> {
    configuration.blocks.range(first(kind)..).take_while(move |(address, _)| address.kind == kind)
}

fn providers(configuration: &Configuration) -> Value {
    let with_alias = |(alias, body): (&Option<String>, &Map<String, Value>)| {
        let mut body = body.clone();
        if let Some(alias) = alias {
            body.insert("alias".to_owned(), alias.as_str().into());
        }
        Value::Object(body)
    };
    let providers = configuration.providers.iter();
    let providers = providers.map(|(name, configurations)| {
        (name.clone(), Value::Array(configurations.iter().map(with_alias).collect()))
    });
    Value::Object(providers.collect())
}

fn terraform(configuration: &Configuration) -> Value {
    let mut terraform = Map::new();
    match &configuration.backend {
        Some((cloud, body)) if cloud == "cloud" => {
            terraform.insert("cloud".to_owned(), Value::Object(body.clone()));
        }
        Some((label, body)) => {
            terraform.insert("backend".to_owned(), json!({ label.as_str(): body }));
        }
        None => {}
    }
    let providers = configuration.required_providers.iter().map(|(name, required)| {
        let mut body = Map::new();
        body.insert("source".to_owned(), required.source.as_str().into());
        if !required.version.is_any() {
            body.insert("version".to_owned(), required.version.to_string().into());
        }
        (name.clone(), Value::Object(body))
    });
    let providers: Map<String, Value> = providers.collect();
    if !providers.is_empty() {
        terraform.insert("required_providers".to_owned(), Value::Object(providers));
    }
    if let Some(version) = &configuration.required_version {
        terraform.insert("required_version".to_owned(), version.as_str().into());
    }
    Value::Object(terraform)
}
