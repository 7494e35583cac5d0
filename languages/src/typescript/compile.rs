//! From one source file to the text that the engine evaluates.
//!
//! The engine makes the text a function of three names: `__vite_ssr_import__` gives the exports of the module at a path,
//! `__vite_ssr_exports__` takes the exports of this one, `__vite_ssr_exportAll__` takes those of another. The text's last
//! line is a comment with the mappings of a source map: they lead a place in the text back to the place in the file.

use super::depth::{self, TooDeep};
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

/// The name under which the text calls for another module.
const IMPORT: &str = "__vite_ssr_import__";

/// What stands before the mappings in the text's last line.
const MAPPINGS: &str = "//# mappings=";

/// The text of a source file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Text {
    pub(super) text: String,
    /// Its syntax.
    pub(super) form: Form,
}

/// The syntax of a source file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Form {
    /// TypeScript, a module.
    TypeScript,
    /// JavaScript, a module.
    Module,
    /// JavaScript that may be no module.
    Any,
}

/// A specifier as it is written in a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Specifier {
    /// Its text.
    pub(super) text: String,
    /// Where it begins, in bytes.
    pub(super) at: u32,
}

/// Returns the paths in the program of what a file imports. `None`: one of them leads nowhere.
pub(super) type Resolve<'a> = dyn FnMut(Vec<Specifier>) -> Option<Vec<String>> + 'a;

/// Why a file is not compiled.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Fault {
    /// It is not valid in its language.
    Invalid {
        /// Where, in bytes.
        at: u32,
        /// What is wrong, in one line.
        message: String,
        /// What to do about it.
        hint: Option<String>,
    },
    /// It imports something that leads nowhere. Whoever was asked for it knows why.
    Unresolved,
}

impl Fault {
    fn at(at: u32, message: &str, hint: Option<&str>) -> Self {
        Self::Invalid { at, message: message.to_owned(), hint: hint.map(str::to_owned) }
    }
}

/// Makes the engine's text of a source file. `resolve` is asked once, for all that the file imports at run time, and not for
/// types. `None`: it is no module.
///
/// Only to be called with room for the nesting of the text.
pub(super) fn compile(source: &Text, resolve: &mut Resolve<'_>) -> Result<Option<String>, Fault> {
    let allocator = Allocator::default();
    let typescript = source.form == Form::TypeScript;
    let source_type = if typescript { SourceType::ts().with_module(true) } else { SourceType::mjs() };
    refuse_depth(depth::too_many_brackets(&source.text))?;
    let parsed = Parser::new(&allocator, &source.text, source_type).parse();
    // Packages made for bundlers have ES modules without saying so.
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

    // The path would be seen in JSX alone.
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
    let mappings = generated.map.map(|map| map.to_json().mappings).unwrap_or_default();
    Ok(Some(format!("{}{MAPPINGS}{mappings}", generated.code)))
}

/// Makes the engine's text of a JSON file: the file is its default export.
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

fn refuse_depth(found: Option<TooDeep>) -> Result<(), Fault> {
    let Some(TooDeep { at, message }) = found else { return Ok(()) };
    Err(Fault::at(at, &message, Some("split it into several statements")))
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
