//! Components made by hand, because no SDK would let them be.

use super::memory::{Contribution, Manifest, Memory, PAGE, Span};
use std::sync::LazyLock;
use wit_component::{ComponentEncoder, DecodedWasm, embed_component_metadata};

/// What a guest answers when it is asked for its resources.
pub enum Answer {
    Contribution(Contribution),
    /// A list of diagnostics.
    Errors(Span),
    /// The answer is wherever this says.
    At(u32),
}

/// A core module that keeps the contract but where a test says otherwise. Code is in the text form of WebAssembly.
pub struct Guest {
    pub memory: Memory,
    pub manifest: Manifest,
    pub answer: Answer,
    /// What runs in each function before it answers.
    pub describe: String,
    pub synth: String,
    pub allocate: String,
    pub after_synth: String,
    /// Pages of memory beyond what the data takes.
    pub pages: u32,
    /// More of the module.
    pub more: String,
}

impl Guest {
    /// A guest with which nothing is wrong. `answer` is what it makes in its memory.
    pub fn new(answer: impl FnOnce(&mut Memory) -> Contribution) -> Self {
        Self::with(Memory::default(), |memory| Answer::Contribution(answer(memory)))
    }

    /// The same, where the memory is made already, or the answer is no contribution.
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

    /// A guest that contributes nothing.
    pub fn empty() -> Self {
        Self::new(|_| Contribution::default())
    }

    /// A guest whose manifest is changed.
    pub fn described(change: impl FnOnce(&mut Memory, &mut Manifest)) -> Self {
        let mut guest = Self::empty();
        change(&mut guest.memory, &mut guest.manifest);
        guest
    }

    /// The component.
    pub fn component(mut self) -> Vec<u8> {
        let manifest = self.memory.put(self.manifest.as_flattened());
        let answer = match &self.answer {
            Answer::Contribution(spans) => self.memory.put(&[&[0; 4], spans.as_flattened()].concat()),
            Answer::Errors(list) => self.memory.put(&[&[1, 0, 0, 0], &list[..]].concat()),
            Answer::At(at) => *at,
        };
        // What the host hands over goes behind the data.
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

/// The contract, as a component of the tests has it.
static CONTRACT: LazyLock<DecodedWasm> =
    LazyLock::new(|| wit_component::decode(terrace_test_artifacts::FAULTY).unwrap());

fn encode(mut module: Vec<u8>, encoding: wit_component::StringEncoding) -> Vec<u8> {
    let DecodedWasm::Component(contract, world) = &*CONTRACT else { panic!("it is a component") };
    embed_component_metadata(&mut module, contract, *world, encoding).unwrap();
    ComponentEncoder::default().module(&module).unwrap().encode().unwrap()
}
