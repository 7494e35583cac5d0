//! Syntax trees of texts that were read before. The same tier says the same in every region, and reading it is most of
//! what scoping takes.

use hcl_edit::parser;
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
pub(super) fn template(text: &str) -> Result<Rc<Template>, parser::Error> {
    if text.len() > LONGEST {
        return parser::parse_template(text).map(Rc::new);
    }
    KNOWN.with_borrow_mut(|known| {
        if let Some(tree) = known.get(text) {
            return Ok(Rc::clone(tree));
        }
        let tree = Rc::new(parser::parse_template(text)?);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(text.into(), Rc::clone(&tree));
        Ok(tree)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_once_while_there_is_room() {
        let first = template("${a.b}").unwrap();
        assert!(Rc::ptr_eq(&first, &template("${a.b}").unwrap()));
        assert!(template("${a.").is_err() && template("${a.").is_err());
        for number in 0..MOST {
            template(&format!("${{a.b[{number}]}}")).unwrap();
        }
        assert!(KNOWN.with_borrow(|known| known.len()) <= MOST);
        assert!(!Rc::ptr_eq(&first, &template("${a.b}").unwrap()));
        let long = format!("${{a.{}}}", "b".repeat(LONGEST));
        assert!(!Rc::ptr_eq(&template(&long).unwrap(), &template(&long).unwrap()));
    }
}
