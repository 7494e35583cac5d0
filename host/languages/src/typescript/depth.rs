//! Limits the nesting of a program.
//!
//! Passes over its syntax tree are recursive, so a deep tree would overflow the stack, and so end the process. The depth is
//! therefore measured before anything else uses the tree.

use oxc::ast::AstKind;
use oxc::ast::ast::Program;
use oxc::ast_visit::Visit;
use oxc::span::{GetSpan, Span};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// The most brackets that may be open at the same time.
const MAX_OPEN_BRACKETS: usize = 500;

/// The most levels that the tree of a file may have. A level is one of the language's grammar: `a + b` in parentheses is two.
const MAX_TREE_LEVELS: usize = 2000;

/// A part of a program that is nested too deeply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NestingError {
    /// The position, in bytes.
    pub(super) at: u32,
    /// The error message, in one line.
    pub(super) message: String,
}

/// Returns the position at which the brackets of a text are nested too deeply.
///
/// Brackets in strings count as well, which hardly matters at hundreds of levels. Nothing relies on this count: it spares the
/// parser texts that it would read again for each of their levels, and users the wait.
pub(super) fn too_many_brackets(text: &str) -> Option<NestingError> {
    let mut open = 0usize;
    let at = text.bytes().position(|byte| {
        match byte {
            b'(' | b'[' | b'{' => open += 1,
            b')' | b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        open > MAX_OPEN_BRACKETS
    })?;
    let message = format!("brackets are nested more than {MAX_OPEN_BRACKETS} levels deep here");
    Some(NestingError { at: u32::try_from(at).unwrap_or(u32::MAX), message })
}

/// Returns the position at which a program is nested too deeply.
pub(super) fn too_deep(program: &Program<'_>) -> Option<NestingError> {
    let walked = catch_unwind(AssertUnwindSafe(|| Meter { levels: 0 }.visit_program(program)));
    match walked.map_err(|reason| reason.downcast::<Span>()) {
        Ok(()) => None,
        Err(Ok(place)) => {
            let message = format!("this is nested more than {MAX_TREE_LEVELS} levels deep");
            Some(NestingError { at: place.start, message })
        }
        Err(Err(other)) => resume_unwind(other),
    }
}

/// Counts the levels around the visited node.
struct Meter {
    levels: usize,
}

impl<'a> Visit<'a> for Meter {
    fn enter_node(&mut self, kind: AstKind<'a>) {
        self.levels += 1;
        if self.levels > MAX_TREE_LEVELS {
            // A visitor cannot stop the traversal. Every node passes here, so unwinding ends it at any point.
            resume_unwind(Box::new(kind.span()));
        }
    }

    fn leave_node(&mut self, _: AstKind<'a>) {
        self.levels -= 1;
    }
}
