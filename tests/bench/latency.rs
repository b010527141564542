//! How long a search takes: `cargo bench --bench latency -- INDEX QUERIES.tsv [--quotes] [--shown]`.
//!
//! A query file has one query a line; with tabs, the second column is the query. Each query runs
//! five times and its fastest run counts: reading it, the ten best hits, and the exact
//! count; with `--shown` also the articles themselves, their quotations and passages. `--quotes`
//! searches quotations. A query that cannot be read is said and left out.

use std::{fs, path::Path, time::Instant};

use dixit::{
    Error,
    index::{Backend, local::Index},
    query::{self, SearchRequest},
};

const ROUNDS: usize = 5;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let for_quotes = args.iter().any(|arg| arg == "--quotes");
    let is_shown = args.iter().any(|arg| arg == "--shown");
    let [index, queries, ..] = &args[..] else {
        return Err("usage: latency INDEX QUERIES.tsv [--quotes] [--shown]".into());
    };
    let index = Index::open(Path::new(index))?;
    let (mut times, mut hits) = (Vec::new(), 0);
    for line in fs::read_to_string(queries)?.lines() {
        let text = line.split('\t').nth(1).unwrap_or(line);
        if let Err(errors) = query::parse(text) {
            eprintln!("left out: {text}: {}", errors[0]);
            continue;
        }
        let mut fastest = f64::MAX;
        for _ in 0..ROUNDS {
            let start = Instant::now();
            let read = query::parse(text).map_err(Error::Query)?.query;
            let request = match for_quotes {
                true => SearchRequest::quotes(read),
                false => SearchRequest::articles(read),
            };
            hits += match is_shown {
                true => index.search(&request)?.total,
                false => index.ranking(&request)?.total,
            };
            fastest = fastest.min(start.elapsed().as_secs_f64() * 1e6);
        }
        times.push((fastest, text.to_owned()));
    }
    times.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    let at = |share: f64| times.get(((times.len().max(1) - 1) as f64 * share) as usize);
    let micros = |share: f64| at(share).map_or(0.0, |(time, _)| *time);
    println!(
        "queries {} hits {} p50_us {:.0} p90_us {:.0} p99_us {:.0} max_us {:.0} ({})",
        times.len(),
        hits / ROUNDS as u64,
        micros(0.5),
        micros(0.9),
        micros(0.99),
        micros(1.0),
        at(1.0).map_or("", |(_, text)| text),
    );
    Ok(())
}
