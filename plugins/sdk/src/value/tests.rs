use crate::prelude::*;
use serde_json::json;

fn read<T: for<'de> Deserialize<'de>>(text: &str) -> T {
    serde_json::from_str(text).unwrap()
}

#[test]
fn strings_and_keys_are_literals() {
    let value = object! { "${a}" => "${b}", "c" => Expression::raw("var.d"), "e" => ["%{f}"] };
    assert_eq!(value.to_json(), json!({"$${a}": "$${b}", "c": "${var.d}", "e": ["%%{f}"]}));
}

#[test]
fn input_is_known_or_an_expression() {
    assert_eq!(read::<Input<u32>>("3"), Input::Known(3));
    assert_eq!(Value::from(read::<Input<String>>(r#""${x}""#)).to_json(), json!("$${x}"));
    assert_eq!(Value::from(read::<Input<String>>(r#"{"$expr": "a-${x}"}"#)).to_json(), json!("a-${x}"));
    let list = read::<Input<Vec<Input<String>>>>(r#"["a", {"$expr": "${b}"}]"#);
    assert_eq!(Value::from(list).to_json(), json!(["a", "${b}"]));
    assert!(serde_json::from_str::<Input<u32>>(r#"{"$expr": 3}"#).is_err());
}

#[test]
fn values_may_contain_expressions_and_keep_digits() {
    let value: Value = read(r#"{"a": [{"$expr": "${x}"}, 1e400, 0.10], "b": {"$expr": "y", "c": null}}"#);
    assert_eq!(value.to_json().to_string(), r#"{"a":["${x}",1e+400,0.10],"b":{"$expr":"y","c":null}}"#);
}

#[test]
fn schemas_say_where_expressions_are_allowed() {
    #[derive(JsonSchema)]
    #[allow(dead_code)]
    struct Inputs {
        /// A port.
        #[serde(default = "default_port")]
        port: Input<u16>,
        subnets: Option<Input<Vec<Input<String>>>>,
        free: Value,
    }
    fn default_port() -> Input<u16> {
        80.into()
    }
    insta::assert_snapshot!(format!("{:#}", schemars::schema_for!(Inputs).as_value()));
}
