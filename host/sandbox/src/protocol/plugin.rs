//! The calls of the plugin framework besides the provider protocol.

/// The health of a service.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct Health {
    #[prost(enumeration = "Serving", tag = "1")]
    pub(crate) status: i32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub(crate) enum Serving {
    Unknown = 0,
    Serving = 1,
}
