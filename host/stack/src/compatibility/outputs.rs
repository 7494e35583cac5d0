//! Finds outputs that have changed.

use super::Breakage;
use terrace_core::model::OutputDeclaration;
use terrace_schema::types::Type;

pub(super) fn breakages(old: &[OutputDeclaration], new: &[OutputDeclaration]) -> Vec<Breakage> {
    old.iter().filter_map(|old| breakage(old, new)).collect()
}

fn breakage(old: &OutputDeclaration, new: &[OutputDeclaration]) -> Option<Breakage> {
    let name = old.name.clone();
    let Some(new) = new.iter().find(|new| new.name == old.name) else {
        return Some(Breakage::OutputRemoved { name });
    };
    let is_kept = match (old.type_constraint.parse::<Type>(), new.type_constraint.parse::<Type>()) {
        (Ok(old), Ok(new)) => stands_for(&new, &old),
        _ => old.type_constraint == new.type_constraint,
    };
    if !is_kept {
        let (old, new) = (old.type_constraint.clone(), new.type_constraint.clone());
        return Some(Breakage::OutputType { name, old, new });
    }
    (new.sensitive && !old.sensitive).then_some(Breakage::OutputSensitive { name })
}

/// Returns whether everything that can read a value of type `old` can also read one of type `new`.
fn stands_for(new: &Type, old: &Type) -> bool {
    match (new, old) {
        (_, Type::Any) => true,
        (Type::List(new), Type::List(old))
        | (Type::Set(new), Type::Set(old))
        | (Type::Map(new), Type::Map(old)) => stands_for(new, old),
        (Type::Tuple(new), Type::Tuple(old)) => {
            new.len() == old.len() && new.iter().zip(old).all(|(new, old)| stands_for(new, old))
        }
        (Type::Object(new), Type::Object(old)) => old.iter().all(|(name, old)| {
            let fits = |new: &terrace_schema::types::ObjectAttribute| {
                (old.optional || !new.optional) && stands_for(&new.type_constraint, &old.type_constraint)
            };
            new.get(name).is_some_and(fits)
        }),
        (new, old) => new == old,
    }
}
