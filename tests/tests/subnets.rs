//! The zones of the built-in network's subnets, and the resources in them, from one apply to the next: with the real
//! terraform and simulated providers.

use crate::under_test::sandbox;
use terrace_tests::program::{CommandOutput, Sandbox, is_there};

const ZONES: &str = "us-east-1a, us-east-1b, us-east-1c";

/// Writes a stack with these inputs of the network, in which AWS lists these zones.
fn write(sandbox: &Sandbox, inputs: &str, zones: &str) {
    let stack = format!(
        "stack: shop\n\
         regions:\n\
         \x20 main: {{ aws: {{ region: us-east-1 }} }}\n\
         tiers:\n\
         \x20 network: {{ component: network, regions: all, inputs: {{ {inputs} }} }}\n\
         \x20 compute:\n\
         \x20   component: compute\n\
         \x20   regions: all\n\
         \x20   inputs:\n\
         \x20     vpc_id: ${{tier.network.vpc_id}}\n\
         \x20     public_subnet_ids: ${{tier.network.public_subnet_ids}}\n\
         \x20     private_subnet_ids: ${{tier.network.private_subnet_ids}}\n\
         sandbox:\n\
         \x20 data:\n\
         \x20   aws_availability_zones: {{ names: [{zones}] }}\n"
    );
    sandbox.write("terrace.yaml", stack).unwrap();
}

fn apply(sandbox: &Sandbox) -> CommandOutput {
    let ran =
        sandbox.run(["apply", "--sandbox", "--", "-auto-approve", "-input=false", "-no-color"]).unwrap();
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    ran
}

/// Runs a plan, and expects no changes.
#[track_caller]
fn assert_unchanged(sandbox: &Sandbox) -> CommandOutput {
    let ran = sandbox.run(["plan", "--sandbox", "--", "-detailed-exitcode", "-no-color"]).unwrap();
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    ran
}

#[test]
fn subnets_stay_in_their_zones() {
    if !is_there("terraform") {
        return;
    }
    let sandbox = sandbox();
    let inputs = "desired_azs: 2, public_subnets: 2, private_subnets: 4";
    write(&sandbox, inputs, ZONES);
    apply(&sandbox);
    for zones in ["us-east-1b, us-east-1c", "us-east-1c", "us-east-1a, us-east-1aa, us-east-1b"] {
        write(&sandbox, inputs, zones);
        let ran = assert_unchanged(&sandbox);
        assert!(!ran.stdout.contains("Check block assertion failed"), "{}", ran.stdout);
    }
    // More zones move nothing, and terraform warns that four subnets are in two of the three.
    let named =
        "availability_zones: [us-east-1c, us-east-1b, us-east-1a], public_subnets: 2, private_subnets: 4";
    for inputs in ["desired_azs: 3, public_subnets: 2, private_subnets: 4", named] {
        write(&sandbox, inputs, ZONES);
        let ran = assert_unchanged(&sandbox);
        let told = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        let warning =
            "The private subnets should be in 3 availability zones, but are in us-east-1a, us-east-1b.";
        assert!(told.contains(warning), "{told}");
    }
    // New subnets are in the intended zones, and have the routes of their zone.
    write(&sandbox, "desired_azs: 3, public_subnets: 3, private_subnets: 6", ZONES);
    let ran = apply(&sandbox);
    assert!(ran.stdout.contains("10 added, 4 changed, 0 destroyed"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("Check block assertion failed"), "{}", ran.stdout);
    assert_unchanged(&sandbox);
}

#[test]
fn subnets_are_released_before_they_are_destroyed() {
    if !is_there("terraform") {
        return;
    }
    let sandbox = sandbox();
    write(&sandbox, "desired_azs: 3, public_subnets: 3, private_subnets: 3", ZONES);
    apply(&sandbox);
    write(&sandbox, "desired_azs: 3, public_subnets: 2, private_subnets: 2", ZONES);
    let ran = apply(&sandbox);
    let at = |event: &str| ran.stdout.find(event).unwrap_or_else(|| panic!("{event}: {}", ran.stdout));
    for (first, then) in [
        (
            "aws_lb.compute_main_main: Modifications complete",
            "aws_route_table_association.network_main_public_2: D",
        ),
        ("aws_lb.compute_main_main: Modifications complete", "aws_subnet.network_main_public_2: Destroying"),
        (
            "aws_autoscaling_group.compute_main_main: Modifications complete",
            "aws_subnet.network_main_private_2: Destroying",
        ),
        ("aws_nat_gateway.network_main_zone_2: Destruction", "aws_subnet.network_main_public_2: Destroying"),
        ("aws_nat_gateway.network_main_zone_2: Destruction", "aws_eip.network_main_nat_2: Destroying"),
    ] {
        assert!(at(first) < at(then), "{first} before {then}: {}", ran.stdout);
    }
    assert!(ran.stdout.contains("0 added, 4 changed, 8 destroyed"), "{}", ran.stdout);
    // Subnets get another table before theirs is deleted, and its gateway with it.
    write(&sandbox, "desired_azs: 3, public_subnets: 2, private_subnets: 2, nat: single", ZONES);
    let ran = apply(&sandbox);
    let at = |event: &str| ran.stdout.find(event).unwrap_or_else(|| panic!("{event}: {}", ran.stdout));
    let moved = at("aws_route_table_association.network_main_private_1: Modifications complete");
    for gone in ["aws_route_table.network_main_private_1", "aws_nat_gateway.network_main_zone_1"] {
        assert!(moved < at(&format!("{gone}: Destroying")), "{}", ran.stdout);
    }
    assert!(ran.stdout.contains("0 added, 3 changed, 4 destroyed"), "{}", ran.stdout);
}

#[test]
fn load_balancer_has_one_subnet_in_each_zone() {
    let sandbox = sandbox();
    let mut said = String::new();
    for inputs in [
        "desired_azs: 2, public_subnets: 3",
        "desired_azs: 1",
        "availability_zones: [us-east-1a, us-east-1b], public_subnets: 4",
    ] {
        write(&sandbox, inputs, ZONES);
        let ran = sandbox.run(["synth"]).unwrap();
        assert_eq!(ran.code, 1, "{}", ran.stdout);
        said.push_str(&format!("{inputs}\n{}\n", ran.stderr));
    }
    insta::assert_snapshot!(said);
    write(&sandbox, "desired_azs: 3, public_subnets: 3", ZONES);
    assert_eq!(sandbox.run(["synth"]).unwrap().code, 0);
}
