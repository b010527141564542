//! How fast quotations are found: `cargo bench --bench extraction -- CORPUS`.
//!
//! Reads articles as `dixit index` does, then extracts all of them on one thread, several times, and
//! counts the fastest. Reading, JSON and writing are not in the time. What cannot be read is left out.

use std::{ops::ControlFlow, path::PathBuf, time::Instant};

use dixit::{article::Article, extract::Extractor, read};

const ROUNDS: usize = 5;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let [corpus] = &args[..] else {
        return Err("usage: extraction CORPUS".into());
    };
    let articles = articles(corpus);
    if articles.is_empty() {
        return Err(format!("there are no articles in {corpus}").into());
    }
    let extractor = Extractor::default();
    extractor.extract(&articles[0]); // makes the tables that are made once
    let mut fastest = f64::MAX;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        for article in &articles {
            std::hint::black_box(extractor.extract(article));
        }
        fastest = fastest.min(start.elapsed().as_secs_f64());
    }
    let megabytes = articles.iter().map(|article| article.body.len()).sum::<usize>() as f64 / 1e6;
    println!("text_mb {megabytes:.1} s {fastest:.2} mb_per_s {:.1}", megabytes / fastest);
    Ok(())
}

fn articles(corpus: &str) -> Vec<Article> {
    let paths = [PathBuf::from(corpus)];
    let mut articles = Vec::new();
    for source in read::sources(&paths, Default::default()).filter_map(Result::ok) {
        let _ = read::records(&source, &mut |record| {
            let input = record.and_then(|record| read::parse(&record));
            articles.extend(input.ok().map(|input| input.article));
            ControlFlow::Continue(())
        });
    }
    articles
}
