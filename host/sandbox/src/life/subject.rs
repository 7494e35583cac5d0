//! The identity of a simulated object, from which its values are derived.

use sha2::{Digest as _, Sha256};

use crate::settings::split_instance;
use crate::shape::Shape;
use crate::value::Value;

/// The account that every simulated object belongs to.
pub(super) const ACCOUNT: &str = "123456789012";

/// An object that values are invented for.
#[derive(Clone, Debug)]
pub(super) struct Subject<'a> {
    pub(super) type_name: &'a str,
    /// The object's name in the configuration, or the closest thing to it.
    pub(super) name: String,
    /// The region in the provider's configuration.
    pub(super) region: &'a str,
    /// True if the object is read and not created.
    pub(super) data: bool,
    /// How the stack uses the object's values.
    pub(super) shape: Option<&'a Shape>,
    /// The object's `id`, once it has one.
    pub(super) id: String,
    seed: [u8; 32],
}

impl<'a> Subject<'a> {
    /// Creates an object of the type.
    ///
    /// `identity` is everything that distinguishes it: the address if it is known, otherwise the configuration. Equal
    /// identities get equal values, in every run and on every machine.
    pub(super) fn new(
        type_name: &'a str,
        identity: &[&[u8]],
        config: &Value,
        address: Option<&str>,
        region: &'a str,
    ) -> Self {
        let mut hash = Sha256::new();
        for part in [type_name.as_bytes()].iter().chain(identity) {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        let seed = hash.finalize().into();
        let mut subject = Self {
            type_name,
            name: String::new(),
            region,
            data: false,
            shape: None,
            id: String::new(),
            seed,
        };
        subject.name = configured_name(config, type_name)
            .or_else(|| address.map(local_name))
            .unwrap_or_else(|| format!("{}-{}", subject.kind().replace('_', "-"), subject.digits("name", 8)));
        subject
    }

    /// Returns the type without the provider's prefix.
    pub(super) fn kind(&self) -> &'a str {
        self.type_name.split_once('_').map_or(self.type_name, |(_, kind)| kind)
    }

    /// Returns bytes that are specific to this object and this purpose.
    pub(super) fn bytes(&self, purpose: &str, count: usize) -> Vec<u8> {
        let block = |index: u64| {
            let mut hash = Sha256::new();
            hash.update(self.seed);
            hash.update(index.to_be_bytes());
            hash.update(purpose.as_bytes());
            hash.finalize()
        };
        (0_u64..).flat_map(block).take(count).collect()
    }

    /// Returns hexadecimal digits that are specific to this object and this purpose.
    pub(super) fn digits(&self, purpose: &str, count: usize) -> String {
        let bytes = self.bytes(purpose, count.div_ceil(2));
        let mut text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        text.truncate(count);
        text
    }

    /// Returns a number below the limit that is specific to this object and this purpose.
    pub(super) fn number(&self, purpose: &str, limit: u64) -> u64 {
        let bytes: [u8; 8] = self.bytes(purpose, 8).try_into().expect("8 bytes were requested");
        u64::from_be_bytes(bytes) % limit.max(1)
    }
}

fn configured_name(config: &Value, type_name: &str) -> Option<String> {
    let kind = type_name.rsplit('_').next().unwrap_or(type_name);
    let text =
        |name: &str| config.attribute(name)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    let tag = || config.attribute("tags")?.attribute("Name")?.as_str().map(str::to_owned);
    ["name", "bucket", "identifier", &format!("{kind}_name"), &format!("{kind}_identifier"), "display_name"]
        .into_iter()
        .find_map(text)
        .or_else(tag)
}

/// Returns `network-primary-main` for `aws_vpc.network_primary_main`, and `network-primary-main-a` for its instance `["a"]`.
fn local_name(address: &str) -> String {
    let (block, instance) = split_instance(address);
    let local = block.rsplit('.').next().unwrap_or(block);
    let joined = format!("{local}-{instance}");
    let parts = joined.split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-")
}
