//! Handwritten components, which no SDK would allow.

use super::memory::{Contribution, Manifest, Memory, PAGE, Span};
use std::sync::LazyLock;
use wit_component::{ComponentEncoder, DecodedWasm, embed_component_metadata};

/// The answer of a guest to a request for its resources.
pub enum Answer {
    Contribution(Contribution),
    /// A list of diagnostics.
    Errors(Span),
    /// An answer at this address, whatever it contains.
    At(u32),
}

/// A core module that follows the contract except where a test changes it. Code is in the text format of WebAssembly.
pub struct Guest {
    pub memory: Memory,
    pub manifest: Manifest,
    pub answer: Answer,
    /// Code that runs in each function before it answers.
    pub describe: String,
    pub synth: String,
    pub allocate: String,
    pub after_synth: String,
    /// Pages of memory beyond those with data.
    pub pages: u32,
    /// Additional fields of the module.
    pub more: String,
}

impl Guest {
    /// Creates a correct guest. `answer` writes its contribution to memory.
    pub fn new(answer: impl FnOnce(&mut Memory) -> Contribution) -> Self {
        Self::with(Memory::default(), |memory| Answer::Contribution(answer(memory)))
    }

    /// Creates a guest with a given memory, or with an answer that is not a contribution.
    pub fn with(mut memory: Memory, answer: impl FnOnce(&mut Memory) -> Answer) -> Self {
        let manifest = memory.manifest();
        let answer = answer(&mut memory);
        Self {
            memory,
            manifest,
            answer,
            describe: String::new(),
            synth: String::new(),
            allocate: String::new(),
            after_synth: String::new(),
            pages: 2,
            more: String::new(),
        }
    }

    /// Creates a guest with an empty contribution.
    pub fn empty() -> Self {
        Self::new(|_| Contribution::default())
    }

    /// Creates a guest with a changed manifest.
    pub fn described(change: impl FnOnce(&mut Memory, &mut Manifest)) -> Self {
        let mut guest = Self::empty();
        change(&mut guest.memory, &mut guest.manifest);
        guest
    }

    /// Returns the component.
    pub fn component(mut self) -> Vec<u8> {
        let manifest = self.memory.put(self.manifest.as_flattened());
        let answer = match &self.answer {
            Answer::Contribution(spans) => self.memory.put(&[&[0; 4], spans.as_flattened()].concat()),
            Answer::Errors(list) => self.memory.put(&[&[1, 0, 0, 0], &list[..]].concat()),
            Answer::At(at) => *at,
        };
        // Data from the host is placed after the guest's own data.
        let heap = self.memory.end();
        let pages = heap / PAGE + self.pages;
        let Self { memory, describe, synth, allocate, after_synth, more, .. } = &self;
        let segment = memory.segment();
        let encoding = memory.encoding;
        let parameters = "i32 ".repeat(16);
        let text = format!(
            r#"(module
                (memory (export "memory") {pages})
                (global $heap (mut i32) (i32.const {heap}))
                (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
                    (local $at i32)
                    {allocate}
                    (local.set $at (global.get $heap))
                    (global.set $heap
                        (i32.and (i32.add (i32.add (local.get $at) (local.get 3)) (i32.const 7)) (i32.const -8)))
                    (local.get $at))
                (func $describe (export "{INTERFACE}#describe") (result i32)
                    {describe}
                    (i32.const {manifest}))
                (func $synth (export "{INTERFACE}#synth") (param {parameters}) (result i32)
                    (local $at i32) (local $count i32)
                    {synth}
                    (i32.const {answer}))
                (func (export "cabi_post_{INTERFACE}#synth") (param i32) {after_synth})
                {more}
                {segment})"#
        );
        encode(wat::parse_str(text).unwrap(), encoding)
    }
}

const INTERFACE: &str = "terrace:tier/synthesis@0.1.0";

/// The contract, as encoded in a component of the tests.
static CONTRACT: LazyLock<DecodedWasm> =
    LazyLock::new(|| wit_component::decode(terrace_test_artifacts::FAULTY).unwrap());

fn encode(mut module: Vec<u8>, encoding: wit_component::StringEncoding) -> Vec<u8> {
    let DecodedWasm::Component(contract, world) = &*CONTRACT else { panic!("it is a component") };
    embed_component_metadata(&mut module, contract, *world, encoding).unwrap();
    ComponentEncoder::default().module(&module).unwrap().encode().unwrap()
}
