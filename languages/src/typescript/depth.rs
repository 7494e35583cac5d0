//! How deep a program is nested.
//!
//! Limits the nesting of a program. Passes over its syntax tree recurse, so a deep tree would exhaust the stack, and with
//! that end the process. So the tree is measured before anything else sees it.

use oxc::ast::AstKind;
use oxc::ast::ast::Program;
use oxc::ast_visit::Visit;
use oxc::span::{GetSpan, Span};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// As many brackets as may be open at once.
const BRACKETS: usize = 500;

/// As many levels as the tree of a file may have. A level is what the language's grammar calls one: `a + b` in parentheses
/// is two.
const LEVELS: usize = 2000;

/// Something that is nested deeper than it may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TooDeep {
    /// Where, in bytes.
    pub(super) at: u32,
    /// The message, in one line.
    pub(super) message: String,
}

/// Where brackets of a text are nested deeper than they may be.
///
/// Brackets in strings count as well, which hardly matters at hundreds of levels. Nothing relies on this count: it spares the parser
/// texts that it would read again for each of their levels, and people the wait.
pub(super) fn too_many_brackets(text: &str) -> Option<TooDeep> {
    let mut open = 0usize;
    let at = text.bytes().position(|byte| {
        match byte {
            b'(' | b'[' | b'{' => open += 1,
            b')' | b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        open > BRACKETS
    })?;
    let message = format!("brackets are nested more than {BRACKETS} levels deep here");
    Some(TooDeep { at: u32::try_from(at).unwrap_or(u32::MAX), message })
}

/// Where a program is nested deeper than it may be.
pub(super) fn too_deep(program: &Program<'_>) -> Option<TooDeep> {
    let walked = catch_unwind(AssertUnwindSafe(|| Meter { levels: 0 }.visit_program(program)));
    match walked.map_err(|reason| reason.downcast::<Span>()) {
        Ok(()) => None,
        Err(Ok(place)) => {
            let message = format!("this is nested more than {LEVELS} levels deep");
            Some(TooDeep { at: place.start, message })
        }
        Err(Err(other)) => resume_unwind(other),
    }
}

/// Counts the levels around the node that is visited.
struct Meter {
    levels: usize,
}

impl<'a> Visit<'a> for Meter {
    fn enter_node(&mut self, kind: AstKind<'a>) {
        self.levels += 1;
        if self.levels > LEVELS {
            // A visitor cannot be told to go no deeper. Every node passes here, so this ends it wherever it is.
            resume_unwind(Box::new(kind.span()));
        }
    }

    fn leave_node(&mut self, _: AstKind<'a>) {
        self.levels -= 1;
    }
}
