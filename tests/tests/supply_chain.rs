//! The packages installed to build the language engines are those in this repository's requirements, by digest, whatever a
//! package index sends. The index here runs on this machine, and sends something else for every package.

use crate::under_test;
use serde_json::{Map, Value, json};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;
use terrace_tests::program::{CommandOutput, is_there, repository};

/// A package index that answers and records every request.
struct Index {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Index {
    /// Starts an index. `answer` returns the response for the index's own address and the requested path.
    fn start(answer: impl Fn(&str, &str) -> (&'static str, Vec<u8>) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (answer, noted, own) = (Arc::new(answer), Arc::clone(&asked), address.clone());
        // The thread ends with the process.
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (answer, noted, own) = (Arc::clone(&answer), Arc::clone(&noted), own.clone());
                thread::spawn(move || {
                    let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
                    let Some(path) = lines.next().and_then(|line| Some(line.split(' ').nth(1)?.to_owned()))
                    else {
                        return;
                    };
                    let _headers = lines.take_while(|line| !line.is_empty()).count();
                    let (kind, body) = answer(&own, &path);
                    noted.lock().unwrap().push(path);
                    let head = format!(
                        "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                        body.len()
                    );
                    // The client may have disconnected.
                    let _ = (&stream).write_all(&[head.as_bytes(), &body].concat());
                });
            }
        });
        Self { address, asked }
    }

    fn was_asked_for(&self, ending: &str) -> bool {
        self.asked.lock().unwrap().iter().any(|path| path.ends_with(ending))
    }
}

/// Builds the engine of a language in an empty cache, with these variables. It must fail, and leave no tools behind.
fn refused(language: &str, variables: &[(&str, &str)]) -> CommandOutput {
    let sandbox = under_test::sandbox();
    let cache = sandbox.work().join("../empty");
    let mut command = sandbox.command(["tier", "prepare", language]);
    command.env("TERRACE_CACHE_DIR", &cache).envs(variables.iter().copied());
    let ran = sandbox.masked_output(command.output().unwrap());
    assert_eq!(ran.code, 1, "{ran:?}");
    let mut left = vec![cache];
    while let Some(directory) = left.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().to_string_lossy().into_owned();
            assert!(!name.starts_with("componentize"), "{name} is left behind");
            if entry.file_type().unwrap().is_dir() {
                left.push(entry.path());
            }
        }
    }
    ran
}

#[test]
fn pip_installs_only_the_packages_in_the_requirements() {
    if !is_there("python3") {
        return;
    }
    let requirements = repository().join("plugins/sdk-python/engine/requirements.txt");
    let requirements = fs::read_to_string(requirements).unwrap();
    let version = requirements.split("componentize-py==").nth(1).unwrap();
    let version = version.split(|c: char| c != '.' && !c.is_ascii_alphanumeric()).next().unwrap();
    let wheel = format!("componentize_py-{version}-py3-none-any.whl");
    let page = format!("<html><body><a href=\"/files/{wheel}\">{wheel}</a></body></html>");
    let index = Index::start(move |_, path| match path.ends_with(".whl") {
        true => ("application/octet-stream", b"not the package that is named".to_vec()),
        false => ("text/html", page.clone().into_bytes()),
    });
    let simple = format!("{}/simple", index.address);
    let ran =
        refused("python", &[("PIP_INDEX_URL", &simple), ("PIP_NO_CACHE_DIR", "1"), ("PIP_RETRIES", "0")]);
    assert!(index.was_asked_for(".whl"), "the package comes from the index: {ran:?}");
    assert!(ran.stderr.contains("DO NOT MATCH THE HASHES"), "{}", ran.stderr);
}

/// Returns the packument of a package, with every version that the lock file has of it and tarballs from the index.
fn packument(lock: &Value, own: &str, name: &str) -> Vec<u8> {
    let packages = lock["packages"].as_object().unwrap();
    let of_name = packages.iter().filter(|(path, _)| path.ends_with(&format!("node_modules/{name}")));
    let versions: Map<_, _> = of_name
        .map(|(_, package)| {
            let version = package["version"].as_str().unwrap();
            let tarball = format!("{own}/files/{}-{version}.tgz", name.replace('/', "-"));
            let version_object = json!({ "name": name, "version": version, "dist": { "tarball": tarball } });
            (version.to_owned(), version_object)
        })
        .collect();
    json!({ "name": name, "dist-tags": {}, "versions": versions }).to_string().into_bytes()
}

#[test]
fn npm_installs_only_the_packages_in_the_lock_file() {
    if !is_there("npm") {
        return;
    }
    let lock =
        fs::read_to_string(repository().join("plugins/sdk-typescript/engine/package-lock.json")).unwrap();
    let lock: Value = serde_json::from_str(&lock).unwrap();
    let packages = lock["packages"].as_object().unwrap().iter().filter(|(path, _)| !path.is_empty());
    for (path, package) in packages {
        let integrity = package["integrity"].as_str().unwrap_or_default();
        assert!(integrity.starts_with("sha512-"), "{path} is not pinned by a digest");
    }
    let index = Index::start(move |own, path| match path.ends_with(".tgz") {
        true => ("application/octet-stream", b"not the package that is named".to_vec()),
        false => {
            let name = path.trim_start_matches('/').replace("%2f", "/").replace("%2F", "/");
            ("application/json", packument(&lock, own, &name))
        }
    });
    let directory = tempfile::tempdir().unwrap();
    let configuration = directory.path().join("npmrc");
    let settings =
        format!("registry={}/\ncache={}\nfetch-retries=0\n", index.address, directory.path().display());
    fs::write(&configuration, settings).unwrap();
    let ran = refused("typescript", &[("NPM_CONFIG_USERCONFIG", configuration.to_str().unwrap())]);
    assert!(index.was_asked_for(".tgz"), "the packages come from the index: {ran:?}");
    assert!(ran.stderr.contains("EINTEGRITY"), "{}", ran.stderr);
}
