//! Files in a checkout that are unreasonably large, or pipes. The large ones are sparse, so that the disk does not have to
//! hold them.

use super::guest::Guest;
use super::{bounded, sandbox};
use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

const CASE: &str = "inputs: {}\n";

#[test]
fn checkout_files_are_read_up_to_a_size() {
    let case = ["tier", "test", "hostile.wasm"];
    for (name, start, most, command) in [
        ("terrace.yaml", "stack: shop\n", 16 << 20, &["synth"][..]),
        ("terrace.prod.yaml", "{}\n", 16 << 20, &["synth", "--environment", "prod"]),
        ("terrace.lock", "", 4 << 20, &["synth"]),
        ("hostile.wasm", "", 64 << 20, &["synth"]),
        ("terrace.out/default/main.tf.json", "{}", 64 << 20, &["diff"]),
        ("tests/one.yaml", CASE, 16 << 20, &case),
        ("tests/one.expected.json", "{}", 64 << 20, &case),
    ] {
        let sandbox = sandbox("  hostile: { component: ./hostile.wasm }\n", &Guest::empty().component());
        sandbox.write("tests/one.yaml", CASE).unwrap();
        let path = sandbox.write(name, start).unwrap();
        // A difference from the expected contribution is shown in full, so this size is not tried for that file.
        let sizes = [(most, false), (most + 1, true), (1 << 40, true)];
        for (size, is_too_large) in sizes.into_iter().skip(usize::from(name.ends_with(".expected.json"))) {
            File::options().write(true).open(&path).unwrap().set_len(size).unwrap();
            let ran = bounded(&sandbox, &mut sandbox.command(command));
            let told = format!("{}{}", ran.stdout, ran.stderr);
            assert_eq!(told.contains("larger than"), is_too_large, "{name} of {size} bytes: {told}");
            assert!(ran.code != 0, "{name}: {told}");
        }
    }
}

#[test]
fn checkout_pipes_in_place_of_files_block_nothing() {
    let output = "terrace.out/default";
    for name in [
        ".terrace/schema.json",
        "terrace.lock",
        "terrace.toml",
        "terrace.vendor/index.json",
        &format!("{output}/main.tf.json"),
        &format!("{output}/beside.tf"),
        &format!("{output}/terraform.tfstate"),
        &format!("{output}/.terraform.lock.hcl"),
        &format!("{output}/.terraform/environment"),
        &format!("{output}/.terraform/terrace-init.json"),
    ] {
        let sandbox = sandbox("  hostile: { component: ./hostile.wasm }\n", &Guest::empty().component());
        let stack = sandbox.work().join("terrace.yaml");
        let text = fs::read_to_string(&stack).unwrap();
        fs::write(stack, format!("# yaml-language-server: $schema=.terrace/schema.json\n{text}")).unwrap();
        let terraform =
            sandbox.write("terraform", "#!/bin/sh\n[ \"$1\" != version ] || echo 'Terraform v1.11.4'\n");
        fs::set_permissions(terraform.unwrap(), fs::Permissions::from_mode(0o755)).unwrap();
        let pipe = sandbox.work().join(name);
        fs::create_dir_all(pipe.parent().unwrap()).unwrap();
        let _ = fs::remove_file(&pipe);
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        for command in [
            &["synth"][..],
            &["synth", "--check"],
            &["diff"],
            &["why", "hostile"],
            &["schema"],
            &["plan", "--terraform", "./terraform"],
            &["plan", "--terraform", "./terraform", "--offline"],
            &["terraform", "--terraform", "./terraform", "--", "state", "list"],
        ] {
            bounded(&sandbox, &mut sandbox.command(command));
        }
    }
}
