//! The region and account of the instance.

use terrace_sdk::prelude::*;

/// The region and account of the instance. Each data source is added when it is first needed.
#[derive(Default)]
pub(crate) struct Here {
    service: Option<Reference>,
    identity: Option<Reference>,
}

impl Here {
    /// Returns the name of the region in AWS.
    ///
    /// It comes from a service, because version 6 of the provider has renamed the attributes of
    /// `aws_region`.
    pub(crate) fn region(&mut self, out: &mut Contribution) -> Expression {
        self.service(out).attr("region")
    }

    /// Returns the partition of AWS, such as `aws` or `aws-cn`.
    pub(crate) fn partition(&mut self, out: &mut Contribution) -> Expression {
        self.service(out).attr("partition")
    }

    /// Returns the ID of the account.
    pub(crate) fn account_id(&mut self, out: &mut Contribution) -> Expression {
        let identity = || out.add(Resource::data("aws_caller_identity", "current"));
        self.identity.get_or_insert_with(identity).attr("account_id")
    }

    fn service(&mut self, out: &mut Contribution) -> &Reference {
        let service = || out.add(Resource::data("aws_service", "ec2").set("service_id", "ec2"));
        self.service.get_or_insert_with(service)
    }
}
