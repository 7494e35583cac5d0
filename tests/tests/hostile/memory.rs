//! A guest's answer, laid out in its memory as the canonical ABI requires.

use std::fmt::Write;
use wit_component::StringEncoding;

/// The address at which the data begins. The memory before it is zero.
const BASE: u32 = 1024;

/// A string or a list in memory: its address and length, which nothing forces to be true.
pub type Span = [u8; 8];

/// Creates a span with any address and length.
pub fn span(at: u32, length: u32) -> Span {
    let mut span = [0; 8];
    span[..4].copy_from_slice(&at.to_le_bytes());
    span[4..].copy_from_slice(&length.to_le_bytes());
    span
}

/// The spans of a manifest, in the order of `wit/tier.wit`.
pub type Manifest = [Span; 11];
pub const NAME: usize = 0;
pub const VERSION: usize = 1;
pub const SUMMARY: usize = 2;
pub const INPUTS: usize = 3;
pub const OUTPUTS: usize = 4;
pub const PROVIDERS: usize = 5;
pub const TYPES: usize = 6;
pub const ANNOTATIONS: usize = 10;

/// The spans of a contribution, in the order of `wit/tier.wit`.
pub type Contribution = [Span; 10];
pub const RESOURCES: usize = 0;
pub const GIVEN: usize = 8;
pub const WARNINGS: usize = 9;

/// The beginning of a guest's memory.
#[derive(Default)]
pub struct Memory {
    data: Vec<u8>,
    pub encoding: StringEncoding,
}

impl Memory {
    /// Creates a memory whose strings are encoded like this.
    pub fn new(encoding: StringEncoding) -> Self {
        Self { data: Vec::new(), encoding }
    }

    /// Stores a string in the encoding of the component.
    pub fn text(&mut self, text: &str) -> Span {
        match self.encoding {
            StringEncoding::UTF16 => self.units(&text.encode_utf16().collect::<Vec<_>>()),
            _ => self.bytes(text.as_bytes()),
        }
    }

    /// Stores bytes that are claimed to be UTF-8.
    pub fn bytes(&mut self, bytes: &[u8]) -> Span {
        span(self.put(bytes), u32::try_from(bytes.len()).unwrap())
    }

    /// Stores units that are claimed to be UTF-16.
    pub fn units(&mut self, units: &[u16]) -> Span {
        let bytes: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        span(self.put(&bytes), u32::try_from(units.len()).unwrap())
    }

    /// Stores a list of records of one size.
    pub fn list<R: AsRef<[u8]>>(&mut self, records: &[R]) -> Span {
        let bytes: Vec<u8> = records.iter().flat_map(AsRef::as_ref).copied().collect();
        span(self.put(&bytes), u32::try_from(records.len()).unwrap())
    }

    /// Stores a record that consists of strings: a resource, a provider, a named value.
    pub fn record(&mut self, texts: &[&str]) -> Vec<u8> {
        texts.iter().flat_map(|text| self.text(text)).collect()
    }

    /// Stores the declaration of an output.
    pub fn output(&mut self, name: &str, kind: &str) -> Vec<u8> {
        [self.record(&[name, kind, "An output"]), vec![0; 4]].concat()
    }

    /// Stores an error with all its strings.
    pub fn diagnostic(&mut self, texts: [&str; 6]) -> Vec<u8> {
        let [code, summary, optional @ ..] = texts.map(|text| self.text(text));
        let optional = optional.map(|text| [&[1, 0, 0, 0], &text[..]].concat());
        [&[0, 0, 0, 0], &code[..], &summary[..], &optional.concat()].concat()
    }

    /// Stores a correct manifest.
    pub fn manifest(&mut self) -> Manifest {
        let mut manifest = Manifest::default();
        manifest[NAME] = self.text("hostile");
        manifest[VERSION] = self.text("0.1.0");
        manifest[SUMMARY] = self.text("Means harm");
        manifest[INPUTS] = self.text(r#"{"type": "object"}"#);
        let provider = self.record(&["terraform", "terraform.io/builtin/terraform", ""]);
        manifest[PROVIDERS] = self.list(&[provider]);
        let kind = self.text("terraform_data");
        manifest[TYPES] = self.list(&[kind]);
        manifest
    }

    /// Stores the resources of a contribution, each with its name and body.
    pub fn resources(&mut self, resources: &[(&str, &str)]) -> Contribution {
        let mut contribution = Contribution::default();
        let records: Vec<_> =
            resources.iter().map(|(name, body)| self.record(&["terraform_data", name, body])).collect();
        contribution[RESOURCES] = self.list(&records);
        contribution
    }

    /// Stores bytes, and returns their address.
    pub fn put(&mut self, bytes: &[u8]) -> u32 {
        self.data.resize(self.data.len().next_multiple_of(8), 0);
        let at = BASE + u32::try_from(self.data.len()).unwrap();
        self.data.extend(bytes);
        at
    }

    /// Returns the first page boundary after all stored data.
    pub fn end(&self) -> u32 {
        (BASE + u32::try_from(self.data.len()).unwrap()).next_multiple_of(PAGE)
    }

    /// Returns a data segment in the text format of WebAssembly.
    pub fn segment(&self) -> String {
        let bytes = self.data.iter().fold(String::with_capacity(self.data.len()), |mut text, byte| {
            match byte {
                b'"' | b'\\' | ..0x20 | 0x7f.. => write!(text, "\\{byte:02x}").unwrap(),
                _ => text.push(char::from(*byte)),
            }
            text
        });
        format!("(data (i32.const {BASE}) \"{bytes}\")")
    }
}

/// The number of bytes in a page of memory.
pub const PAGE: u32 = 1 << 16;
