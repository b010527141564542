//! `eval names`: the table of measures, and what is wrong, most frequent first.

use std::{
    cmp::Reverse,
    collections::BTreeMap,
    io::{self, Write},
};

use clap::Args;
use dixit::{
    eval::{
        gold::Annotated,
        names::{Fault, Mistake, Name, Report, Scope, Tally, mistakes},
    },
    extract::EntityKind,
};

use super::{
    super::{
        Outcome, output,
        style::{FAINT, STRONG, styled},
    },
    Files, Pairs,
    marked::{self, Marks},
};

/// Score names, and show what is wrong.
#[derive(Args)]
#[command(
    after_help = "exact: the same place and type; overlap: a place of the same type that shares a \
    character, one to one; untyped: the same place. P, R and F1 are precision, recall and their \
    harmonic mean. Offsets are Unicode code points."
)]
pub struct Names {
    #[command(flatten)]
    files: Files,
    /// Count only these types: PER, ORG, LOC, MISC
    #[arg(long, value_name = "TYPE,…", value_delimiter = ',', value_parser = kind)]
    types: Vec<EntityKind>,
    /// Leave out "the" at the start of names, on both sides
    #[arg(long)]
    ignore_the: bool,
    /// Show the N most frequent errors, gold above the text, predicted below
    #[arg(long, value_name = "N", default_value_t = 0)]
    errors: usize,
    /// Print one JSON object
    #[arg(long, conflicts_with = "errors")]
    json: bool,
}

fn kind(name: &str) -> Result<EntityKind, String> {
    let mut kinds = EntityKind::ALL.into_iter();
    kinds.find(|kind| kind.name() == name).ok_or("write PER, ORG, LOC or MISC".to_owned())
}

impl Names {
    /// Scores and prints.
    pub fn run(self) -> anyhow::Result<Outcome> {
        let pairs = self.files.read()?;
        let types = if self.types.is_empty() { EntityKind::ALL.to_vec() } else { self.types };
        let scope = Scope { types, ignore_the: self.ignore_the };
        let mut tally = Tally::new(scope.clone());
        for (article, predicted) in pairs.iter() {
            tally.add(article, predicted);
        }
        let report = tally.report();
        let mut out = anstream::stdout().lock();
        if self.json {
            writeln!(out, "{}", serde_json::to_string(&report)?)?;
        } else {
            print(&mut out, &report)?;
            if self.errors > 0 {
                print_errors(&mut out, &pairs, &scope, self.errors)?;
            }
        }
        Ok(Outcome::Done)
    }
}

fn print(out: &mut impl Write, report: &Report) -> io::Result<()> {
    for (measure, kind, counts) in &report.0 {
        let [precision, recall, f1] = <[f64; 3]>::from(counts.measure()).map(|it| 100.0 * it);
        writeln!(
            out,
            "{measure:8}{kind:8} P {precision:6.2} R {recall:6.2} F1 {f1:6.2}  gold {} pred {}",
            counts.gold, counts.predicted
        )?;
    }
    Ok(())
}

/// Mistakes that are alike: how many, and the first of them.
struct Alike<'a> {
    count: usize,
    article: &'a Annotated,
    first: Mistake,
}

/// Prints how many mistakes there are of each fault, and the most frequent, each where it first is.
fn print_errors(
    out: &mut impl Write,
    pairs: &Pairs,
    scope: &Scope,
    limit: usize,
) -> io::Result<()> {
    let mut groups: BTreeMap<String, Alike> = BTreeMap::new();
    for (article, predicted) in pairs.iter() {
        for first in mistakes(article, predicted, scope) {
            let title = title(article, &first);
            groups.entry(title).or_insert(Alike { count: 0, article, first }).count += 1;
        }
    }
    let count = |fault: Fault| {
        let of_fault = groups.values().filter(|group| group.first.fault == fault);
        let count = of_fault.map(|group| group.count).sum::<usize>();
        format!("{} {}", fault.name(), output::grouped(count as u64))
    };
    writeln!(out, "\nErrors, gold above, predicted below: {}", Fault::ALL.map(count).join(" · "))?;
    let mut groups: Vec<(&String, &Alike)> = groups.iter().collect();
    groups.sort_by_key(|(_, group)| Reverse(group.count));
    for (title, Alike { count, article, first }) in groups.into_iter().take(limit) {
        let head = styled(STRONG, &format!("{count} × {title}"));
        writeln!(out, "\n{head} {}", styled(FAINT, &article.id))?;
        let gold: Vec<Name> = first.gold.into_iter().collect();
        for line in marked::lines(&article.text, &marks(&gold), &marks(&first.predicted)) {
            writeln!(out, "  {line}")?;
        }
    }
    Ok(())
}

/// What is wrong: `wrong type ORG “Labour”, predicted PER “Labour”`.
fn title(article: &Annotated, mistake: &Mistake) -> String {
    let shown =
        |name: &Name| format!("{} “{}”", name.kind, output::one_line(name.span.of(&article.text)));
    let predicted = mistake.predicted.iter().map(shown).collect::<Vec<_>>().join(", ");
    let fault = mistake.fault.name();
    match mistake.gold.as_ref().map(shown) {
        Some(gold) if predicted.is_empty() => format!("{fault} {gold}"),
        Some(gold) => format!("{fault} {gold}, predicted {predicted}"),
        None => format!("{fault} {predicted}"),
    }
}

fn marks(names: &[Name]) -> Marks {
    let mut marks = Marks::default();
    let spans: Vec<_> = names.iter().map(|name| name.span).collect();
    marks.add(&spans, '^');
    marks
}
