//! Properties of strings, and of bytes that should be a component.

use std::sync::Arc;
use terrace_core::digest::Digest;
use terrace_core::expression::{Template, escape as escaped, is_template, literal};
use terrace_core::model::{Bound, Explain, InstanceId, Limits, RegionName, TierName};
use terrace_core::render;
use terrace_core::scope::{scope as scoped, unscope};
use terrace_engine::Engine;
use terrace_stack::stack::{Text, parse};

/// An escaped string is not a template, and reads back as the original.
pub fn escape(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let template = escaped(text);
    assert!(!is_template(&template), "{template}");
    assert_eq!(literal(&template).as_deref(), Some(text));
    let parsed = Template::parse(&template).unwrap();
    assert!(parsed.symbols().references.is_empty(), "{template}");
}

/// The name of a block in the stack can be split into its tier, its region and its local name again.
pub fn scope(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let mut parts = text.splitn(3, '\n');
    let (tier, region, local) = (parts.next(), parts.next(), parts.next());
    let Some((Ok(tier), Some(local))) = tier.map(TierName::new).zip(Some(local)) else { return };
    let region = region.and_then(|region| RegionName::new(region).ok());
    let instance = InstanceId { tier, region };
    let name = scoped(&instance, local);
    assert_eq!(unscope(&name), (!local.is_empty()).then_some((instance, local)), "{name}");
}

/// The errors of any stack file can be shown, and no control character reaches a terminal.
pub fn stack_file(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let file = Text { path: "terrace.yaml".into(), text: text.to_owned() };
    let Err(errors) = parse(file, None, None) else { return };
    assert!(!errors.errors.is_empty());
    let sources = errors.sources.clone();
    for diagnostic in errors.diagnostics() {
        let shown = render::text(&diagnostic, &sources, render::Style::default());
        assert!(!shown.contains(|c: char| c.is_control() && c != '\n'), "{shown:?}");
        serde_json::to_string(&render::json(&diagnostic, &sources)).unwrap();
    }
}

/// Any component is either rejected with an error or describes itself.
pub fn component(data: &[u8]) {
    let limits = Limits::default().with(Bound::Fuel, 1_000_000).with(Bound::Memory, 16 << 20);
    let engine = Engine::new(None, limits);
    let bytes = data.to_vec();
    let source = Arc::new(move || Ok(bytes.clone().into()));
    let said = engine.load(Digest::of(data), source, &|| {}).and_then(|tier| tier.describe());
    if let Err(error) = said {
        let diagnostic = error.diagnostic();
        assert!(!diagnostic.summary.is_empty() && !diagnostic.code.is_empty());
        render::text(&diagnostic, &Default::default(), render::Style::default());
    }
}
