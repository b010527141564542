//! How fast a corpus is indexed: `cargo bench --bench indexing -- CORPUS THREADS`.
//!
//! Read, extract, analyse and write, to the end of the commit, into a temporary folder. `peak_mb` is all memory
//! at its highest, files that are mapped among it, which the system takes back when it needs the room;
//! `anon_mb` is without those, looked at every 20 ms.

use std::{
    fs,
    path::PathBuf,
    sync::atomic::{AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

/// The most kilobytes so far that belong to no file.
static MOST_ANONYMOUS: AtomicU64 = AtomicU64::new(0);

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
    thread::spawn(|| {
        loop {
            MOST_ANONYMOUS.fetch_max(kilobytes("RssAnon:").unwrap_or(0), Ordering::Relaxed);
            thread::sleep(Duration::from_millis(20));
        }
    });
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
        "docs {} text_mb {megabytes:.1} total_s {took:.2} mb_per_s {:.1} index_mb {:.1} peak_mb {:.0} \
         anon_mb {:.0}",
        summary.touched(),
        megabytes / took,
        Index::open(dir.path())?.size()?.bytes as f64 / 1e6,
        kilobytes("VmHWM:").unwrap_or(0) as f64 / 1e3,
        MOST_ANONYMOUS.load(Ordering::Relaxed) as f64 / 1e3,
    );
    Ok(())
}

/// A number of kilobytes that Linux says of this process.
fn kilobytes(key: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(key))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
