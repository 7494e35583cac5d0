//! Syntax trees of texts that were read before. The same tier says the same in every region, and reading it is most of
//! what scoping takes.

use super::ParseError;
use hcl_edit::template::Template;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// How long all known texts may be together, and how long one may be, in bytes. Their trees take a few megabytes.
const MOST: usize = 128 << 10;
const LONGEST: usize = 4 << 10;

/// Texts that were read, and what they were read as.
#[derive(Default)]
struct Known {
    trees: HashMap<Box<str>, Rc<Template>>,
    /// How long they are together.
    length: usize,
}

thread_local! {
    static KNOWN: RefCell<Known> = RefCell::default();
}

/// Reads a template, or takes what it was read as before.
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
