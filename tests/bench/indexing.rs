//! How fast a corpus is indexed: `cargo bench --bench indexing -- CORPUS THREADS`.
//!
//! Read, extract, analyse and write, to the end of the commit, into a temporary folder.

use std::{fs, path::PathBuf, time::Instant};

use dixit::{
    index::local::{Index, Writer, WriterOptions},
    pipeline::{self, Options},
};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let [corpus, threads] = &args[..] else {
        return Err("usage: indexing CORPUS THREADS".into());
    };
    let threads: usize = threads.parse()?;
    rayon::ThreadPoolBuilder::new().num_threads(threads).build_global()?;
    let dir = tempfile::tempdir()?;
    let options = WriterOptions { threads, memory: threads * 150_000_000 };
    let start = Instant::now();
    let mut writer = Writer::open(dir.path(), options)?;
    let paths = [PathBuf::from(corpus)];
    let summary = pipeline::run(&paths, &mut writer, Options::default(), &())?;
    let took = start.elapsed().as_secs_f64();
    writer.close()?;
    let megabytes = summary.bytes as f64 / 1e6;
    println!(
        "docs {} text_mb {megabytes:.1} total_s {took:.2} mb_per_s {:.1} index_mb {:.1} peak_mb {:.0}",
        summary.touched(),
        megabytes / took,
        Index::open(dir.path())?.size()?.bytes as f64 / 1e6,
        peak_megabytes().unwrap_or(0.0),
    );
    Ok(())
}

/// The most memory that this process has had, as Linux counts it.
fn peak_megabytes() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1e3)
}
