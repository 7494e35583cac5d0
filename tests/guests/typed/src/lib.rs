//! A tier with inputs and outputs of many types, for references between them.

use std::collections::BTreeMap;
use terrace_sdk::prelude::*;

/// One input of each kind. All may be left out.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// Number of items in the output `ids`.
    #[serde(default)]
    pub give: usize,

    /// Sets the output `wrong` to a value that does not match its declaration.
    #[serde(default)]
    pub lie: bool,

    /// A string.
    pub text: Option<Input<String>>,

    /// A name in lower case.
    #[schemars(extend("pattern" = "^[a-z]+$"))]
    pub name: Option<Input<String>>,

    /// A port.
    pub port: Option<Input<Port>>,

    /// A boolean.
    pub flag: Option<Input<bool>>,

    /// A size.
    pub size: Option<Input<Size>>,

    /// Two or three strings.
    #[schemars(extend("minItems" = 2, "maxItems" = 3))]
    pub ids: Option<Input<Vec<Input<String>>>>,

    /// Strings by name.
    pub labels: Option<Input<BTreeMap<String, Input<String>>>>,

    /// A listener.
    pub listener: Option<Input<Listener>>,

    /// One of two forms, distinguished by `kind`.
    pub target: Option<Target>,

    /// A secret.
    #[schemars(extend("writeOnly" = true))]
    pub password: Option<Input<String>>,

    /// Any value.
    pub any: Option<Value>,
}

/// A port.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
pub struct Port(#[schemars(range(min = 1, max = 65535))] pub u32);

/// A size.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Size {
    /// The smaller size.
    Small,
    /// The larger size.
    Large,
}

/// A listener.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Listener {
    /// Port of the listener.
    pub port: u16,
    /// Name of the listener.
    pub name: Option<String>,
}

/// One address or several.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Target {
    /// One address.
    One {
        /// The address, or an expression.
        address: Input<String>,
    },
    /// Several addresses.
    Many {
        /// The addresses, or an expression.
        address: Input<Vec<String>>,
    },
}

/// A tier with inputs and outputs of many types.
pub struct Typed;

impl Tier for Typed {
    type Inputs = Inputs;

    fn manifest() -> Manifest {
        Manifest::new("typed", env!("CARGO_PKG_VERSION"), "Inputs and outputs of many types.")
            .provider("terraform", "terraform.io/builtin/terraform", "")
            .resources(["terraform_data"])
            .output("id", "string", "A string that only Terraform knows.")
            .output("word", "string", "A known string.")
            .output("number", "number", "A known number.")
            .output("digits", "string", "A number as a string.")
            .output("count", "number", "A number that only Terraform knows.")
            .output("flag", "bool", "A boolean that only Terraform knows.")
            .output("ids", "list(string)", "`give` strings.")
            .output("names", "set(string)", "Strings that only Terraform knows.")
            .output("groups", "map(list(string))", "Lists of strings by name, which only Terraform knows.")
            .output("listener", "object({port = number, name = optional(string)})", "A listener.")
            .output("known_listener", "any", "A known listener, which is wrong.")
            .output("anything", "any", "A value that only Terraform knows.")
            .output("wrong", "map(string)", "A value that never matches its declaration.")
            .sensitive_output("password", "string", "A secret.")
            .output("link", "string", "The input `password` again.")
    }

    fn synth(_: &Context, inputs: Inputs) -> Result<Contribution, Diagnostics> {
        let mut out = Contribution::new();
        let body = Resource::new("terraform_data", "main")
            .set("input", object! { "text" => &inputs.text, "ids" => &inputs.ids, "any" => &inputs.any });
        let made = out.add(body);
        let unknown = |name: &str| made.attr("output").attr(name);
        for name in ["count", "flag", "names", "groups", "listener", "anything", "password"] {
            out.output(name, unknown(name));
        }
        out.output("id", made.attr("id"));
        out.output("word", "Word");
        out.output("number", 70_000);
        out.output("digits", "8080");
        out.output("ids", vec![made.attr("id"); inputs.give]);
        out.output("known_listener", object! { "name" => "web", "prot" => 80 });
        out.output("link", inputs.password.unwrap_or_else(|| "none".into()));
        if inputs.lie {
            out.output("wrong", values!["a", "b"]);
        }
        Ok(out)
    }
}

terrace_sdk::export!(Typed);
