//! The tools of `dixit mcp`, asked over standard input and output as clients do.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Stdio},
};

use serde_json::{Value, json};

use crate::archive::Archive;

/// A client in a session.
struct Client {
    process: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    asked: u64,
}

impl Client {
    fn new(archive: &Archive) -> Client {
        let mut process = archive
            .command(&["mcp"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let input = process.stdin.take();
        let output = BufReader::new(process.stdout.take().unwrap());
        let mut client = Client { process, input, output, asked: 0 };
        let hello = client.ask(
            "initialize",
            json!({
                "protocolVersion": "2025-06-18", "capabilities": {},
                "clientInfo": {"name": "test", "version": "1"},
            }),
        );
        assert_eq!(hello["serverInfo"]["name"], "dixit", "{hello}");
        assert!(hello["instructions"].as_str().unwrap().contains("SAID("), "{hello}");
        client.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
        client
    }

    fn send(&mut self, message: &Value) {
        writeln!(self.input.as_mut().unwrap(), "{message}").unwrap();
    }

    /// The result of a request. Every line of standard output is a message.
    fn ask(&mut self, method: &str, params: Value) -> Value {
        self.asked += 1;
        let id = self.asked;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        let answer: Value =
            serde_json::from_str(&line).unwrap_or_else(|_| panic!("no JSON: {line:?}"));
        assert_eq!(answer["id"], id, "{answer}");
        answer["result"].clone()
    }

    fn call(&mut self, tool: &str, arguments: Value) -> Value {
        self.ask("tools/call", json!({"name": tool, "arguments": arguments}))
    }

    /// What a tool answers; the text says the same.
    fn answer(&mut self, tool: &str, arguments: Value) -> Value {
        let result = self.call(tool, arguments);
        assert_eq!(result["isError"], false, "{result}");
        let text: Value =
            serde_json::from_str(result["content"][0]["text"].as_str().unwrap()).unwrap();
        assert_eq!(text, result["structuredContent"]);
        text
    }

    /// What a tool says of a question that it cannot answer.
    fn complaint(&mut self, tool: &str, arguments: Value) -> String {
        let result = self.call(tool, arguments);
        assert_eq!(result["isError"], true, "{result}");
        result["content"][0]["text"].as_str().unwrap().to_owned()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn a_model_finds_reads_and_cites() {
    let mut client = Client::new(&Archive::indexed());
    let tools = client.ask("tools/list", json!({}));
    let mut names: Vec<&str> = tools["tools"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tool| tool["name"].as_str().unwrap())
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["fetch", "quotes", "search", "speaker"]);
    assert!(
        tools["tools"]
            .as_array()
            .unwrap()
            .iter()
            .all(|it| it["annotations"]["readOnlyHint"] == true)
    );

    let found = client.answer("search", json!({"query": "toll", "sort": "newest"}));
    assert_eq!(found["total"], 2);
    let last = &found["results"][1];
    assert_eq!(
        (&last["id"], &last["url"]),
        (&json!("bridge.txt"), &json!("urn:dixit:article:bridge%2Etxt"))
    );
    assert!(last["text"].as_str().unwrap().contains("never charge a toll"), "{last}");

    let whole = client.answer("fetch", json!({"id": "bridge.txt"}));
    assert_eq!(whole["title"], "Mayor rules out bridge toll");
    let text: Vec<char> = whole["text"].as_str().unwrap().chars().collect();
    let found = client.answer("quotes", json!({"query": "SAID(ruiz, toll)"}));
    let quote = &found["results"][0];
    assert_eq!((&quote["speaker"], &quote["attribution"]), (&json!("Ana Ruiz"), &json!("stated")));
    assert_eq!(quote["text_sha256"], whole["text_sha256"]);
    let piece = &quote["pieces"][0];
    let at = |name: &str| piece[name].as_u64().unwrap() as usize;
    let cut: String = text[at("start")..at("end")].iter().collect();
    assert_eq!(
        (cut.as_str(), &piece["exact"]),
        ("“We will never charge a toll on that bridge,”", &json!(cut))
    );
    assert!(piece["suffix"].as_str().unwrap().starts_with(" said Ana Ruiz"), "{piece}");
    let by_quote = client.answer("fetch", json!({"id": quote["id"]}));
    assert_eq!(by_quote["id"], "bridge.txt");

    let who = client.answer("speaker", json!({"name": "ruiz"}));
    assert_eq!(who["speakers"][0]["name"], "Ana Ruiz");
    assert_eq!(
        (&who["speakers"][0]["quotes"], &who["latest"][0]["article"]),
        (&json!(2), &json!("w1"))
    );

    let first = client.answer("search", json!({"query": "*", "limit": 2}));
    let rest = client.answer("search", json!({"query": "*", "limit": 2, "after": first["next"]}));
    assert_eq!(rest["results"].as_array().unwrap().len(), 1);
}

#[test]
fn a_question_that_cannot_be_answered_says_why() {
    let mut client = Client::new(&Archive::indexed());
    let cases = [
        ("search", json!({"query": "toll OR"}), "E02 at 6"),
        ("quotes", json!({"query": "speeker:ruiz"}), "did you mean speaker"),
        ("search", json!({"query": "toll", "limit": 500}), "write 1 to 50"),
        ("search", json!({"query": "toll", "after": "x"}), "is not a cursor"),
        ("fetch", json!({"id": "nothing"}), "no article has the id \"nothing\""),
        ("speaker", json!({"name": "?"}), "write a name"),
    ];
    for (tool, arguments, expected) in cases {
        let complaint = client.complaint(tool, arguments);
        assert!(complaint.to_lowercase().contains(&expected.to_lowercase()), "{complaint}");
    }
    let nobody = client.answer("search", json!({"query": "tolll"}));
    assert_eq!(
        (&nobody["total"], &nobody["suggestions"][0]["meant"][0]),
        (&json!(0), &json!("toll"))
    );
    // The end of the input is the end of the session.
    drop(client.input.take());
    assert!(client.process.wait().unwrap().success());
}
