//! `stats`: how much the index holds.

use std::io;

use clap::Args;
use dixit::{
    Extractor,
    analyze::{Language, unstemmed},
    extract,
    index::local::{Index, Size},
    view::StatsView,
};

use super::{IndexOption, Outcome, output::grouped};

/// Say how much the index holds.
#[derive(Args)]
pub struct Stats {
    #[command(flatten)]
    index: IndexOption,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl Stats {
    /// Prints the size.
    pub fn run(self) -> anyhow::Result<Outcome> {
        let size = Index::open(&self.index.dir)?.size()?;
        if self.json {
            say!("{}", serde_json::to_string(&StatsView::from(size))?)?;
        } else {
            print(&size)?;
        }
        Ok(Outcome::Done)
    }
}

fn print(size: &Size) -> io::Result<()> {
    say!("articles    {}", grouped(size.articles))?;
    say!("quotations  {}", grouped(size.quotes))?;
    let segments = if size.segments == 1 { "segment" } else { "segments" };
    say!("on disk     {} in {} {segments}", sized(size.bytes), size.segments)?;
    let name = |code: &String| if code.is_empty() { "unknown".to_owned() } else { code.clone() };
    let languages: Vec<String> = size.languages.iter().map(name).collect();
    say!("languages   {}", languages.join(", "))?;
    let without = size.languages.iter().filter(|code| !extract::reads(code));
    let without: Vec<String> = without.map(name).collect();
    if !without.is_empty() {
        say!("            no quotations are found in {}", without.join(", "))?;
    }
    for code in &size.languages {
        if let Some(why) = unstemmed(Language::from_tag(code)) {
            say!("            no other forms of a word are found in {}: {why}", name(code))?;
        }
    }
    print_extractors(size)?;
    let progress = &size.progress;
    let state = if progress.finished { "finished" } else { "was interrupted" };
    let at = match progress.last.as_str() {
        "" => String::new(),
        last => format!(" at {last}"),
    };
    say!("last run    {} inputs, {state}{at}", grouped(progress.records))?;
    Ok(())
}

/// What found the quotations, and whether another run would find others.
fn print_extractors(size: &Size) -> io::Result<()> {
    if size.extractors.is_empty() {
        say!("extractor   not noted")?;
    }
    for (number, versions) in size.extractors.iter().enumerate() {
        say!("{:<12}{versions}", if number == 0 { "extractor" } else { "" })?;
    }
    if !is_current(size) {
        say!(
            "            with its own weights this dixit has {}",
            Extractor::default().versions()
        )?;
        say!("            and would find others: `dixit reindex` finds them")?;
    }
    Ok(())
}

/// Whether the default extractor of this program, and nothing else, found the quotations.
fn is_current(size: &Size) -> bool {
    size.extractors == [Extractor::default().versions()]
}

/// A number of bytes as people read it.
fn sized(bytes: u64) -> String {
    match bytes as f64 {
        few if few < 1e6 => format!("{:.0} kB", few / 1e3),
        many => format!("{:.1} MB", many / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_bytes_are_not_nothing() {
        let cases = [(0, "0 kB"), (23_456, "23 kB"), (999_000, "999 kB"), (84_533_287, "84.5 MB")];
        for (bytes, expected) in cases {
            assert_eq!(sized(bytes), expected);
        }
    }
}
