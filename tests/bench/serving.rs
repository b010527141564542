//! What the server adds to a search: `cargo bench --bench serving -- INDEX QUERIES.tsv [--quotes]`.
//!
//! A query file is that of `latency`. A server in this process listens on loopback, and one connection
//! that is kept open asks it. All queries are asked of the library, then of the library with the
//! answers as JSON, then over HTTP, five times in turn; the fastest run of each counts. So each query
//! finds the caches as others have left them, whoever is asked. `added` is what HTTP takes beyond the library
//! for the same query, `carried` what it takes beyond the library with the same JSON.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    time::Instant,
};

use dixit::{
    index::{Backend, local::Index},
    query::{Reading, SearchRequest, SearchResponse},
    serve::{App, Settings, serve, today},
    view::{self, ArticleView, Page, QuoteView},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

const ROUNDS: usize = 5;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let for_quotes = args.iter().any(|arg| arg == "--quotes");
    let [dir, queries, ..] = &args[..] else {
        return Err("usage: serving INDEX QUERIES.tsv [--quotes]".into());
    };
    let app = App::open(Path::new(dir), Settings::default())?;
    let index = app.index();
    let runtime = tokio::runtime::Runtime::new()?;
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))?;
    let mut client = Client::open(listener.local_addr()?)?;
    runtime.spawn(serve(app, listener, std::future::pending()));
    let path = if for_quotes { "/v1/quotes" } else { "/v1/search" };
    let reading = if for_quotes { Reading::QUOTES } else { Reading::ARTICLES };
    let text = fs::read_to_string(queries)?;
    let queries: Vec<&str> = text
        .lines()
        .map(|line| line.split('\t').nth(1).unwrap_or(line))
        .filter(|text| reading.read(text, &[]).is_ok())
        .collect();
    let mut times = vec![[f64::MAX; 3]; queries.len()];
    for _ in 0..ROUNDS {
        for (text, times) in queries.iter().zip(&mut times) {
            faster(&mut times[0], || search(&index, &reading, text).map(drop))?;
        }
        for (text, times) in queries.iter().zip(&mut times) {
            faster(&mut times[1], || {
                let (found, json) = search(&index, &reading, text)?;
                json(&found).map(drop)
            })?;
        }
        for (text, times) in queries.iter().zip(&mut times) {
            let address = format!("{path}?q={}", utf8_percent_encode(text, NON_ALPHANUMERIC));
            faster(&mut times[2], || client.get(&address).map(drop))?;
        }
    }
    let median = |of: &dyn Fn(&[f64; 3]) -> f64| {
        let mut all: Vec<f64> = times.iter().map(of).collect();
        all.sort_by(f64::total_cmp);
        all.get(all.len() / 2).copied().unwrap_or_default()
    };
    println!(
        "queries {} p50_ms: library {:.3} with_json {:.3} http {:.3} added {:.3} carried {:.3}",
        times.len(),
        median(&|it| it[0]),
        median(&|it| it[1]),
        median(&|it| it[2]),
        median(&|it| it[2] - it[0]),
        median(&|it| it[2] - it[1]),
    );
    Ok(())
}

/// Notes the time that it takes to ask, in milliseconds, if that is less than before.
fn faster(time: &mut f64, ask: impl FnOnce() -> Result<(), Failure>) -> Result<(), Failure> {
    let start = Instant::now();
    ask()?;
    *time = time.min(start.elapsed().as_secs_f64() * 1e3);
    Ok(())
}

type Json = fn(&SearchResponse) -> Result<Vec<u8>, Failure>;

/// The ten best hits, and how they become JSON.
fn search(index: &Index, reading: &Reading, text: &str) -> Result<(SearchResponse, Json), Failure> {
    let read = reading.read(text, &[])?;
    let request = match reading.quotes {
        true => SearchRequest::quotes(read.query),
        false => SearchRequest::articles(read.query),
    };
    let json: Json = if reading.quotes { quotes } else { articles };
    Ok((index.search(&request.today(today()))?, json))
}

fn articles(found: &SearchResponse) -> Result<Vec<u8>, Failure> {
    let views: Vec<ArticleView> = found.hits.iter().map(ArticleView::new).collect();
    Ok(serde_json::to_vec(&Page::new(found.total, views))?)
}

fn quotes(found: &SearchResponse) -> Result<Vec<u8>, Failure> {
    let views: Vec<QuoteView> = found.hits.iter().flat_map(view::quotes).collect();
    Ok(serde_json::to_vec(&Page::new(found.total, views))?)
}

/// One connection that is kept open.
struct Client {
    stream: BufReader<TcpStream>,
    body: Vec<u8>,
}

impl Client {
    fn open(address: std::net::SocketAddr) -> Result<Client, Failure> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Client { stream: BufReader::new(stream), body: Vec::new() })
    }

    /// The body of an answer, which must be a good one.
    fn get(&mut self, path: &str) -> Result<&[u8], Failure> {
        let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n");
        self.stream.get_mut().write_all(request.as_bytes())?;
        let (mut line, mut length, mut status) = (String::new(), 0, String::new());
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            let head = line.trim_end().to_ascii_lowercase();
            if head.starts_with("http/1.1 ") {
                status = head;
            } else if let Some(bytes) = head.strip_prefix("content-length:") {
                length = bytes.trim().parse()?;
            } else if head.is_empty() {
                break;
            }
        }
        self.body.resize(length, 0);
        self.stream.read_exact(&mut self.body)?;
        match status.ends_with("200 ok") {
            true => Ok(&self.body),
            false => Err(format!("{path}: {status}").into()),
        }
    }
}
