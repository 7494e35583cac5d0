//! Syntax trees of texts that were read before. The same tier says the same in every region, and reading it is most of
//! what scoping takes.

use super::ParseError;
use hcl_edit::template::Template;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// How many texts are known, and how long one may be in bytes. All of them together take a few megabytes.
const MOST: usize = 1024;
const LONGEST: usize = 256;

thread_local! {
    static KNOWN: RefCell<HashMap<Box<str>, Rc<Template>>> = RefCell::default();
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
        if let Some(tree) = known.get(text) {
            return Ok(Rc::clone(tree));
        }
        let tree = Rc::new(read()?);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(text.into(), Rc::clone(&tree));
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
        for number in 0..MOST {
            tree(&format!("${{a.b[{number}]}}"));
        }
        assert!(super::KNOWN.with_borrow(|known| known.len()) <= MOST);
        assert!(!Rc::ptr_eq(&first, &tree("${a.b}")));
        let long = format!("${{a.{}}}", "b".repeat(super::LONGEST));
        assert!(!Rc::ptr_eq(&tree(&long), &tree(&long)));
    }
}
