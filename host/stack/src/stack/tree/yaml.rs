//! Reads YAML, including JSON, into a tree of [`Node`]s.

use super::node::{Entry, Mapping, Node, NodeValue};
use super::position::Positions;
use super::tag::{self, TagError};
use super::{scalar, syntax};
use crate::stack::error::ReadError;
use saphyr_parser::{Event, Parser, ScalarStyle, Span, Tag};
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::ControlFlow::{self, Break, Continue};
use terrace_core::model::{Location, SourceId};

/// The maximum nesting depth of lists and maps.
pub(super) const MAX_DEPTH: usize = 100;
/// The maximum number of values that aliases can add. Without a limit, a file of ten lines can exhaust all memory.
const MAX_ALIASED_VALUES: usize = 100_000;
/// The maximum size of the strings in those values. A string counts for each alias to it.
const MAX_ALIASED_BYTES: usize = 16 << 20;
/// The maximum number of errors per file. Reading stops there, and the rest appears when these are fixed.
pub(super) const MAX_ERRORS: usize = 100;
/// The maximum number of values in a file. Each takes a few hundred bytes, however short it is.
pub(super) const MAX_VALUES: usize = 1_000_000;

/// Reads one document. The text must not begin with a byte order mark.
///
/// Returns all errors found: nothing is read after a syntax error, but a duplicate key does not hide errors further
/// down.
pub fn read(source: SourceId, text: &str) -> Result<Node, Vec<ReadError>> {
    let mut builder = Builder {
        positions: Positions::new(source, text),
        frames: Vec::new(),
        anchors: HashMap::new(),
        aliased: Extent { values: 0, bytes: 0, depth: 0 },
        values: 0,
        root: None,
        errors: Vec::new(),
    };
    let mut parser = Parser::new_from_str(text);
    while let Some(next) = parser.next_event() {
        match next {
            Ok((event, span)) => {
                if builder.event(event, &span).is_break() || builder.errors.len() >= MAX_ERRORS {
                    break;
                }
            }
            Err(error) => {
                let start = builder.positions.offset(error.marker());
                let (range, hint) = match syntax::cause(text, start, error.info()) {
                    Some(cause) => (cause.range, Some(cause.hint)),
                    None => (start..start, None),
                };
                let (message, location) = (error.info().to_owned(), Location { source, range });
                builder.errors.push(ReadError::Syntax { message, location, hint });
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

/// The size of a value and everything in it.
#[derive(Debug, Clone, Copy)]
struct Extent {
    values: usize,
    /// The total size of its strings and keys.
    bytes: usize,
    depth: usize,
}

impl Extent {
    const ONE: Self = Self::text(0);

    /// Returns the extent of a string of this length.
    const fn text(bytes: usize) -> Self {
        Self { values: 1, bytes, depth: 1 }
    }

    fn hold(&mut self, inner: Self) {
        self.values += inner.values;
        self.bytes += inner.bytes;
        self.depth = self.depth.max(inner.depth + 1);
    }
}

enum Content {
    Sequence(Vec<Node>),
    Mapping { entries: Mapping, merged: Vec<Node>, key: Key },
}

/// The state of a map that is being read.
enum Key {
    /// The next value is a key.
    None,
    /// The next value belongs to this key.
    Text(String, Location),
    /// The next value belongs to `<<`.
    Merge(Location),
    /// The next value belongs to a key that was rejected.
    Refused(Location),
}

struct Builder<'a> {
    positions: Positions<'a>,
    frames: Vec<Frame>,
    /// Values with anchors. A value is only added once it is complete.
    anchors: HashMap<usize, (Node, Extent)>,
    /// The total extent of everything that aliases have added so far.
    aliased: Extent,
    /// The number of values written in the file.
    values: usize,
    root: Option<Node>,
    errors: Vec<ReadError>,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, span: &Span) -> ControlFlow<()> {
        self.values += 1;
        if self.values > MAX_VALUES {
            let location = self.positions.location(span);
            self.errors.push(ReadError::TooManyValues { limit: MAX_VALUES, location });
            return Break(());
        }
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
                return self.scalar(text, style, tag.as_deref(), anchor, location);
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
            Event::SequenceEnd | Event::MappingEnd => return self.close(span),
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
    ) -> ControlFlow<()> {
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
                    let extent = Extent::text(text.len());
                    self.charge(extent, &location)?;
                    self.anchors.insert(anchor, (Node { value, location: location.clone() }, extent));
                }
                Key::Text(text.into_owned(), location)
            };
            self.set_key(key);
            return Continue(());
        }
        let extent = Extent::text(text.len());
        let value = self.scalar_value(text, style, tag, &location).unwrap_or(NodeValue::Null);
        self.add(Node { value, location }, anchor, extent)
    }

    /// Returns the value of a scalar, or adds an error.
    fn scalar_value(
        &mut self,
        text: Cow<'_, str>,
        style: ScalarStyle,
        tag: Option<&Tag>,
        location: &Location,
    ) -> Option<NodeValue> {
        let value = match tag {
            Some(tag) => tag::value(tag, text.clone()),
            None if style == ScalarStyle::Plain => scalar::resolve(&text).map_err(TagError::Scalar),
            None => return Some(NodeValue::String(text.into_owned())),
        };
        let location = location.clone();
        let shown = || tag.map(tag::shown).unwrap_or_default();
        let problem = match value {
            Ok(value) => return Some(value),
            Err(TagError::Unknown) => ReadError::Tag { tag: shown(), location },
            Err(TagError::Mismatch) => ReadError::TagMismatch { tag: shown(), location },
            Err(TagError::Scalar(reason)) => ReadError::Number { text: text.into_owned(), reason, location },
        };
        self.errors.push(problem);
        None
    }

    fn tag_of_collection(&mut self, tag: Option<&Tag>, name: &str, span: &Span) {
        let Some(tag) = tag else { return };
        if tag::is_core(tag, name) {
            return;
        }
        let location = self.positions.location(span);
        let tag = tag::shown(tag);
        self.errors.push(ReadError::Tag { tag, location });
    }

    fn open(&mut self, anchor: usize, span: &Span, content: Content) -> ControlFlow<()> {
        let location = self.positions.location(span);
        if self.frames.len() >= MAX_DEPTH {
            self.errors.push(ReadError::TooDeep { limit: MAX_DEPTH, location });
            return Break(());
        }
        if self.wants_key() {
            // The end of the key cannot be found without reading it, so reading stops here.
            self.errors.push(ReadError::Key { location });
            return Break(());
        }
        self.frames.push(Frame { anchor, start: *span, extent: Extent::ONE, content });
        Continue(())
    }

    fn close(&mut self, span: &Span) -> ControlFlow<()> {
        let Some(frame) = self.frames.pop() else { return Continue(()) };
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
        self.add(Node { value, location }, frame.anchor, frame.extent)
    }

    fn alias(&mut self, anchor: usize, span: &Span) -> ControlFlow<()> {
        let location = self.positions.location(span);
        let Some(extent) = self.anchors.get(&anchor).map(|(_, extent)| *extent) else {
            self.errors.push(ReadError::CyclicAlias { location });
            return Break(());
        };
        if self.charge(extent, &location).is_break() {
            return Break(());
        }
        if self.frames.len() + extent.depth > MAX_DEPTH {
            self.errors.push(ReadError::TooDeep { limit: MAX_DEPTH, location });
            return Break(());
        }
        let Some((node, _)) = self.anchors.get(&anchor).cloned() else { return Continue(()) };
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
            self.add(node, 0, extent)?;
        }
        Continue(())
    }

    /// Adds to the total of what is not written in the file: values added by aliases, and copies of anchored values.
    fn charge(&mut self, extent: Extent, location: &Location) -> ControlFlow<()> {
        self.aliased.hold(extent);
        let location = location.clone();
        let error = if self.aliased.values > MAX_ALIASED_VALUES {
            ReadError::TooManyAliases { limit: MAX_ALIASED_VALUES, location }
        } else if self.aliased.bytes > MAX_ALIASED_BYTES {
            ReadError::TooLongAliases { limit: MAX_ALIASED_BYTES as u64, location }
        } else {
            return Continue(());
        };
        self.errors.push(error);
        Break(())
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

    /// Adds a complete value to the list or map that is being read.
    fn add(&mut self, mut node: Node, anchor: usize, extent: Extent) -> ControlFlow<()> {
        if node.location.range.is_empty()
            && let Some(key) = self.pending_key()
        {
            node.location = key.clone();
        }
        if anchor > 0 {
            self.charge(extent, &node.location)?;
            self.anchors.insert(anchor, (node.clone(), extent));
        }
        let Some(frame) = self.frames.last_mut() else {
            self.root = Some(node);
            return Continue(());
        };
        frame.extent.hold(extent);
        if let Content::Mapping { key: Key::Text(key, _), .. } = &frame.content {
            frame.extent.bytes += key.len();
        }
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
        Continue(())
    }
}
