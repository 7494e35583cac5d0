//! Reads YAML, and JSON with it, into a tree of [`Node`]s.

use super::node::{Entry, Mapping, Node, NodeValue};
use super::position::Positions;
use super::read_error::ReadError;
use super::scalar;
use crate::model::{Location, SourceId};
use saphyr_parser::{Event, Parser, ScalarStyle, Span, Tag};
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::ControlFlow::{self, Break, Continue};

/// How deep lists and maps may be nested.
const MAX_DEPTH: usize = 100;
/// How many values aliases may add to a file. Without a limit a file of ten lines fills any memory.
const MAX_ALIASED: usize = 100_000;

/// Reads one document. The text must not begin with a byte order mark.
///
/// An error is every problem found: after a syntax error nothing more can be read, but a key that is
/// there twice does not hide what is wrong further down.
pub fn read(source: SourceId, text: &str) -> Result<Node, Vec<ReadError>> {
    let mut builder = Builder {
        positions: Positions::new(source, text),
        frames: Vec::new(),
        anchors: HashMap::new(),
        aliased: 0,
        root: None,
        errors: Vec::new(),
    };
    let mut parser = Parser::new_from_str(text);
    while let Some(next) = parser.next_event() {
        match next {
            Ok((event, span)) => {
                if builder.event(event, &span).is_break() {
                    break;
                }
            }
            Err(error) => {
                let start = builder.positions.offset(error.marker());
                let location = Location { source, range: start..start };
                builder.errors.push(ReadError::Syntax { message: error.info().to_owned(), location });
                break;
            }
        }
    }
    match builder.root {
        Some(root) if builder.errors.is_empty() => Ok(root),
        _ if !builder.errors.is_empty() => Err(builder.errors),
        _ => Err(vec![ReadError::Empty { location: Location { source, range: 0..0 } }]),
    }
}

/// A list or map that is being read.
struct Frame {
    anchor: usize,
    start: Span,
    extent: Extent,
    content: Content,
}

/// How much a value holds, itself included.
#[derive(Debug, Clone, Copy)]
struct Extent {
    values: usize,
    depth: usize,
}

impl Extent {
    const ONE: Self = Self { values: 1, depth: 1 };

    fn hold(&mut self, inner: Self) {
        self.values += inner.values;
        self.depth = self.depth.max(inner.depth + 1);
    }
}

enum Content {
    Sequence(Vec<Node>),
    Mapping { entries: Mapping, merged: Vec<Node>, key: Key },
}

/// What a map is waiting for.
enum Key {
    /// A key.
    None,
    /// The value of this key.
    Text(String, Location),
    /// The value of `<<`.
    Merge(Location),
    /// The value of a key that was refused.
    Refused(Location),
}

struct Builder<'a> {
    positions: Positions<'a>,
    frames: Vec<Frame>,
    /// Anchored values. One that is not complete yet is not there.
    anchors: HashMap<usize, (Node, Extent)>,
    aliased: usize,
    root: Option<Node>,
    errors: Vec<ReadError>,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, span: &Span) -> ControlFlow<()> {
        match event {
            Event::DocumentStart(_) if self.root.is_some() => {
                let location = self.positions.location(span);
                self.errors.push(ReadError::SeveralDocuments { location });
                return Break(());
            }
            Event::Scalar(text, style, anchor, tag) => {
                let location = match style {
                    ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => self.positions.quoted(span),
                    _ => self.positions.location(span),
                };
                self.scalar(text, style, tag.as_deref(), anchor, location);
            }
            Event::SequenceStart(anchor, tag) => {
                self.tag_of_collection(tag.as_deref(), "seq", span);
                return self.open(anchor, span, Content::Sequence(Vec::new()));
            }
            Event::MappingStart(anchor, tag) => {
                self.tag_of_collection(tag.as_deref(), "map", span);
                let content =
                    Content::Mapping { entries: Mapping::new(), merged: Vec::new(), key: Key::None };
                return self.open(anchor, span, content);
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Alias(anchor) => return self.alias(anchor, span),
            _ => {}
        }
        Continue(())
    }

    fn scalar(
        &mut self,
        text: Cow<'_, str>,
        style: ScalarStyle,
        tag: Option<&Tag>,
        anchor: usize,
        location: Location,
    ) {
        if self.wants_key() {
            let plain = style == ScalarStyle::Plain && tag.is_none();
            let key = if plain && text == "<<" {
                Key::Merge(location)
            } else if plain && (text.is_empty() || text == "~") {
                self.errors.push(ReadError::Key { location: location.clone() });
                Key::Refused(location)
            } else {
                if anchor > 0 {
                    let value = NodeValue::String(text.clone().into_owned());
                    self.anchors.insert(anchor, (Node { value, location: location.clone() }, Extent::ONE));
                }
                Key::Text(text.into_owned(), location)
            };
            self.set_key(key);
            return;
        }
        let value = self.scalar_value(text, style, tag, &location).unwrap_or(NodeValue::Null);
        self.add(Node { value, location }, anchor, Extent::ONE);
    }

    fn scalar_value(
        &mut self,
        text: Cow<'_, str>,
        style: ScalarStyle,
        tag: Option<&Tag>,
        location: &Location,
    ) -> Option<NodeValue> {
        let Some(tag) = tag else {
            return if style == ScalarStyle::Plain {
                self.plain(&text, location)
            } else {
                Some(NodeValue::String(text.into_owned()))
            };
        };
        let is_non_specific = tag.handle.is_empty() && tag.suffix == "!";
        if is_non_specific || (tag.is_yaml_core_schema() && tag.suffix == "str") {
            return Some(NodeValue::String(text.into_owned()));
        }
        let known = tag.is_yaml_core_schema()
            && matches!(tag.suffix.as_str(), "null" | "bool" | "int" | "float" | "map" | "seq");
        let name = tag_name(tag);
        if !known {
            self.errors.push(ReadError::Tag { tag: name, location: location.clone() });
            return None;
        }
        let value = self.plain(&text, location)?;
        let fits = match (tag.suffix.as_str(), &value) {
            ("null", NodeValue::Null) | ("bool", NodeValue::Bool(_)) | ("float", NodeValue::Number(_)) => {
                true
            }
            ("int", NodeValue::Number(number)) => !number.as_str().contains(['.', 'e', 'E']),
            _ => false,
        };
        if fits {
            return Some(value);
        }
        self.errors.push(ReadError::TagMismatch { tag: name, location: location.clone() });
        None
    }

    fn plain(&mut self, text: &str, location: &Location) -> Option<NodeValue> {
        match scalar::resolve(text) {
            Ok(value) => Some(value),
            Err(reason) => {
                let text = text.to_owned();
                self.errors.push(ReadError::Number { text, reason, location: location.clone() });
                None
            }
        }
    }

    fn tag_of_collection(&mut self, tag: Option<&Tag>, name: &str, span: &Span) {
        let Some(tag) = tag else { return };
        if tag.is_yaml_core_schema() && tag.suffix == name {
            return;
        }
        let location = self.positions.location(span);
        let tag = tag_name(tag);
        self.errors.push(ReadError::Tag { tag, location });
    }

    fn open(&mut self, anchor: usize, span: &Span, content: Content) -> ControlFlow<()> {
        let location = self.positions.location(span);
        if self.frames.len() >= MAX_DEPTH {
            self.errors.push(ReadError::TooDeep { limit: MAX_DEPTH, location });
            return Break(());
        }
        if self.wants_key() {
            // The value that follows cannot be told from the key's own parts without reading them.
            self.errors.push(ReadError::Key { location });
            return Break(());
        }
        self.frames.push(Frame { anchor, start: *span, extent: Extent::ONE, content });
        Continue(())
    }

    fn close(&mut self, span: &Span) {
        let Some(frame) = self.frames.pop() else { return };
        let mut location = self.positions.collection(&frame.start, span);
        let over_several_lines = span.start.line() > frame.start.start.line();
        if over_several_lines && let Some(key) = self.pending_key() {
            location = key.clone();
        }
        let value = match frame.content {
            Content::Sequence(items) => NodeValue::Sequence(items),
            Content::Mapping { mut entries, merged, .. } => {
                for node in merged {
                    if let NodeValue::Mapping(others) = node.value {
                        for (key, entry) in others {
                            entries.entry(key).or_insert(entry);
                        }
                    }
                }
                NodeValue::Mapping(entries)
            }
        };
        self.add(Node { value, location }, frame.anchor, frame.extent);
    }

    fn alias(&mut self, anchor: usize, span: &Span) -> ControlFlow<()> {
        let location = self.positions.location(span);
        let Some((node, extent)) = self.anchors.get(&anchor) else {
            self.errors.push(ReadError::CyclicAlias { location });
            return Break(());
        };
        let extent = *extent;
        self.aliased += extent.values;
        if self.aliased > MAX_ALIASED {
            self.errors.push(ReadError::TooManyAliases { limit: MAX_ALIASED, location });
            return Break(());
        }
        if self.frames.len() + extent.depth > MAX_DEPTH {
            self.errors.push(ReadError::TooDeep { limit: MAX_DEPTH, location });
            return Break(());
        }
        let node = node.clone();
        if self.wants_key() {
            let key = match node.value {
                NodeValue::String(text) => Key::Text(text, location),
                _ => {
                    self.errors.push(ReadError::Key { location: location.clone() });
                    Key::Refused(location)
                }
            };
            self.set_key(key);
        } else {
            self.add(node, 0, extent);
        }
        Continue(())
    }

    fn wants_key(&self) -> bool {
        matches!(self.frames.last(), Some(Frame { content: Content::Mapping { key: Key::None, .. }, .. }))
    }

    fn set_key(&mut self, new: Key) {
        if let Some(Frame { content: Content::Mapping { key, .. }, .. }) = self.frames.last_mut() {
            *key = new;
        }
    }

    fn pending_key(&self) -> Option<&Location> {
        match self.frames.last()?.content {
            Content::Mapping {
                key: Key::Text(_, ref at) | Key::Merge(ref at) | Key::Refused(ref at),
                ..
            } => Some(at),
            _ => None,
        }
    }

    /// Puts a complete value where it belongs.
    fn add(&mut self, mut node: Node, anchor: usize, extent: Extent) {
        if node.location.range.is_empty()
            && let Some(key) = self.pending_key()
        {
            node.location = key.clone();
        }
        if anchor > 0 {
            self.anchors.insert(anchor, (node.clone(), extent));
        }
        let Some(frame) = self.frames.last_mut() else {
            self.root = Some(node);
            return;
        };
        frame.extent.hold(extent);
        match &mut frame.content {
            Content::Sequence(items) => items.push(node),
            Content::Mapping { entries, merged, key } => match std::mem::replace(key, Key::None) {
                Key::Text(key, location) => match entries.get(&key) {
                    Some(first) => {
                        let first = first.key.clone();
                        self.errors.push(ReadError::DuplicateKey { key, location, first });
                    }
                    None => {
                        entries.insert(key, Entry { key: location, value: node });
                    }
                },
                Key::Merge(_) => match node.value {
                    NodeValue::Mapping(_) => merged.push(node),
                    NodeValue::Sequence(items) if items.iter().all(|item| item.as_mapping().is_some()) => {
                        merged.extend(items);
                    }
                    _ => self.errors.push(ReadError::Merge { location: node.location }),
                },
                Key::Refused(_) | Key::None => {}
            },
        }
    }
}

fn tag_name(tag: &Tag) -> String {
    if tag.is_yaml_core_schema() {
        format!("!!{}", tag.suffix)
    } else {
        format!("{}{}", tag.handle, tag.suffix)
    }
}
