use super::*;
use proptest::prelude::*;
use serde_json::json;

fn attribute() -> impl Strategy<Value = (bool, Option<String>)> {
    let defaults = prop::sample::select(vec!["null", "5", "\"a, b\"", "[]", "[\"x\", 1]", "{ a = 1 }", "{}"]);
    (any::<bool>(), prop::option::of(defaults))
        .prop_map(|(optional, default)| (optional, default.filter(|_| optional).map(str::to_owned)))
}

fn any_type() -> impl Strategy<Value = Type> {
    let plain = prop::sample::select(vec![Type::Any, Type::String, Type::Number, Type::Bool]);
    plain.prop_recursive(4, 32, 4, |inner| {
        let member = (inner.clone(), attribute()).prop_map(|(type_constraint, (optional, default))| {
            ObjectAttribute { type_constraint, optional, default, deprecated: false }
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

/// Returns a type as its JSON has it.
fn without_defaults(given: &Type) -> Type {
    let boxed = |inner: &Type| Box::new(without_defaults(inner));
    match given {
        Type::List(element) => Type::List(boxed(element)),
        Type::Set(element) => Type::Set(boxed(element)),
        Type::Map(element) => Type::Map(boxed(element)),
        Type::Tuple(elements) => Type::Tuple(elements.iter().map(without_defaults).collect()),
        Type::Object(attributes) => {
            let attribute = |attribute: &ObjectAttribute| ObjectAttribute {
                type_constraint: without_defaults(&attribute.type_constraint),
                default: None,
                ..attribute.clone()
            };
            Type::Object(attributes.iter().map(|(name, it)| (name.clone(), attribute(it))).collect())
        }
        simple => simple.clone(),
    }
}

proptest! {
    #[test]
    fn type_is_parsed_as_it_is_displayed(given in any_type()) {
        // These begin an expression of another kind.
        prop_assume!(!given.to_string().contains(" null =") && !given.to_string().contains("for ="));
        prop_assert_eq!(given.to_string().parse::<Type>(), Ok(given));
    }

    #[test]
    fn json_types_read_back(given in any_type()) {
        let back = Type::from_json(&given.to_json()).unwrap();
        prop_assert_eq!(back.to_json(), given.to_json());
        prop_assert_eq!(back, without_defaults(&given));
    }

    #[test]
    fn types_convert_to_themselves_and_to_anything(given in any_type()) {
        prop_assert!(given.converts_to(&given));
        prop_assert!(given.converts_to(&Type::Any));
        prop_assert!(Type::Any.converts_to(&given));
    }

    #[test]
    fn sets_take_what_lists_take(from in any_type(), element in any_type()) {
        let (list, set) = (Type::List(Box::new(element.clone())), Type::Set(Box::new(element)));
        prop_assert_eq!(from.converts_to(&list), from.converts_to(&set));
    }

    #[test]
    fn type_parser_never_panics(text in "\\PC{0,40}|[a-z(){}\\[\\]=, ]{0,60}") {
        if let Ok(read) = text.parse::<Type>() {
            prop_assert_eq!(read.to_string().parse::<Type>(), Ok(read));
        }
    }
}

#[test]
fn type_is_displayed_in_one_form() {
    let shown = |text: &str| text.parse::<Type>().map(|read| read.to_string()).unwrap();
    assert_eq!(shown(" list( string ) "), "list(string)");
    assert_eq!(shown("tuple([string,number,])"), "tuple([string, number])");
    assert_eq!(
        shown("object({\n  b: optional(list(string), [ \"x\" ])\n  a = any\n})"),
        "object({a = any, b = optional(list(string), [ \"x\" ])})"
    );
}

#[test]
fn summaries_cut_long_objects_off() {
    let given: Type =
        "object({a = optional(string), b = any, c = any, d = any, e = any, f = any})".parse().unwrap();
    assert_eq!(given.summary().to_string(), "object({a = string, b = any, c = any, d = any, and 2 more})");
    let nested: Type = "list(tuple([map(object({a = optional(bool, true)}))]))".parse().unwrap();
    assert_eq!(nested.summary().to_string(), "list(tuple([map(object({a = bool}))]))");
}

#[test]
fn json_notation_of_types_is_that_of_terraform() {
    let json = |text: &str| text.parse::<Type>().unwrap().to_json().to_string();
    assert_eq!(json("any"), r#""dynamic""#);
    assert_eq!(json("list(set(map(bool)))"), r#"["list",["set",["map","bool"]]]"#);
    assert_eq!(json("tuple([string, number])"), r#"["tuple",["string","number"]]"#);
    assert_eq!(
        json("object({a = string, b = optional(any)})"),
        r#"["object",{"a":"string","b":"dynamic"},["b"]]"#
    );
}

#[test]
fn json_type_errors_say_what_is_wrong() {
    let faults = [
        json!("text"),
        json!("any"),
        json!(1),
        json!([]),
        json!([["list"], "string"]),
        json!(["list"]),
        json!(["list", "string", "string"]),
        json!(["list", "text"]),
        json!(["tuple", "string"]),
        json!(["object", ["a"]]),
        json!(["object", { "a": "b" }]),
        json!(["object", {}, "a"]),
    ];
    insta::assert_snapshot!(faults.map(|json| Type::from_json(&json).unwrap_err().to_string()).join("\n"));
}

#[test]
fn type_errors_say_what_is_wrong() {
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
