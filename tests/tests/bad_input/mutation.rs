//! Stack files and overlays with arbitrary damage: the result is a configuration, or errors that can be shown.

use crate::under_test;
use proptest::prelude::*;
use std::sync::LazyLock;
use terrace_core::model::{Diagnostic, Limits, Sources};
use terrace_core::render;
use terrace_engine::{Cache, Engine};
use terrace_project::resolve::Resolution;
use terrace_stack::stack::{self, Text};
use terrace_tests::program::repository;

const OVERLAY: &str = "\
environment: test
variables: { primary_region: { default: eu-west-1 } }
providers: { aws: { version: \"~> 6.0\", configuration: { default_tags: [{ tags: { Team: web } }] } } }
tags: { Project: \"${terrace.environment}\" }
tiers:
  network:
    inputs: { nat: single, private_subnets: 3, public_subnets: 2 }
    region_inputs: { primary: { public_subnets: null } }
  compute: { regions: [primary], inputs: { dns: null, user_data: \"%{ if true }a%{ endif }\" } }
outputs: { url: null, role: \"${tier.iam.instance_profile_name}\" }
";

static BASE: LazyLock<String> = LazyLock::new(|| {
    let text = std::fs::read_to_string(repository().join("examples/three-tier/terrace.yaml")).unwrap();
    text.replace("environment: production", "environment: test")
});

static ENGINE: LazyLock<Engine> =
    LazyLock::new(|| Engine::new(Some(Cache::new(under_test::cache())), Limits::default()));

/// A kind of damage, at a position given as a fraction of the text.
#[derive(Debug, Clone)]
enum Damage {
    Remove(usize),
    RemoveLine,
    RepeatLine,
    Insert(String),
    Overwrite(String),
}

fn damage() -> impl Strategy<Value = (f64, Damage)> {
    let pieces = vec![
        "${",
        "}",
        "$${",
        "%{ for",
        "\"",
        "'",
        "[",
        "]",
        "{",
        ": ",
        "\n",
        "  ",
        "- ",
        "null",
        "5",
        "-1",
        "true",
        "é",
        "~",
        "&a ",
        "*a",
        "<<: ",
        "!x ",
        "tier.network",
        "[\"primary\"]",
        "var.",
        ".",
        "regions",
        "all",
        "$expr: ",
    ];
    let piece = prop::sample::select(pieces).prop_map(str::to_owned);
    let damage = prop_oneof![
        (1usize..8).prop_map(Damage::Remove),
        Just(Damage::RemoveLine),
        Just(Damage::RepeatLine),
        piece.clone().prop_map(Damage::Insert),
        piece.prop_map(Damage::Overwrite),
        any::<char>().prop_map(|c| Damage::Insert(c.to_string())),
    ];
    (0.0..1.0, damage)
}

fn damaged(text: &str, damages: &[(f64, Damage)]) -> String {
    let mut text: Vec<char> = text.chars().collect();
    for (share, damage) in damages {
        if text.is_empty() {
            break;
        }
        let at = ((text.len() as f64) * share) as usize;
        let line = text[..at].iter().rposition(|c| *c == '\n').map_or(0, |at| at + 1);
        let end = text[at..].iter().position(|c| *c == '\n').map_or(text.len(), |length| at + length + 1);
        match damage {
            Damage::Remove(count) => drop(text.drain(at..(at + count).min(text.len()))),
            Damage::RemoveLine => drop(text.drain(line..end)),
            Damage::RepeatLine => {
                let copy = text[line..end].to_vec();
                text.splice(end..end, copy);
            }
            Damage::Insert(piece) => drop(text.splice(at..at, piece.chars())),
            Damage::Overwrite(piece) => {
                let end = (at + piece.chars().count()).min(text.len());
                text.splice(at..end, piece.chars());
            }
        }
    }
    text.into_iter().collect()
}

/// Renders every error as text and as JSON.
fn show(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    assert!(!diagnostics.is_empty(), "a failure says why");
    let show = |diagnostic| {
        serde_json::to_string(&render::json(diagnostic, sources)).unwrap();
        render::text(diagnostic, sources, render::Style::default())
    };
    diagnostics.iter().map(show).collect::<Vec<_>>().join("\n\n")
}

/// Returns the rendered errors, or an empty string if there is a configuration.
fn errors(base: String, overlay: String) -> String {
    let text = |name: &str, text: String| Text { path: repository().join(name), text };
    let stack =
        stack::parse(text("terrace.yaml", base), Some(text("terrace.test.yaml", overlay)), Some("test"));
    match stack {
        Err(errors) => show(&errors.diagnostics(), &errors.sources),
        Ok(stack) => {
            match terrace_project::synth::synthesize(&stack, &Resolution::default(), &ENGINE, &|_| {}) {
                Err(diagnostics) => show(&diagnostics, &stack.sources),
                Ok(synthesis) => {
                    serde_json::from_str::<serde_json::Value>(&synthesis.text).unwrap();
                    String::new()
                }
            }
        }
    }
}

#[test]
fn undamaged_stack_is_accepted() {
    assert_eq!(errors(BASE.clone(), OVERLAY.to_owned()), "");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_stack_never_panics(
        base in prop::collection::vec(damage(), 0..3),
        overlay in prop::collection::vec(damage(), 0..3),
    ) {
        errors(damaged(&BASE, &base), damaged(OVERLAY, &overlay));
    }
}
