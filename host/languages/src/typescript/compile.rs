//! Compiles a source file to the text that the engine evaluates.
//!
//! The engine makes the text a function with three parameters: `__vite_ssr_import__` returns the exports of the module at a
//! path, `__vite_ssr_exports__` receives the exports of this one, and `__vite_ssr_exportAll__` those of another. The last line
//! of the text is a comment with the mappings of a source map, which map positions in the text to positions in the file.

use super::depth::{self, NestingError};
use super::unsupported;
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
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// The function that the text calls to import another module.
const IMPORT: &str = "__vite_ssr_import__";

/// The prefix of the mappings in the last line of the text.
const MAPPINGS: &str = "//# mappings=";

/// The text of a source file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Text {
    pub(super) text: String,
    /// The syntax of the text.
    pub(super) form: Form,
}

/// The syntax of a source file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Form {
    /// A TypeScript module.
    TypeScript,
    /// A JavaScript module.
    Module,
    /// JavaScript that may not be a module.
    Any,
}

/// A specifier as written in a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Specifier {
    pub(super) text: String,
    /// Its start, in bytes.
    pub(super) at: u32,
}

/// Returns the paths in the program of a file's imports, or `None` if one of them does not resolve.
pub(super) type Resolve<'a> = dyn FnMut(Vec<Specifier>) -> Option<Vec<String>> + 'a;

/// The reason why a file was not compiled.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Fault {
    /// It is not valid in its language.
    Invalid {
        /// The position, in bytes.
        at: u32,
        /// The error message, in one line.
        message: String,
        /// How to fix it.
        hint: Option<String>,
    },
    /// An import does not resolve. The function that resolves imports knows why.
    Unresolved,
}

impl Fault {
    fn at(at: u32, message: &str, hint: Option<&str>) -> Self {
        Self::Invalid { at, message: message.to_owned(), hint: hint.map(str::to_owned) }
    }
}

/// Compiles a source file to the engine's text. `resolve` is called once, for all imports that exist at run time, which
/// excludes types. Returns `None` if the file is not a module.
///
/// Only to be called with enough stack for the nesting of the text.
pub(super) fn compile(source: &Text, resolve: &mut Resolve<'_>) -> Result<Option<String>, Fault> {
    let allocator = Allocator::default();
    let typescript = source.form == Form::TypeScript;
    let source_type = if typescript { SourceType::ts().with_module(true) } else { SourceType::mjs() };
    refuse_depth(depth::too_many_brackets(&source.text))?;
    let parsed = Parser::new(&allocator, &source.text, source_type).parse();
    // Packages made for bundlers contain ES modules without saying so.
    if source.form == Form::Any && !parsed.module_record.has_module_syntax {
        return Ok(None);
    }
    refuse(parsed.diagnostics.errors().next())?;
    let mut program = parsed.program;
    refuse_depth(depth::too_deep(&program))?;
    let analysed = SemanticBuilder::new().with_check_syntax_error(true).with_enum_eval(true).build(&program);
    refuse(analysed.diagnostics.errors().next())?;
    if let Some(found) = unsupported::find(&program) {
        return Err(Fault::at(found.span.start, found.message, Some(found.hint)));
    }
    let scoping = analysed.semantic.into_scoping();

    // The path would only be used in JSX.
    let transformer = Transformer::new(&allocator, Path::new(""), &TransformOptions::default());
    let transformed = transformer.build_with_scoping(scoping, &mut program);
    refuse(transformed.diagnostics.errors().next())?;
    let written = specifiers(&mut program)
        .map(|specifier| Specifier { text: specifier.value.to_string(), at: specifier.span.start });
    let paths = resolve(written.collect()).ok_or(Fault::Unresolved)?;
    for (specifier, path) in specifiers(&mut program).zip(paths) {
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
    let mappings = generated.map.expect("a source map was requested").to_json().mappings;
    Ok(Some(format!("{}{MAPPINGS}{mappings}", generated.code)))
}

/// Converts a JSON file to the engine's text: the JSON is the default export.
pub(super) fn compile_json(text: &str) -> Result<String, serde_json::Error> {
    let value: serde_json::Value = serde_json::from_str(text)?;
    let quoted = serde_json::Value::String(value.to_string());
    Ok(format!("__vite_ssr_exports__.default = JSON.parse({quoted});\n{MAPPINGS}"))
}

fn refuse(problem: Option<&OxcDiagnostic>) -> Result<(), Fault> {
    let Some(problem) = problem else { return Ok(()) };
    let offset = problem.labels.first().map_or(0, |label| label.offset());
    Err(Fault::at(offset, &problem.message, problem.help.as_deref()))
}

fn refuse_depth(found: Option<NestingError>) -> Result<(), Fault> {
    let Some(NestingError { at, message }) = found else { return Ok(()) };
    Err(Fault::at(at, &message, Some("split it into several statements")))
}

/// Returns the specifiers of a program without types.
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
