//! Faults and delays on request.

use std::time::Instant;

use serde_json::{Value as Json, json};
use terrace_sandbox::{Delay, Fault, Operation, prepare};

use super::Case;
use crate::run::Stack;

pub const ALL: &[Case] = &[
    ("a_failed_create_is_made_up_for", create),
    ("a_failed_update_and_delete_change_nothing", update_and_delete),
    ("a_failed_read_stops_the_plan", read),
    ("one_instance_can_fail", instance),
    ("an_orphan_can_fail_to_go", orphan),
    ("delays_take_their_time", delays),
    ("faults_of_nothing_are_refused", unknown),
];

fn chain(tag: &str) -> Json {
    json!({ "resource": {
        "aws_vpc": { "main": { "cidr_block": "10.0.0.0/16", "tags": { "T": tag } } },
        "aws_subnet": { "one": { "vpc_id": "${aws_vpc.main.id}" }, "two": { "vpc_id": "${aws_vpc.main.id}" } },
        "aws_instance": { "it": { "subnet_id": "${aws_subnet.one.id}" } }
    } })
}

fn fault(address: &str, operation: Operation) -> Vec<Fault> {
    vec![Fault { address: address.to_owned(), operation }]
}

const APPLY: [&str; 4] = ["apply", "-auto-approve", "-input=false", "-no-color"];

fn create() {
    let mut stack = Stack::new(&chain("a"));
    stack.options.faults = fault("aws_subnet.one", Operation::Create);
    let ran = stack.run(&APPLY);
    assert_eq!(ran.code, 1, "{}", ran.text);
    assert!(ran.says("Simulated failure: create of aws_subnet.one"), "{}", ran.text);
    assert!(ran.says("--fail 'aws_subnet.one=create'"), "{}", ran.text);
    assert_eq!(stack.objects().keys().collect::<Vec<_>>(), ["aws_subnet.two", "aws_vpc.main"]);
    stack.options.faults.clear();
    let said = stack.apply();
    assert!(said.contains("2 added, 0 changed, 0 destroyed"), "{said}");
    stack.destroy();
}

fn update_and_delete() {
    let mut stack = Stack::new(&chain("a"));
    stack.apply();
    let before = stack.objects();
    stack.write(&chain("b"));
    stack.options.faults = fault("aws_vpc.main", Operation::Update);
    assert_eq!(stack.run(&APPLY).code, 1);
    assert_eq!(stack.objects(), before);
    stack.options.faults = fault("aws_vpc.main", Operation::Delete);
    let ran = stack.run(&["destroy", "-auto-approve", "-no-color"]);
    assert_eq!(ran.code, 1, "{}", ran.text);
    assert_eq!(stack.objects().keys().collect::<Vec<_>>(), ["aws_vpc.main"]);
    stack.options.faults.clear();
    stack.destroy();
}

fn read() {
    let mut configuration = chain("a");
    configuration["data"] = json!({ "aws_ami": { "it": { "owners": ["self"] } } });
    let mut stack = Stack::new(&configuration);
    stack.apply();
    for address in ["aws_vpc.main", "data.aws_ami.it"] {
        stack.options.faults = fault(address, Operation::Read);
        let ran = stack.plan();
        assert_eq!(ran.code, 1, "{}", ran.text);
        assert!(ran.says(&format!("Simulated failure: read of {address}")), "{}", ran.text);
    }
    stack.options.faults.clear();
    assert_eq!(stack.plan().code, 0);
}

fn instance() {
    let mut stack = Stack::new(&json!({ "resource": { "aws_eip": {
        "each": { "for_each": "${toset([\"a\", \"b\"])}" }, "count": { "count": 2 } } } }));
    stack.options.faults = fault("aws_eip.each[\"b\"]", Operation::Create);
    stack.options.faults.extend(fault("aws_eip.count[0]", Operation::Create));
    assert_eq!(stack.run(&APPLY).code, 1);
    assert_eq!(stack.objects().keys().collect::<Vec<_>>(), ["aws_eip.count[1]", "aws_eip.each[\"a\"]"]);
    stack.options.faults.clear();
    assert!(stack.apply().contains("2 added"));
}

fn orphan() {
    let mut stack = Stack::new(&chain("a"));
    stack.apply();
    stack.write(&json!({}));
    stack.options.faults = fault("aws_instance.it", Operation::Delete);
    let ran = stack.run(&APPLY);
    assert_eq!(ran.code, 1, "{}", ran.text);
    assert!(stack.objects().contains_key("aws_instance.it"));
    stack.options.faults.clear();
    stack.apply();
    assert!(stack.objects().is_empty());
}

fn delays() {
    let mut stack = Stack::new(&chain("a"));
    stack.options.delays = vec![Delay { address: Some("aws_vpc.main".to_owned()), seconds: 1.5 }];
    let prepared = stack.prepare();
    let start = Instant::now();
    let ran = stack.terraform(&prepared, &APPLY);
    assert_eq!(ran.code, 0, "{}", ran.text);
    assert!(start.elapsed().as_secs_f64() > 1.5);
}

fn unknown() {
    let mut stack = Stack::new(&chain("a"));
    stack.options.faults = fault("aws_subnet.ome", Operation::Create);
    let error = prepare(&stack.options).unwrap_err().to_string();
    assert_eq!(
        error,
        "--fail names aws_subnet.ome, which is neither in the configuration nor in the sandbox's state; \
         did you mean `aws_subnet.one`?"
    );
}
