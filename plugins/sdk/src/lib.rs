//! Write Terrace tiers in Rust.
//!
//! A tier is a pure function from the request for one instance to the blocks that this instance adds to the
//! stack. You write it like a Terraform module, with local names.
//!
//! ```
//! use terrace_sdk::prelude::*;
//!
//! /// The tier's inputs. The comments become descriptions in its JSON Schema.
//! #[derive(Debug, Deserialize, JsonSchema)]
//! #[serde(deny_unknown_fields)]
//! pub struct Inputs {
//!     /// Number of queues. Must be known when the stack is synthesized.
//!     #[serde(default = "default_queues")]
//!     pub queues: u32,
//!     /// Key that encrypts the messages: a string, or an expression such as `${tier.keys.arn}`.
//!     pub kms_key_id: Option<Input<String>>,
//! }
//!
//! fn default_queues() -> u32 {
//!     1
//! }
//!
//! pub struct Queues;
//!
//! impl Tier for Queues {
//!     type Inputs = Inputs;
//!
//!     fn manifest() -> Manifest {
//!         Manifest::new("queues", env!("CARGO_PKG_VERSION"), "Message queues.")
//!             .provider("aws", "hashicorp/aws", ">= 5.0, < 7.0")
//!             .resources(["aws_sqs_queue"])
//!             .output("urls", "list(string)", "URL of each queue.")
//!     }
//!
//!     fn synth(context: &Context, inputs: Inputs) -> Result<Contribution, Diagnostics> {
//!         let mut out = Contribution::new();
//!         let mut urls = Vec::new();
//!         for number in 0..inputs.queues {
//!             let queue = out.add(
//!                 Resource::new("aws_sqs_queue", format!("queue_{number}"))
//!                     .set("kms_master_key_id", &inputs.kms_key_id)
//!                     .set("tags", context.tags(&format!("queue-{number}"))),
//!             );
//!             urls.push(queue.attr("url"));
//!         }
//!         out.output("urls", urls);
//!         Ok(out)
//!     }
//! }
//!
//! terrace_sdk::export!(Queues);
//! ```
//!
//! Three rules explain the rest:
//!
//! - **A string is a literal.** It is escaped in the output, so a `${` in it stays text. Only an
//!   [`Expression`] becomes `${…}`, and it comes from a [`Reference`], from an [`Input`], or from one of the
//!   functions of [`Expression`].
//! - **`None` is left out.** An attribute or output set to [`Value::Null`] is not written.
//! - **All problems are reported, not only the first.** See [`Diagnostics`].
//!
//! [`testing`] runs a tier natively and looks up its blocks by address.

#![warn(missing_docs)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

// The generated bindings use this name for the crate, both here and in a tier's crate.
#[cfg(target_arch = "wasm32")]
extern crate self as terrace_sdk;

mod block;
mod check;
mod context;
mod contribution;
mod diagnostic;
mod expression;
mod input;
mod manifest;
mod module;
mod reference;
mod request;
mod resource;
mod template;
mod tier;
mod user_data;
mod value;

#[cfg(target_arch = "wasm32")]
#[doc(hidden)]
pub mod component;
#[cfg(not(target_arch = "wasm32"))]
pub mod testing;

pub mod prelude;

pub use block::Block;
pub use check::Check;
pub use context::{Context, Region};
pub use contribution::{Contribution, Removal};
pub use diagnostic::{Diagnostic, Diagnostics};
pub use expression::Expression;
pub use input::Input;
pub use manifest::Manifest;
pub use module::Module;
pub use reference::Reference;
pub use resource::Resource;
pub use tier::Tier;
pub use user_data::UserData;
pub use value::Value;

pub use schemars;
pub use serde;
pub use serde_json;
