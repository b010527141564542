//! `eval quotes`: the table of measures, and what is wrong, worst first.

use std::io::{self, Write};

use clap::Args;
use dixit::eval::{
    Accuracy,
    gold::{Annotated, Quotation},
    mistakes::{Fault, Mistake, mistakes},
    quotes::{Report, Scope, Scores, Tally},
};

use super::{
    super::{
        Outcome, output,
        style::{FAINT, STRONG, styled},
    },
    Files, Pairs, ScopeOptions,
    marked::{self, Marks},
};

/// Score quotations and speakers, and show what is wrong.
#[derive(Args)]
#[command(
    after_help = "A span counts as its words. exact: the same words; overlap: at least half the \
    words of the longer; soft: mean share of words covered (Pareti et al. 2013); citron: share of all \
    words covered; e2e: overlap and the right speaker (a word of the source, or the last name); \
    e2e-name: overlap and the right last name, where there is one. Each is precision, recall and F1: \
    recall over gold of a kind, precision over predictions of a kind. Offsets are Unicode code points."
)]
pub struct Quotes {
    #[command(flatten)]
    files: Files,
    #[command(flatten)]
    scope: ScopeOptions,
    /// Show the N worst errors of each sort, gold above the text, predicted below
    #[arg(long, value_name = "N", default_value_t = 0)]
    errors: usize,
    /// Print one JSON object
    #[arg(long, conflicts_with = "errors")]
    json: bool,
}

impl Quotes {
    /// Scores and prints.
    pub fn run(self) -> anyhow::Result<Outcome> {
        let pairs = self.files.read()?;
        let scope = self.scope.scope();
        let mut tally = Tally::default();
        for (article, predicted) in pairs.iter() {
            tally.add(article, predicted, &scope);
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
    let names = ["exact", "overlap>=50", "soft", "citron", "e2e", "e2e-name"];
    let names: String = names.iter().map(|name| format!("{name:^21}")).collect();
    writeln!(out, "{:9}{:>6}{:>6}  {names}", "", "gold", "pred")?;
    for (name, scores) in report.rows() {
        let Scores { gold, predicted, .. } = scores;
        writeln!(out, "{name:9}{gold:6}{predicted:6}  {}", measures(scores))?;
    }
    let names = ["speaker_acc", "source_overlap", "source_exact", "name_acc", "no_source_acc"];
    let names: String =
        names.iter().chain(&["cue_overlap"]).map(|name| format!("{name:>20}")).collect();
    writeln!(out, "\n{:9}{names}", "")?;
    for (name, scores) in report.rows() {
        writeln!(out, "{name:9}{}", accuracies(scores))?;
    }
    writeln!(out, "\n{}\n{}", segments(report), coverage(report))?;
    let Accuracy { right, of } = report.all.scores.stated;
    if let Some(share) = report.all.scores.stated.share() {
        writeln!(out, "Of class stated, content and speaker right: {share:.3} ({right} of {of})")?;
    }
    Ok(())
}

fn measures(scores: &Scores) -> String {
    let Scores { exact, overlap, soft, pooled, end_to_end, by_name, .. } = *scores;
    let measures =
        [exact, overlap, soft, pooled, end_to_end].map(Some).into_iter().chain([by_name]);
    let cells = measures.map(|measure| match measure {
        Some(it) => format!("  {:5.3} {:5.3} {:5.3} ", it.precision, it.recall, it.f1),
        None => format!("{:^21}", "-"),
    });
    cells.collect()
}

fn accuracies(scores: &Scores) -> String {
    let Scores { speaker, source_overlap, source_exact, name, no_source, cue_overlap, .. } =
        *scores;
    let accuracies = [speaker, source_overlap, source_exact, name, no_source, cue_overlap];
    let cells = accuracies.map(|it| match it.share() {
        Some(share) => format!("{:>20}", format!("{share:.3} /{}", it.of)),
        None => format!("{:>20}", "-"),
    });
    cells.concat()
}

fn segments(report: &Report) -> String {
    let it = &report.all.segments;
    let rows = [
        ("source", it.source_exact, it.source_begin),
        ("cue", it.cue_exact, it.cue_begin),
        ("content", it.content_exact, it.content_begin),
    ];
    let rows = rows.map(|(name, exact, begin)| {
        let (precision, recall, f1) = (exact.precision, exact.recall, exact.f1);
        format!("{name} {precision:.3} {recall:.3} {f1:.3} | {:.3}", begin.f1)
    });
    format!("CofeNet segments, whole file (exact P R F1 | begin F1): {}", rows.join("; "))
}

fn coverage(report: &Report) -> String {
    let it = &report.all.coverage;
    let rows = [("0.3", it.loose), ("0.8", it.strict)].map(|(threshold, it)| {
        let measure = it.quotations;
        let (precision, recall, f1) = (measure.precision, measure.recall, measure.f1);
        format!(">{threshold} {precision:.3} {recall:.3} {f1:.3}, {:.3}", it.speaker)
    });
    format!("GenderGapTracker, whole file (P R F1, speaker acc): {}", rows.join("; "))
}

/// Prints the worst mistakes, those that concern most words, by fault.
fn print_errors(
    out: &mut impl Write,
    pairs: &Pairs,
    scope: &Scope,
    limit: usize,
) -> io::Result<()> {
    let in_article = |(article, predicted)| {
        mistakes(article, predicted, scope).into_iter().map(move |mistake| (article, mistake))
    };
    let mut all: Vec<(&Annotated, Mistake)> = pairs.iter().flat_map(in_article).collect();
    all.sort_by_key(|(_, mistake)| std::cmp::Reverse(mistake.words));
    writeln!(out, "\nErrors, gold above, predicted below: ^ content, ~ cue, = source")?;
    for fault in Fault::ALL {
        let of_fault = all.iter().filter(|(_, mistake)| mistake.fault == fault);
        let title =
            format!("{}: {}", fault.name(), output::grouped(of_fault.clone().count() as u64));
        writeln!(out, "\n{}", styled(STRONG, &title))?;
        for (article, mistake) in of_fault.take(limit) {
            print_error(out, article, mistake)?;
        }
    }
    Ok(())
}

fn print_error(out: &mut impl Write, article: &Annotated, mistake: &Mistake) -> io::Result<()> {
    let Mistake { gold, predicted, words, .. } = *mistake;
    let parts = [
        article.id.clone(),
        output::counted(words as u64, "word"),
        gold.map_or_else(|| "no gold".to_owned(), |it| format!("gold {}", said(it))),
        predicted
            .map_or_else(|| "not predicted".to_owned(), |it| format!("predicted {}", said(it))),
    ];
    writeln!(out, "\n{}", styled(FAINT, &parts.join(" · ")))?;
    let marks = |quotation: Option<&Quotation>| quotation.map(marks).unwrap_or_default();
    for line in marked::lines(&article.text, &marks(gold), &marks(predicted)) {
        writeln!(out, "  {line}")?;
    }
    Ok(())
}

fn marks(quotation: &Quotation) -> Marks {
    let mut marks = Marks::default();
    marks.add(&quotation.content, '^');
    marks.add(&quotation.cue, '~');
    marks.add(&quotation.source, '=');
    marks
}

/// Kind and name, and how a program found them.
fn said(quotation: &Quotation) -> String {
    let Quotation { kind, speaker, attribution, confidence, .. } = quotation;
    let name = speaker.as_deref().unwrap_or("no name");
    let how = attribution.map_or("", |it| it.name());
    let sure = confidence.map_or_else(String::new, |it| format!(" {it:.2}"));
    format!("{} {name} {how}{sure}", kind.name()).trim_end().to_owned()
}
