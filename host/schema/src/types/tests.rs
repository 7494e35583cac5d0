use super::*;
use proptest::prelude::*;

fn attribute() -> impl Strategy<Value = (bool, Option<String>)> {
    let defaults = prop::sample::select(vec!["null", "5", "\"a, b\"", "[]", "[\"x\", 1]", "{ a = 1 }", "{}"]);
    (any::<bool>(), prop::option::of(defaults))
        .prop_map(|(optional, default)| (optional, default.filter(|_| optional).map(str::to_owned)))
}

fn any_type() -> impl Strategy<Value = Type> {
    let plain = prop::sample::select(vec![Type::Any, Type::String, Type::Number, Type::Bool]);
    plain.prop_recursive(4, 32, 4, |inner| {
        let member = (inner.clone(), attribute()).prop_map(|(type_constraint, (optional, default))| {
            Attribute { type_constraint, optional, default }
        });
        prop_oneof![
            inner.clone().prop_map(|element| Type::List(Box::new(element))),
            inner.clone().prop_map(|element| Type::Set(Box::new(element))),
            inner.clone().prop_map(|element| Type::Map(Box::new(element))),
            prop::collection::vec(inner, 0..4).prop_map(Type::Tuple),
            prop::collection::btree_map("[a-z_][a-z0-9_-]{0,5}", member, 0..4).prop_map(Type::Object),
        ]
    })
}

proptest! {
    #[test]
    fn a_type_reads_as_it_shows(given in any_type()) {
        // These begin an expression of another kind.
        prop_assume!(!given.to_string().contains(" null =") && !given.to_string().contains("for ="));
        prop_assert_eq!(given.to_string().parse::<Type>(), Ok(given));
    }

    #[test]
    fn no_text_is_too_much(text in "\\PC{0,40}|[a-z(){}\\[\\]=, ]{0,60}") {
        if let Ok(read) = text.parse::<Type>() {
            prop_assert_eq!(read.to_string().parse::<Type>(), Ok(read));
        }
    }
}

#[test]
fn types_are_shown_in_one_form() {
    let shown = |text: &str| text.parse::<Type>().map(|read| read.to_string()).unwrap();
    assert_eq!(shown(" list( string ) "), "list(string)");
    assert_eq!(shown("tuple([string,number,])"), "tuple([string, number])");
    assert_eq!(
        shown("object({\n  b: optional(list(string), [ \"x\" ])\n  a = any\n})"),
        "object({a = any, b = optional(list(string), [ \"x\" ])})"
    );
}

#[test]
fn faults() {
    let deep = "list(".repeat(100) + "string" + &")".repeat(100);
    let texts = [
        "",
        "strng",
        "\"string\"",
        "list",
        "list()",
        "list(string, number)",
        "map(strin)",
        "tuple(string)",
        "object(string)",
        "object({a = strin})",
        "object({\"a b\" = string})",
        "object({a = string, a = number})",
        "optional(string)",
        "list(optional(string))",
        "object({a = optional()})",
        "object({a = optional(string, 1, 2)})",
        "maybe(string)",
        "string | number",
        "list(string...)",
        "var.x",
        "list(string",
        "[string]",
        &deep,
    ];
    let faults = texts.map(|text| {
        let error = text.parse::<Type>().unwrap_err();
        format!("{}\n  {error}\n", text.chars().take(40).collect::<String>())
    });
    insta::assert_snapshot!(faults.concat());
}
