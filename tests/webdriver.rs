//! A browser without a window, driven through chromedriver: as much of the WebDriver protocol as the
//! tests of the pages need.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

/// The longest wait for something that a page does.
const PATIENCE: Duration = Duration::from_secs(20);

/// How elements are named in the protocol.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Names under which the browser is installed.
const BROWSERS: &[&str] = &["chromium", "chromium-browser", "google-chrome"];

/// How a page is looked at.
#[derive(Clone, Copy)]
pub struct Look {
    /// Of the window, in pixels.
    pub width: u32,
    /// Whether the reader prefers dark pages.
    pub is_dark: bool,
    /// Whether scripts run.
    pub has_scripts: bool,
}

impl Default for Look {
    fn default() -> Look {
        Look { width: 1280, is_dark: false, has_scripts: true }
    }
}

/// A browser with one window.
pub struct Browser {
    driver: Driver,
    session: String,
}

/// Whether a browser and its driver are installed.
pub fn is_installed() -> bool {
    let runs = |program: &str| {
        let mut run = Command::new(program);
        run.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
        run.status().is_ok_and(|status| status.success())
    };
    runs("chromedriver") && BROWSERS.iter().any(|browser| runs(browser))
}

impl Browser {
    /// Opens a window.
    pub fn open(look: Look) -> Browser {
        let driver = Driver::start();
        let arguments =
            ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"];
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": {"args": arguments},
            "goog:loggingPrefs": {"browser": "ALL"},
        }}});
        let opened = driver.ask("POST", "/session", &wanted);
        let session = opened["sessionId"].as_str().unwrap_or_else(|| panic!("{opened}")).to_owned();
        let browser = Browser { driver, session };
        browser.look(look);
        browser
    }

    /// Looks at pages in another way, from the next one on.
    pub fn look(&self, look: Look) {
        let theme = if look.is_dark { "dark" } else { "light" };
        self.tell_browser(
            "Emulation.setDeviceMetricsOverride",
            &json!({"width": look.width, "height": 800, "deviceScaleFactor": 1, "mobile": false}),
        );
        let features = json!([
            {"name": "prefers-color-scheme", "value": theme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]);
        self.tell_browser(
            "Emulation.setEmulatedMedia",
            &json!({"media": "", "features": features}),
        );
        let value = json!({"value": !look.has_scripts});
        self.tell_browser("Emulation.setScriptExecutionDisabled", &value);
    }

    /// Loads a page.
    pub fn go(&self, address: &str) {
        self.post("/url", &json!({"url": address}));
    }

    /// The address of the page.
    pub fn address(&self) -> String {
        self.get("/url").as_str().unwrap().to_owned()
    }

    /// What a function without arguments returns; scripts of ours run also where those of pages do not.
    pub fn value(&self, body: &str) -> Value {
        self.post("/execute/sync", &json!({"script": body, "args": []}))
    }

    /// How many elements there are.
    pub fn count(&self, selector: &str) -> usize {
        let found = self.post("/elements", &json!({"using": "css selector", "value": selector}));
        found.as_array().unwrap().len()
    }

    /// The text of the first element, as it is seen.
    pub fn text(&self, selector: &str) -> String {
        self.get(&format!("/element/{}/text", self.element(selector))).as_str().unwrap().to_owned()
    }

    /// Presses the first element.
    pub fn click(&self, selector: &str) {
        let element = self.element(selector);
        self.post(&format!("/element/{element}/click"), &json!({}));
    }

    /// Types on whatever has the focus; `\u{E004}` is Tab, `\u{E007}` Enter.
    pub fn keys(&self, keys: &str) {
        let press = |key: char| {
            let key = key.to_string();
            [json!({"type": "keyDown", "value": key}), json!({"type": "keyUp", "value": key})]
        };
        let actions: Vec<Value> = keys.chars().flat_map(press).collect();
        self.post(
            "/actions",
            &json!({"actions": [{"type": "key", "id": "keys", "actions": actions}]}),
        );
    }

    /// Presses the button of the mouse over one point of the window, and lets it go over another.
    pub fn drag(&self, from: (i64, i64), to: (i64, i64)) {
        let over =
            |(x, y): (i64, i64)| json!({"type": "pointerMove", "duration": 50, "x": x, "y": y});
        let middle = ((from.0 + to.0) / 2, (from.1 + to.1) / 2);
        let actions = json!([
            over(from),
            {"type": "pointerDown", "button": 0},
            over(middle),
            over(to),
            {"type": "pointerUp", "button": 0},
        ]);
        let mouse = json!({"type": "pointer", "id": "mouse", "actions": actions});
        self.post("/actions", &json!({"actions": [mouse]}));
    }

    /// Waits until a page does what it should, and is whole: keys that are pressed before its script
    /// has run do nothing.
    #[track_caller]
    pub fn until(&self, what: &str, is_so: impl Fn() -> bool) {
        let begun = Instant::now();
        while !(is_so() && self.value("return document.readyState") == "complete") {
            assert!(begun.elapsed() < PATIENCE, "never: {what}, at {}", self.address());
            sleep(Duration::from_millis(50));
        }
    }

    /// Waits until the first element there is, and holds a text.
    #[track_caller]
    pub fn until_text(&self, selector: &str, text: &str) {
        // In one question: between two of them the page may be replaced.
        let seen = format!("return document.querySelector({selector:?})?.innerText ?? ''");
        self.until(&format!("{text:?} in {selector}"), || {
            self.value(&seen).as_str().is_some_and(|seen| seen.contains(text))
        });
    }

    /// What the browser complained about: scripts that failed, and what the policy of the page forbids.
    pub fn complaints(&self) -> Vec<String> {
        let log = self.post("/se/log", &json!({"type": "browser"}));
        let lines = log.as_array().unwrap().iter();
        let severe = lines.filter(|line| line["level"] == "SEVERE");
        severe.map(|line| line["message"].as_str().unwrap_or_default().to_owned()).collect()
    }

    fn element(&self, selector: &str) -> String {
        let found = self.post("/element", &json!({"using": "css selector", "value": selector}));
        found[ELEMENT].as_str().unwrap_or_else(|| panic!("{selector}: {found}")).to_owned()
    }

    fn tell_browser(&self, command: &str, parameters: &Value) {
        self.post("/goog/cdp/execute", &json!({"cmd": command, "params": parameters}));
    }

    fn get(&self, path: &str) -> Value {
        self.driver.ask("GET", &format!("/session/{}{path}", self.session), &Value::Null)
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        self.driver.ask("POST", &format!("/session/{}{path}", self.session), body)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // A test that has failed says why; that the window does not close is no news then.
        let path = format!("/session/{}", self.session);
        let _ = self.driver.send("DELETE", &path, "");
    }
}

/// The program that drives browsers.
struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    fn start() -> Driver {
        let mut process = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = lines.map_while(Result::ok).find_map(|line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            port.trim_end_matches('.').parse().ok()
        });
        Driver { process, port: port.unwrap() }
    }

    /// The value that the driver answers with.
    #[track_caller]
    fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let answer = self.send(method, path, &body).unwrap();
        let mut answer: Value = serde_json::from_str(&answer).unwrap();
        let value = answer["value"].take();
        assert!(value.get("error").is_none(), "{path} {body}: {value}");
        value
    }

    /// The body of the answer to one request.
    fn send(&self, method: &str, path: &str, body: &str) -> std::io::Result<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        let length = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        )?;
        let mut reader = BufReader::new(stream);
        let mut length = 0;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            match line.trim_end().split_once(':') {
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                    length = value.trim().parse().unwrap_or(0);
                }
                None if line.trim_end().is_empty() => break,
                _ => {}
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        String::from_utf8(body).map_err(std::io::Error::other)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
