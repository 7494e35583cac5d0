//! Keeps parsed templates, so that each distinct template of a stack is parsed once.
//!
//! A tier returns the same templates in every region, and the same string is read by several steps: grants, scoping, linking,
//! and the checks after them. Scoping replaces names by names, which does not change how a template is parsed, so its syntax
//! tree is kept for the new text as well.

use super::source::Moves;
use super::{Edits, Fragment, ParseError, Template, literal};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// The maximum bytes of all parsed templates that are kept. Their syntax trees are up to a hundred times as large.
const MAX_PARSED_BYTES: usize = 512 << 10;

/// Parsed templates, by their text.
#[derive(Debug, Default)]
pub struct Templates(RwLock<TemplateStore>);

#[derive(Debug, Default)]
struct TemplateStore {
    parses: HashMap<Box<str>, Parse>,
    /// The total length of the templates that were parsed, as opposed to renamed.
    parsed_bytes: usize,
}

/// The syntax tree of a template without its text.
#[derive(Debug, Clone)]
struct Parse {
    tree: Arc<hcl_edit::template::Template>,
    moves: Moves,
}

/// A template after its names were replaced.
#[derive(Debug)]
pub(crate) struct RenamedTemplate {
    text: Box<str>,
    parse: Parse,
}

impl Templates {
    /// Parses a template, or returns the kept one.
    pub fn parse<'a>(&self, text: &'a str) -> Result<Template<'a>, ParseError> {
        if let Some(template) = self.find(text) {
            return Ok(template);
        }
        let template = Template::parse(text)?;
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if kept.parsed_bytes + text.len() <= MAX_PARSED_BYTES && !kept.parses.contains_key(text) {
            kept.parsed_bytes += text.len();
            let parse = Parse { tree: Arc::clone(&template.tree), moves: Moves::default() };
            kept.parses.insert(text.into(), parse);
        }
        Ok(template)
    }

    /// Returns the kept template, or parses one that is unlikely to be read again.
    pub(crate) fn parse_once<'a>(&self, text: &'a str) -> Result<Template<'a>, ParseError> {
        self.find(text).map_or_else(|| Template::parse(text), Ok)
    }

    /// Parses a string of Terraform's JSON syntax as a part of an expression.
    pub fn fragment<'a>(&self, text: &'a str) -> Result<Fragment<'a>, ParseError> {
        match literal(text) {
            Some(literal) => Ok(Fragment::Literal(literal)),
            None => Ok(Fragment::of(&self.parse(text)?)),
        }
    }

    /// Keeps templates after their names were replaced.
    pub(crate) fn keep(&self, renamed: impl IntoIterator<Item = RenamedTemplate>) {
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        // Nobody else has the tree of a template that there was no room for.
        let renamed = renamed.into_iter().filter(|renamed| Arc::strong_count(&renamed.parse.tree) > 1);
        kept.parses.extend(renamed.map(|RenamedTemplate { text, parse }| (text, parse)));
    }

    fn find<'a>(&self, text: &'a str) -> Option<Template<'a>> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let Parse { tree, moves } = kept.parses.get(text)?.clone();
        Some(Template { text, tree, moves })
    }
}

impl Template<'_> {
    /// Replaces names by names, and returns the new text. The template is not returned if that was done before.
    pub(crate) fn renamed(self, edits: Edits) -> (Option<RenamedTemplate>, String) {
        let moves = edits.moves();
        let text = edits.apply(self.text);
        let renamed = RenamedTemplate { text: text.as_str().into(), parse: Parse { tree: self.tree, moves } };
        (self.moves.is_empty().then_some(renamed), text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expression::Layout;
    use crate::expression::tests::expression;
    use proptest::prelude::*;

    fn is_kept(templates: &Templates, text: &str) -> bool {
        templates.find(text).is_some()
    }

    #[test]
    fn template_is_parsed_once() {
        let templates = Templates::default();
        let first = templates.parse("${a.b}").unwrap();
        assert!(Arc::ptr_eq(&first.tree, &templates.parse("${a.b}").unwrap().tree));
        assert!(templates.parse("${a.").is_err() && !is_kept(&templates, "${a."));
        templates.parse_once("${a.c}").unwrap();
        assert!(!is_kept(&templates, "${a.c}"));
    }

    #[test]
    fn kept_templates_are_bounded() {
        let templates = Templates::default();
        let text = |name: &str, length| format!("${{a.{name}}}{}", "x".repeat(length - 6));
        templates.parse(&text("b", MAX_PARSED_BYTES - 6)).unwrap();
        templates.parse(&text("b", MAX_PARSED_BYTES - 6)).unwrap();
        let refused = text("c", 7);
        let template = templates.parse(&refused).unwrap();
        assert!(is_kept(&templates, &text("b", MAX_PARSED_BYTES - 6)) && !is_kept(&templates, &refused));
        let mut edits = Edits::default();
        edits.replace(4..5, "renamed");
        let (renamed, text) = template.renamed(edits);
        templates.keep(renamed);
        assert!(!is_kept(&templates, &text));
        assert!(templates.parse("${a.d}").is_ok() && is_kept(&templates, "${a.d}"));
    }

    /// Returns everything that is known about a template.
    fn facts(template: &Template<'_>) -> String {
        let facts = (template.symbols(), template.single(), Fragment::of(template), Layout::of(template));
        format!(
            "{facts:?} {:?}",
            (template.plain_references(), template.uses(&Default::default(), &|_| true))
        )
    }

    proptest! {
        #[test]
        fn renamed_template_is_what_its_text_parses_to(
            expression in expression(),
            names in prop::collection::vec("[a-z]{1,9}", 1..4),
        ) {
            let text = format!("é ${{ {expression} }} \"%{{ if c.d }}${{e.f[g.h]}}%{{ endif }}");
            let templates = Templates::default();
            let template = templates.parse(&text).unwrap();
            let symbols = template.symbols();
            let mut edits = Edits::default();
            for (reference, name) in symbols.references.iter().zip(names.iter().cycle()) {
                if let Some(span) = reference.attribute_span(0) {
                    edits.replace(span, name.as_str());
                }
            }
            let (template, renamed) = template.renamed(edits);
            templates.keep(template);
            prop_assert!(is_kept(&templates, &renamed));
            prop_assert_eq!(
                facts(&templates.parse(&renamed).unwrap()),
                facts(&Template::parse(&renamed).unwrap())
            );
        }
    }
}
