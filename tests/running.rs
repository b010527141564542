//! The server as a process: connections, commits by others, too many questions, its end.

use std::{sync::Arc, time::Duration};

use dixit::{
    error::Error,
    extract::EntityKind,
    index::{
        Backend,
        local::{Index, Stop},
    },
    query::{Interval, Query, SearchRequest, Sort, parse},
    serve::{App, Limits, Settings},
};

use crate::{
    archive::Archive,
    serve::{READ, Server, WRITE},
};

#[test]
fn who_would_wait_too_long_is_told_so() {
    let limits =
        Limits { questions: 1, waiting: 1, time: Duration::from_millis(100), ..Limits::default() };
    let server = Server::with(Settings { limits, ..Settings::default() });
    let app = server.app.clone();
    let slow = |app: Arc<App>| async move {
        app.ask(|_| std::thread::sleep(Duration::from_millis(400))).await
    };
    server.runtime.block_on(async {
        let asked = [slow(app.clone()), slow(app.clone()), slow(app)].map(tokio::spawn);
        let mut codes = Vec::new();
        for asked in asked {
            codes.push(asked.await.unwrap().unwrap_err().code);
        }
        codes.sort_unstable();
        assert_eq!(codes, ["too-many", "too-slow", "too-slow"]);
    });
    std::thread::sleep(Duration::from_millis(500));
    server.get("/v1/search?q=toll").expect(200);
}

#[test]
fn a_question_that_nobody_waits_for_ends() {
    let limits = Limits { time: Duration::from_millis(100), ..Limits::default() };
    let server = Server::with(Settings { limits, ..Settings::default() });
    let (tell, told) = std::sync::mpsc::channel();
    let endless = move |index: &Index| {
        let request = SearchRequest::articles(parse("toll NEAR/5 bridge").unwrap().query);
        while index.search(&request).is_ok() {}
        tell.send(index.search(&request).unwrap_err()).unwrap();
    };
    let answer = server.runtime.block_on(server.app.ask(endless));
    assert_eq!(answer.unwrap_err().code, "too-slow");
    let why = told.recv_timeout(Duration::from_secs(20)).unwrap();
    assert!(matches!(why, Error::Stopped), "{why}");
}

#[test]
fn whatever_is_asked_ends_at_a_stop() {
    let server = Server::new();
    let (stop, today) = (Stop::default(), jiff::civil::Date::default());
    stop.stop();
    let stopped = server.app.index().until(&stop);
    let query = parse("toll").unwrap().query;
    let request = SearchRequest::articles(query.clone());
    let answers = [
        stopped.search(&request).map(drop),
        stopped.search(&SearchRequest::articles(Query::All).sort(Sort::Newest)).map(drop),
        stopped.facets(&request, 9, Interval::Month).map(drop),
        stopped.names(EntityKind::Person, None, today, 9).map(drop),
        stopped.names(EntityKind::Person, Some(&query), today, 9).map(drop),
        stopped.topics(&Query::All, today, 9).map(drop),
    ];
    for (number, answer) in answers.into_iter().enumerate() {
        assert!(matches!(answer, Err(Error::Stopped)), "of answer {number}");
    }
    // What was left unfinished is not kept.
    let names = server.app.index().names(EntityKind::Person, None, today, 9).unwrap();
    assert!(names.total > 0);
}

/// The command as a server, on a port of its own.
struct Running {
    process: std::process::Child,
    address: String,
}

impl Running {
    fn start(archive: &Archive, words: &[&str]) -> Running {
        use std::io::BufRead;
        let words: Vec<&str> = ["serve", "--port", "0"].iter().chain(words).copied().collect();
        let mut command = archive.command(&words);
        let mut process = command.stderr(std::process::Stdio::piped()).spawn().unwrap();
        let mut said = std::io::BufReader::new(process.stderr.take().unwrap()).lines();
        let address =
            said.find_map(|line| line.unwrap().split_once("http://").map(|it| it.1.to_owned()));
        // What it says must not fill the pipe.
        std::thread::spawn(move || said.for_each(drop));
        Running { process, address: address.unwrap() }
    }

    fn connect(&self) -> std::net::TcpStream {
        let stream = std::net::TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream
    }

    /// What comes back for these bytes until the connection is closed.
    fn say(&self, bytes: &str) -> String {
        use std::io::{Read, Write};
        let mut stream = self.connect();
        stream.write_all(bytes.as_bytes()).unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn is_well(&self) -> bool {
        let asked =
            "GET /v1/search?q=toll HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
        self.say(asked).starts_with("HTTP/1.1 200")
    }

    #[cfg(unix)]
    fn terminate(&mut self) -> std::process::ExitStatus {
        let id = rustix::process::Pid::from_child(&self.process);
        rustix::process::kill_process(id, rustix::process::Signal::TERM).unwrap();
        self.process.wait().unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn connections_that_are_too_slow_or_too_large_are_cut_off() {
    let archive = Archive::indexed();
    let limits = ["--header-timeout", "1", "--max-headers", "8", "--max-connections", "600"];
    let running = Running::start(&archive, &limits);
    let idle: Vec<std::net::TcpStream> = (0..300).map(|_| running.connect()).collect();
    assert!(running.is_well(), "idle connections keep others out");
    assert_eq!(running.say("GET / HTTP/1.1\r\nhost: loc"), "", "a head that never ends");
    let large = format!("GET / HTTP/1.1\r\nhost: localhost\r\nx: {}\r\n\r\n", "x".repeat(100_000));
    assert!(running.say(&large).starts_with("HTTP/1.1 431"));
    assert!(running.say("nonsense\r\n\r\n").starts_with("HTTP/1.1 400"));
    drop(idle);
    assert!(running.is_well());
}

#[cfg(unix)]
#[test]
fn a_stop_finishes_what_has_begun() {
    use std::io::{Read, Write};
    let archive = Archive::indexed();
    archive.write("keys", format!("write {WRITE}\n"));
    let mut running = Running::start(&archive, &["--writable", "--api-key-file", "keys"]);
    let body = r#"{"id":"late","text":"It came late."}"#;
    let mut stream = running.connect();
    let head = format!(
        "POST /v1/bulk HTTP/1.1\r\nhost: localhost\r\nx-api-key: {WRITE}\r\n\
         content-type: application/x-ndjson\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    // The request has begun when the server has answered another one that came after it.
    assert!(running.is_well());
    let stopping = std::thread::spawn(move || running.terminate());
    std::thread::sleep(Duration::from_millis(200));
    stream.write_all(body.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(stopping.join().unwrap().success());
    archive.run(&["show", "late"]).expect(0);
}

#[test]
fn a_commit_by_another_process_is_seen() {
    let archive = Archive::indexed();
    let running = Running::start(&archive, &[]);
    let asked = "GET /v1/articles/news HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    let asked = asked.replace("articles/news", "articles/new.txt");
    assert!(running.say(&asked).starts_with("HTTP/1.1 404"));
    archive.write("news/new.txt", "New\n\nSomething new.\n");
    archive.run(&["index", "news"]).expect(0);
    let seen = (0..200).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        running.say(&asked).starts_with("HTTP/1.1 200")
    });
    assert!(seen);
}

#[test]
fn an_unsafe_server_does_not_start() {
    let archive = Archive::indexed();
    archive.write("keys", format!("read {READ}\n"));
    archive.write("bad", "read short\n");
    for (words, expected) in [
        (&["--bind", "0.0.0.0"][..], "--api-key-file"),
        (&["--writable"], "--api-key-file"),
        (&["--writable", "--api-key-file", "keys"], "write KEY"),
        (&["--api-key-file", "bad"], "keys, line 1"),
        (&["--api-key-file", "none"], "cannot open none"),
        (&["--allow-origin", "*"], "https://news.example"),
        (&["--max-page", "0"], "0 is not in"),
    ] {
        let words: Vec<&str> = ["serve"].iter().chain(words).copied().collect();
        let ran = archive.run(&words).expect(2);
        assert!(ran.err.contains(expected), "{words:?}: {}", ran.err);
    }
    let ran = Archive::new().run(&["serve"]).expect(4);
    assert!(ran.err.contains("no index"), "{}", ran.err);
}

#[test]
fn an_export_ends_in_order() {
    let running = Running::start(&Archive::indexed(), &[]);
    let asked = |more: &str| {
        format!("GET /v1/export?q=* HTTP/1.1\r\nhost: localhost\r\n{more}connection: close\r\n\r\n")
    };
    let answer = running.say(&asked(""));
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("\r\n0\r\n\r\n"), "{answer}");
    assert_eq!(answer.matches("\"attribution\"").count(), 3);
    assert!(running.say(&asked("accept-encoding: gzip\r\n")).ends_with("\r\n0\r\n\r\n"));
}
