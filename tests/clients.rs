//! The official Python clients, unmodified, in a session with a server: `clients/session.py`.
//!
//! `DIXIT_CLIENTS` is a folder with a virtual environment for each, as `.ci/run` makes it:
//! `elasticsearch8`, `elasticsearch9`, `opensearch`.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use crate::{archive::Archive, faults::skipped, serve::WRITE};

const CLIENTS: [&str; 3] = ["elasticsearch8", "elasticsearch9", "opensearch"];

/// A server in a process of its own, stopped when it is dropped.
struct Served {
    process: Child,
    address: String,
}

impl Served {
    /// Serves an empty index to those with the write key.
    fn new(archive: &Archive) -> Served {
        archive.write("keys", format!("write {WRITE}\n"));
        let mut process = archive
            .command(&["serve", "--port", "0", "--writable", "--api-key-file", "keys"])
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let mut lines = lines.map_while(Result::ok);
        let address = lines.find_map(|line| {
            Some(line[line.find("http://")?..].split_whitespace().next()?.to_owned())
        });
        // Who logs must be heard, or it waits.
        std::thread::spawn(move || lines.for_each(drop));
        Served { process, address: address.expect("the server says where it listens") }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn official_clients_work_unmodified() {
    let Some(clients) = std::env::var_os("DIXIT_CLIENTS").map(PathBuf::from) else {
        return skipped("DIXIT_CLIENTS names no folder with Python clients");
    };
    let archive = Archive::new();
    let served = Served::new(&archive);
    let session = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients/session.py");
    for client in CLIENTS {
        let python = clients.join(client).join("bin/python");
        let address = format!("{}/es", served.address.trim_matches(['"', '/']));
        let ran = Command::new(&python).arg(&session).args([&address, WRITE]).output();
        let ran = ran.unwrap_or_else(|error| panic!("{}: {error}", python.display()));
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (out, err) = (text(&ran.stdout), text(&ran.stderr));
        assert!(ran.status.success() && out.contains("all is well"), "{client}: {out}{err}");
    }
}
