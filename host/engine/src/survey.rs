//! Measures a component before the compiler sees it: a few bytes of code may cost the compiler
//! gigabytes, or minutes.

use super::compile::Refusal;
use terrace_core::model::{Bound, Limits};
use wasmparser::{
    BinaryReaderError, ComponentType, ComponentTypeDeclaration, CompositeInnerType, CoreType, FunctionBody,
    InstanceTypeDeclaration, ModuleTypeDeclaration, Operator, Parser, Payload, RecGroup,
};

/// A limit: the highest count, and its description in errors.
type CountLimit = (usize, &'static str);

/// Types, including nested ones.
const MAX_TYPES: CountLimit = (100_000, "100,000 types");
/// Parts of types: parameters, results, fields, cases and declarations.
const MAX_TYPE_PARTS: CountLimit = (500_000, "500,000 parts of types");
/// Parameters and results of one function of a core module.
const MAX_ARITY: CountLimit = (256, "256 parameters and results of one function");
/// Links between modules and components: imports, exports, aliases, instances and their arguments.
const MAX_LINKS: CountLimit = (500_000, "500,000 imports, exports and aliases");
/// Modules and components within the component.
const MAX_NESTED_MODULES: CountLimit = (1000, "1,000 modules and components");
/// Targets of the branch tables of all functions.
const MAX_BRANCH_TARGETS: CountLimit = (500_000, "500,000 targets of branch tables");
const MAX_TABLE_TARGETS: CountLimit = (50_000, "50,000 targets of one branch table");
/// Local variables of all functions.
const MAX_LOCALS: CountLimit = (5_000_000, "5,000,000 local variables");
/// Segments of data and of elements, global variables, tables, memories.
const MAX_DEFINITIONS: CountLimit = (200_000, "200,000 segments and global variables");

/// Rejects a component that is too large to be compiled. Other errors are left to the compiler.
pub(super) fn hold(bytes: &[u8], limits: &Limits) -> Result<(), Refusal> {
    let mut survey = Survey::default();
    for payload in Parser::new(0).parse_all(bytes) {
        let held = match payload {
            Ok(payload) => survey.payload(payload, limits),
            Err(_) => return Ok(()),
        };
        match held {
            Ok(()) => {}
            Err(StopReason::Refused(refusal)) => return Err(refusal),
            // The compiler stops here too, and reports why.
            Err(StopReason::Unreadable) => return Ok(()),
        }
    }
    Ok(())
}

/// The reason to stop reading.
enum StopReason {
    Refused(Refusal),
    Unreadable,
}

impl From<BinaryReaderError> for StopReason {
    fn from(_: BinaryReaderError) -> Self {
        Self::Unreadable
    }
}

/// Running totals.
#[derive(Debug, Default)]
struct Survey {
    functions: usize,
    types: usize,
    parts: usize,
    links: usize,
    nested: usize,
    targets: usize,
    locals: usize,
    definitions: usize,
}

fn add(count: &mut usize, more: usize, most: CountLimit) -> Result<(), StopReason> {
    *count = count.saturating_add(more);
    at_most(*count, most)
}

fn at_most(count: usize, (most, what): CountLimit) -> Result<(), StopReason> {
    if count > most { Err(StopReason::Refused(Refusal::Excess(what.to_owned()))) } else { Ok(()) }
}

impl Survey {
    fn payload(&mut self, payload: Payload<'_>, limits: &Limits) -> Result<(), StopReason> {
        let links = |count: u32| count as usize;
        match payload {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => {
                add(&mut self.nested, 1, MAX_NESTED_MODULES)
            }
            Payload::TypeSection(groups) => groups.into_iter().try_for_each(|group| self.group(&group?)),
            Payload::CoreTypeSection(types) => types.into_iter().try_for_each(|ty| self.core_type(&ty?)),
            Payload::ComponentTypeSection(types) => {
                types.into_iter().try_for_each(|ty| self.component_type(&ty?))
            }
            Payload::ImportSection(section) => add(&mut self.links, links(section.count()), MAX_LINKS),
            Payload::ExportSection(section) => add(&mut self.links, links(section.count()), MAX_LINKS),
            Payload::ComponentImportSection(section) => {
                add(&mut self.links, links(section.count()), MAX_LINKS)
            }
            Payload::ComponentExportSection(section) => {
                add(&mut self.links, links(section.count()), MAX_LINKS)
            }
            Payload::ComponentAliasSection(section) => {
                add(&mut self.links, links(section.count()), MAX_LINKS)
            }
            Payload::ComponentCanonicalSection(section) => {
                add(&mut self.links, links(section.count()), MAX_LINKS)
            }
            Payload::InstanceSection(instances) => {
                instances.into_iter().try_for_each(|instance| self.core_instance(&instance?))
            }
            Payload::ComponentInstanceSection(instances) => {
                instances.into_iter().try_for_each(|instance| self.instance(&instance?))
            }
            Payload::GlobalSection(section) => {
                add(&mut self.definitions, links(section.count()), MAX_DEFINITIONS)
            }
            Payload::TableSection(section) => {
                add(&mut self.definitions, links(section.count()), MAX_DEFINITIONS)
            }
            Payload::MemorySection(section) => {
                add(&mut self.definitions, links(section.count()), MAX_DEFINITIONS)
            }
            Payload::DataSection(section) => {
                add(&mut self.definitions, links(section.count()), MAX_DEFINITIONS)
            }
            Payload::ElementSection(section) => {
                add(&mut self.definitions, links(section.count()), MAX_DEFINITIONS)
            }
            Payload::CodeSectionEntry(body) => self.function(&body, limits),
            _ => Ok(()),
        }
    }

    fn function(&mut self, body: &FunctionBody<'_>, limits: &Limits) -> Result<(), StopReason> {
        let hold = |bound, value: usize| {
            let is_within = value as u64 <= limits[bound];
            if is_within { Ok(()) } else { Err(StopReason::Refused(Refusal::Limit(bound))) }
        };
        self.functions += 1;
        hold(Bound::Functions, self.functions)?;
        hold(Bound::Function, body.range().len())?;
        for locals in body.get_locals_reader()? {
            let (count, _) = locals?;
            add(&mut self.locals, count as usize, MAX_LOCALS)?;
        }
        let mut operators = body.get_operators_reader()?;
        while !operators.eof() {
            if let Operator::BrTable { targets } = operators.read()? {
                at_most(targets.len() as usize, MAX_TABLE_TARGETS)?;
                add(&mut self.targets, targets.len() as usize, MAX_BRANCH_TARGETS)?;
            }
        }
        Ok(())
    }

    fn core_instance(&mut self, instance: &wasmparser::Instance<'_>) -> Result<(), StopReason> {
        let arguments = match instance {
            wasmparser::Instance::Instantiate { args, .. } => args.len(),
            wasmparser::Instance::FromExports(exports) => exports.len(),
        };
        add(&mut self.links, 1 + arguments, MAX_LINKS)
    }

    fn instance(&mut self, instance: &wasmparser::ComponentInstance<'_>) -> Result<(), StopReason> {
        let arguments = match instance {
            wasmparser::ComponentInstance::Instantiate { args, .. } => args.len(),
            wasmparser::ComponentInstance::FromExports(exports) => exports.len(),
        };
        add(&mut self.links, 1 + arguments, MAX_LINKS)
    }

    fn ty(&mut self, parts: usize) -> Result<(), StopReason> {
        add(&mut self.types, 1, MAX_TYPES)?;
        add(&mut self.parts, parts, MAX_TYPE_PARTS)
    }

    fn group(&mut self, group: &RecGroup) -> Result<(), StopReason> {
        group.types().try_for_each(|ty| match &ty.composite_type.inner {
            CompositeInnerType::Func(function) => {
                let parts = function.params().len() + function.results().len();
                at_most(parts, MAX_ARITY)?;
                self.ty(parts)
            }
            CompositeInnerType::Struct(structure) => self.ty(structure.fields.len()),
            CompositeInnerType::Array(_) | CompositeInnerType::Cont(_) => self.ty(1),
        })
    }

    fn core_type(&mut self, ty: &CoreType<'_>) -> Result<(), StopReason> {
        match ty {
            CoreType::Rec(group) => self.group(group),
            CoreType::Module(declarations) => {
                self.ty(declarations.len())?;
                declarations.iter().try_for_each(|declaration| match declaration {
                    ModuleTypeDeclaration::Type(group) => self.group(group),
                    _ => Ok(()),
                })
            }
        }
    }

    fn component_type(&mut self, ty: &ComponentType<'_>) -> Result<(), StopReason> {
        match ty {
            ComponentType::Defined(defined) => self.ty(parts(defined)),
            ComponentType::Func(function) => self.ty(function.params.len() + 1),
            ComponentType::Resource { .. } => self.ty(1),
            ComponentType::Component(declarations) => {
                self.ty(declarations.len())?;
                declarations.iter().try_for_each(|declaration| match declaration {
                    ComponentTypeDeclaration::CoreType(ty) => self.core_type(ty),
                    ComponentTypeDeclaration::Type(ty) => self.component_type(ty),
                    _ => Ok(()),
                })
            }
            ComponentType::Instance(declarations) => {
                self.ty(declarations.len())?;
                declarations.iter().try_for_each(|declaration| match declaration {
                    InstanceTypeDeclaration::CoreType(ty) => self.core_type(ty),
                    InstanceTypeDeclaration::Type(ty) => self.component_type(ty),
                    _ => Ok(()),
                })
            }
        }
    }
}

fn parts(ty: &wasmparser::ComponentDefinedType<'_>) -> usize {
    use wasmparser::ComponentDefinedType as Type;
    match ty {
        Type::Record(fields) => fields.len(),
        Type::Variant(cases) => cases.len(),
        Type::Tuple(types) => types.len(),
        Type::Flags(names) | Type::Enum(names) => names.len(),
        _ => 1,
    }
}
