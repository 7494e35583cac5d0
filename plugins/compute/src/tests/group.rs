//! The instances: their types and volumes, and their number over time.

use super::{instance, made};
use terrace_sdk::serde_json::{Value as Json, json};

#[test]
fn group_with_all_settings() {
    insta::assert_snapshot!(made(json!({
        "ami_id": "ami-0123",
        "mixed_instances": {
            "instance_types": ["m7i.large", "m7i.xlarge"],
            "weights": {"m7i.large": 1, "m7i.xlarge": 2},
            "on_demand_base": 1,
            "on_demand_percentage": 25,
            "replace_early": true,
        },
        "security_group_ids": ["sg-1"],
        "root_volume_size": 30,
        "root_volume": {"iops": 4000, "throughput": 500, "kms_key_arn": {"$expr": "${tier.keys.key_arn}"}},
        "data_volumes": {
            "/dev/sdf": {"size": 100, "type": "io2", "iops": 5000},
            "/dev/sdg": {"snapshot_id": "snap-0123", "keep": true},
        },
        "target_cpu": null,
        "target_requests": 500,
        "rules": {"api": {"priority": 1, "paths": ["/api/*"], "action": {"forward": "main"}}},
        "schedules": {
            "night": {
                "recurrence": "0 20 * * MON-FRI",
                "time_zone": "Europe/Zurich",
                "min_size": 0,
                "desired_size": 0,
            },
        },
        "instance_refresh": {
            "min_healthy_percentage": 90,
            "max_healthy_percentage": 120,
            "warmup": 60,
            "checkpoints": [20, 100],
            "checkpoint_delay": 600,
            "rollback": true,
            "alarms": ["errors"],
            "skip_matching": {"$expr": "${var.skip}"},
        },
    })));
}

#[test]
fn warm_pool_and_no_refresh() {
    let made = made(json!({
        "warm_pool": {"min_size": 1, "max_prepared": 6, "reuse": true},
        "instance_refresh": {"automatic": false},
    }));
    let group = made.block("aws_autoscaling_group.main");
    let pool = json!([{
        "pool_state": "Stopped",
        "min_size": 1,
        "max_group_prepared_capacity": 6,
        "instance_reuse_policy": [{"reuse_on_scale_in": true}],
    }]);
    assert_eq!(group["warm_pool"], pool);
    assert!(group.get("instance_refresh").is_none());
}

#[test]
fn every_volume_is_encrypted() {
    let volumes = json!({"/dev/sdf": {"size": 1}, "/dev/sdg": {"snapshot_id": {"$expr": "${var.snapshot}"}}});
    let made = made(json!({"data_volumes": volumes}));
    let mappings = made.block("aws_launch_template.main")["block_device_mappings"].as_array().unwrap();
    assert_eq!(mappings.len(), 3);
    assert!(mappings.iter().all(|mapping| mapping["ebs"][0]["encrypted"] == true));
}

#[test]
fn group_inputs_that_are_invalid_are_reported() {
    let mixed = |mixed: Json| {
        let mut inputs = mixed;
        inputs["instance_types"] = json!(["m7i.large", "m6i.large"]);
        json!({"mixed_instances": inputs})
    };
    let volume = |device: &str, volume: Json| json!({"data_volumes": {device: volume}});
    let schedule = |sizes: Json| {
        let mut schedule = sizes;
        schedule["recurrence"] = json!("0 20 * * *");
        json!({"schedules": {"night": schedule}})
    };
    let refresh = |refresh: Json| json!({"instance_refresh": refresh});
    let wrong = [
        json!({"instance_type": "t4g.micro"}),
        json!({"ami_id": "ami-0123", "mixed_instances": {"instance_types": ["m7i.large", "m7g.large"]}}),
        mixed(json!({"weights": {"m7i.large": 0}})),
        mixed(json!({"weights": {"m7i.large": 1, "m6i.large": 1, "c7i.large": 1}})),
        json!({"mixed_instances": {"instance_types": ["m7i.large"]}, "warm_pool": {}}),
        volume("sdf", json!({"size": 1})),
        volume("/dev/xvda", json!({"size": 1})),
        volume("/dev/sdf", json!({})),
        volume("/dev/sdf", json!({"size": 1, "type": "io1"})),
        volume("/dev/sdf", json!({"size": 1, "type": "gp2", "iops": 100})),
        volume("/dev/sdf", json!({"size": 1, "iops": 100})),
        volume("/dev/sdf", json!({"size": 1, "type": "st1", "throughput": 125})),
        volume("/dev/sdf", json!({"size": 1, "throughput": 1000})),
        json!({"root_volume": {"type": "sc1"}}),
        schedule(json!({})),
        schedule(json!({"min_size": 3, "max_size": 2})),
        schedule(json!({"desired_size": 3, "max_size": 2})),
        refresh(json!({"min_healthy_percentage": 50})),
        refresh(json!({"checkpoints": [50, 20, 100]})),
        refresh(json!({"checkpoints": [50]})),
        json!({"target_requests": 100, "default_action": {"fixed_response": {"status": 404}}}),
        json!({"private_subnet_ids": null}),
        json!({
            "instances": false,
            "user_data": "#!/bin/sh",
            "schedules": {"night": {"recurrence": "0 20 * * *", "min_size": 0}},
        }),
    ];
    let errors: String = wrong.into_iter().map(|inputs| instance(inputs).errors()).collect();
    insta::assert_snapshot!(errors);
    made(json!({"instance_type": "t4g.micro", "ami_id": "ami-0123"}));
    made(json!({"instance_type": "t4g.micro", "ami_name": "al2023-ami-2023.*-arm64"}));
    made(volume("/dev/sdf", json!({"size": 1, "throughput": {"$expr": "${var.throughput}"}})));
    made(volume("/dev/sdf", json!({"size": 1, "iops": {"$expr": "${var.iops}"}, "throughput": 1000})));
}
