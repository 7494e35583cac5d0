//! Strings that AWS accepts in one form only.

use terrace_aws::string_form;

string_form! {
    /// IPv4 CIDR block.
    CidrBlock, "^[0-9]{1,3}(\\.[0-9]{1,3}){3}/[0-9]{1,2}$", "10.0.64.0/20";

    /// IPv6 CIDR block of a subnet, which AWS requires to be a /64.
    Ipv6SubnetBlock, "^[0-9a-fA-F:]+/64$", "2001:db8:1234:1a00::/64";

    /// ID of an internet gateway.
    InternetGatewayId, "^igw-[0-9a-f]+$", "igw-0123456789abcdef0";

    /// ID of an egress-only internet gateway.
    EgressOnlyGatewayId, "^eigw-[0-9a-f]+$", "eigw-0123456789abcdef0";

    /// Name of a service that has interface endpoints, without or with the region's prefix.
    ServiceName, "^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$", "ecr.api";

    /// Name of a region of AWS.
    RegionName, "^[a-z]{2,}(-[a-z]+)+-[0-9]+$", "eu-west-1";

    /// ID of an account.
    AccountId, "^[0-9]{12}$", "123456789012";

    /// ID of a peering connection.
    PeeringConnectionId, "^pcx-[0-9a-f]+$", "pcx-0123456789abcdef0";
}
