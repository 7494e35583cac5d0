//! The description of a tier.

/// A tier's description: its outputs, its providers and the types that it may emit. The schema of its inputs
/// is not part of it; that is derived from [`Tier::Inputs`](crate::Tier::Inputs).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) summary: String,
    pub(crate) outputs: Vec<Output>,
    pub(crate) providers: Vec<Provider>,
    pub(crate) resources: Vec<String>,
    pub(crate) data_sources: Vec<String>,
    pub(crate) ephemeral_resources: Vec<String>,
    pub(crate) modules: Vec<String>,
    pub(crate) annotations: Vec<(String, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Output {
    pub(crate) name: String,
    pub(crate) type_constraint: String,
    pub(crate) description: String,
    pub(crate) sensitive: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Provider {
    pub(crate) name: String,
    pub(crate) source: String,
    pub(crate) version: String,
}

impl Manifest {
    /// Creates a manifest. The name consists of lower-case letters, digits and `-`, the version is a semantic
    /// version (usually `env!("CARGO_PKG_VERSION")`), and the summary is one sentence on what the tier
    /// creates.
    pub fn new(name: &str, version: &str, summary: &str) -> Self {
        Self {
            name: name.to_owned(),
            version: version.to_owned(),
            summary: summary.to_owned(),
            outputs: Vec::new(),
            providers: Vec::new(),
            resources: Vec::new(),
            data_sources: Vec::new(),
            ephemeral_resources: Vec::new(),
            modules: Vec::new(),
            annotations: Vec::new(),
        }
    }

    /// Adds a provider that the tier's blocks use: its local name, its source, and the accepted versions in
    /// Terraform's constraint syntax, empty for any.
    #[must_use]
    pub fn provider(mut self, name: &str, source: &str, version: &str) -> Self {
        self.providers.push(Provider {
            name: name.to_owned(),
            source: source.to_owned(),
            version: version.to_owned(),
        });
        self
    }

    /// Adds resource types that the tier may emit. The host rejects all others.
    #[must_use]
    pub fn resources<'a>(mut self, types: impl IntoIterator<Item = &'a str>) -> Self {
        self.resources.extend(types.into_iter().map(str::to_owned));
        self
    }

    /// Adds data source types that the tier may emit, without `data.`.
    #[must_use]
    pub fn data_sources<'a>(mut self, types: impl IntoIterator<Item = &'a str>) -> Self {
        self.data_sources.extend(types.into_iter().map(str::to_owned));
        self
    }

    /// Adds ephemeral resource types that the tier may emit, without `ephemeral.`.
    #[must_use]
    pub fn ephemeral_resources<'a>(mut self, types: impl IntoIterator<Item = &'a str>) -> Self {
        self.ephemeral_resources.extend(types.into_iter().map(str::to_owned));
        self
    }

    /// Adds sources of modules that the tier may call.
    #[must_use]
    pub fn modules<'a>(mut self, sources: impl IntoIterator<Item = &'a str>) -> Self {
        self.modules.extend(sources.into_iter().map(str::to_owned));
        self
    }

    /// Adds an output that the tier may set: a Terraform identifier, a type in Terraform's type constraint
    /// syntax such as `list(string)`, and a description in one sentence. Outputs are listed in the order of
    /// these calls.
    #[must_use]
    pub fn output(self, name: &str, type_constraint: &str, description: &str) -> Self {
        self.declare(name, type_constraint, description, false)
    }

    /// Adds an output whose value is secret. Otherwise like [`output`](Self::output).
    #[must_use]
    pub fn sensitive_output(self, name: &str, type_constraint: &str, description: &str) -> Self {
        self.declare(name, type_constraint, description, true)
    }

    /// Adds another fact for people and catalogues, such as `license`, `documentation` or `source`.
    #[must_use]
    pub fn annotation(mut self, key: &str, value: &str) -> Self {
        self.annotations.push((key.to_owned(), value.to_owned()));
        self
    }

    fn declare(mut self, name: &str, type_constraint: &str, description: &str, sensitive: bool) -> Self {
        self.outputs.push(Output {
            name: name.to_owned(),
            type_constraint: type_constraint.to_owned(),
            description: description.to_owned(),
            sensitive,
        });
        self
    }
}
