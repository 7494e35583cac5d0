//! From one source file to the text that the engine evaluates.
//!
//! The engine makes the text a function of three names: `__vite_ssr_import__` gives the exports of the module at a path,
//! `__vite_ssr_exports__` takes the exports of this one, `__vite_ssr_exportAll__` takes those of another. The text's last
//! line is a comment with the mappings of a source map: they lead a place in the text back to the place in the file.

use super::position::line_and_column;
use super::unsupported;
use crate::ProgramError;
use oxc::allocator::{Allocator, TakeIn};
use oxc::ast::ast::{Argument, Expression, Program, Statement, StringLiteral};
use oxc::codegen::{Codegen, CodegenOptions, CommentOptions};
use oxc::diagnostics::OxcDiagnostic;
use oxc::parser::Parser;
use oxc::semantic::SemanticBuilder;
use oxc::span::SourceType;
use oxc::str::Str;
use oxc::transformer::{TransformOptions, Transformer};
use oxc::transformer_plugins::ModuleRunnerTransform;
use std::path::{Path, PathBuf};

/// The name under which the text calls for another module.
const IMPORT: &str = "__vite_ssr_import__";

/// What stands before the mappings in the text's last line.
const MAPPINGS: &str = "//# mappings=";

/// A source file to be compiled.
pub(super) struct Source<'a> {
    /// Where it is, for errors.
    pub(super) path: &'a Path,
    /// Its text.
    pub(super) text: &'a str,
    /// Whether it is TypeScript.
    pub(super) typescript: bool,
}

/// A specifier as it stands in a file.
pub(super) struct Specifier<'a> {
    /// Its text.
    pub(super) text: &'a str,
    /// Its line, counted from 1.
    pub(super) line: usize,
    /// Its column, counted from 1.
    pub(super) column: usize,
}

/// Makes the engine's text of a source file. `resolve` gives the path in the program of what is imported; it is
/// asked for what the file imports at run time only, not for types.
pub(super) fn compile(
    source: &Source<'_>,
    resolve: &mut dyn FnMut(Specifier<'_>) -> Result<String, ProgramError>,
) -> Result<String, ProgramError> {
    let allocator = Allocator::default();
    let source_type = if source.typescript { SourceType::ts().with_module(true) } else { SourceType::mjs() };
    let parsed = Parser::new(&allocator, source.text, source_type).parse();
    source.refuse(parsed.diagnostics.errors().next())?;
    let mut program = parsed.program;
    let analysed = SemanticBuilder::new().with_check_syntax_error(true).with_enum_eval(true).build(&program);
    source.refuse(analysed.diagnostics.errors().next())?;
    if let Some(found) = unsupported::find(&program) {
        return Err(source.error(found.span.start, found.message, Some(found.hint.to_owned())));
    }
    let scoping = analysed.semantic.into_scoping();

    let transformer = Transformer::new(&allocator, source.path, &TransformOptions::default());
    let transformed = transformer.build_with_scoping(scoping, &mut program);
    source.refuse(transformed.diagnostics.errors().next())?;
    for specifier in specifiers(&mut program) {
        let (line, column) = line_and_column(source.text, specifier.span.start);
        let path = resolve(Specifier { text: &specifier.value, line, column })?;
        specifier.value = Str::from_str_in(&path, &&allocator);
        specifier.raw = None;
    }
    ModuleRunnerTransform::new().transform(&allocator, &mut program, transformed.scoping);
    remove_awaits(&allocator, &mut program);

    let options = CodegenOptions {
        comments: CommentOptions::disabled(),
        source_map_path: Some(PathBuf::new()),
        ..CodegenOptions::default()
    };
    let generated = Codegen::new().with_options(options).build(&program);
    let mappings = generated.map.map(|map| map.to_json().mappings).unwrap_or_default();
    Ok(format!("{}{MAPPINGS}{mappings}", generated.code))
}

/// Whether a text of JavaScript imports or exports anything.
pub(super) fn has_module_syntax(text: &str) -> bool {
    let allocator = Allocator::default();
    Parser::new(&allocator, text, SourceType::mjs()).parse().module_record.has_module_syntax
}

/// Makes the engine's text of a JSON file: the file is its default export.
pub(super) fn compile_json(source: &Source<'_>) -> Result<String, ProgramError> {
    let value: serde_json::Value =
        serde_json::from_str(source.text).map_err(|error| ProgramError::Syntax {
            message: format!("this is not JSON: {}", without_place(&error)),
            path: source.path.to_owned(),
            line: error.line(),
            column: error.column().max(1),
            hint: None,
        })?;
    let quoted = serde_json::Value::String(value.to_string());
    Ok(format!("__vite_ssr_exports__.default = JSON.parse({quoted});\n{MAPPINGS}"))
}

/// What serde says without ` at line 1 column 2`.
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(message, _)| message.to_owned())
}

impl Source<'_> {
    fn refuse(&self, problem: Option<&OxcDiagnostic>) -> Result<(), ProgramError> {
        let Some(problem) = problem else { return Ok(()) };
        let offset = problem.labels.first().map_or(0, |label| label.offset());
        Err(self.error(offset, &problem.message, problem.help.as_ref().map(|help| help.to_string())))
    }

    fn error(&self, offset: u32, message: &str, hint: Option<String>) -> ProgramError {
        let (line, column) = line_and_column(self.text, offset);
        ProgramError::Syntax { message: message.to_owned(), path: self.path.to_owned(), line, column, hint }
    }
}

/// The specifiers of a program from which the types are stripped.
fn specifiers<'p, 'a>(program: &'p mut Program<'a>) -> impl Iterator<Item = &'p mut StringLiteral<'a>> {
    program.body.iter_mut().filter_map(|statement| match statement {
        Statement::ImportDeclaration(import) => Some(&mut import.source),
        Statement::ExportFromDeclaration(export) => Some(&mut export.source),
        Statement::ExportAllDeclaration(export) => Some(&mut export.source),
        _ => None,
    })
}

/// Makes imports synchronous: `await __vite_ssr_import__("a")` becomes `__vite_ssr_import__("a")`.
fn remove_awaits<'a>(allocator: &'a Allocator, program: &mut Program<'a>) {
    for statement in &mut program.body {
        let Statement::VariableDeclaration(declaration) = statement else { continue };
        for declarator in &mut declaration.declarations {
            let Some(Expression::AwaitExpression(awaited)) = &mut declarator.init else { continue };
            if is_import(&awaited.argument) {
                declarator.init = Some(awaited.argument.take_in(&allocator));
            }
        }
    }
}

fn is_import(expression: &Expression<'_>) -> bool {
    matches!(expression, Expression::CallExpression(call)
        if matches!(&call.callee, Expression::Identifier(name) if name.name == IMPORT)
            && matches!(call.arguments.first(), Some(Argument::StringLiteral(_))))
}
