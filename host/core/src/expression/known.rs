//! Caches the syntax trees of templates. A tier returns the same templates in every region, and parsing them takes most
//! of the time of scoping.

use super::ParseError;
use hcl_edit::template::Template;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// The maximum bytes of all cached templates, and of one. Their trees take a few megabytes.
const MOST: usize = 128 << 10;
const LONGEST: usize = 4 << 10;

/// Parsed templates.
#[derive(Default)]
struct Known {
    trees: HashMap<Box<str>, Rc<Template>>,
    /// The total length of the templates.
    length: usize,
}

thread_local! {
    static KNOWN: RefCell<Known> = RefCell::default();
}

/// Parses a template, or returns the cached tree.
pub(super) fn template(
    text: &str,
    read: impl Fn() -> Result<Template, ParseError>,
) -> Result<Rc<Template>, ParseError> {
    if text.len() > LONGEST {
        return read().map(Rc::new);
    }
    KNOWN.with_borrow_mut(|known| {
        if let Some(tree) = known.trees.get(text) {
            return Ok(Rc::clone(tree));
        }
        let tree = Rc::new(read()?);
        if known.length + text.len() > MOST {
            *known = Known::default();
        }
        known.length += text.len();
        known.trees.insert(text.into(), Rc::clone(&tree));
        Ok(tree)
    })
}

#[cfg(test)]
mod tests {
    use super::super::parse::{Form, Template};
    use super::MOST;
    use std::rc::Rc;

    fn tree(text: &str) -> Rc<hcl_edit::template::Template> {
        match Template::read(text).unwrap().form {
            Form::Tree(tree) => tree,
            Form::Plain(_) => unreachable!("it is read"),
        }
    }

    #[test]
    fn a_text_is_read_once_while_there_is_room() {
        let first = tree("${a.b}");
        assert!(Rc::ptr_eq(&first, &tree("${a.b}")));
        assert!(Template::read("${a.").is_err() && Template::read("${a.").is_err());
        for number in 0..MOST / 10 {
            tree(&format!("${{a.b[{number}]}}"));
        }
        super::KNOWN.with_borrow(|known| {
            assert_eq!(known.length, known.trees.keys().map(|text| text.len()).sum::<usize>());
            assert!(known.length <= MOST);
        });
        assert!(!Rc::ptr_eq(&first, &tree("${a.b}")));
        let long = format!("${{a.{}}}", "b".repeat(super::LONGEST));
        assert!(!Rc::ptr_eq(&tree(&long), &tree(&long)));
    }
}
