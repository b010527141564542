//! The model card: what a file of weights was made of, by which command, and how good it is. A Markdown
//! text that stands beside the file.

use std::fmt::Write;

use super::{Event, recipe::Recipe};
use crate::{
    eval::names::{Counts, Report},
    extract::Weights,
};

/// How good weights are on one data set.
#[derive(Clone, Debug)]
pub struct Scored {
    /// The file.
    pub file: String,
    /// The measures of `dixit eval names`.
    pub report: Report,
}

/// Writes the card of `weights`. `reads` are the data sets as they were read.
pub fn card(
    recipe: &Recipe,
    weights: &Weights,
    reads: &[Event],
    scores: &[Scored],
    command: &str,
    date: &str,
) -> String {
    let mut card = String::new();
    // Writing to a String cannot fail.
    let _ = write(&mut card, recipe, weights, reads, scores, command, date);
    card
}

fn write(
    card: &mut String,
    recipe: &Recipe,
    weights: &Weights,
    reads: &[Event],
    scores: &[Scored],
    command: &str,
    date: &str,
) -> std::fmt::Result {
    writeln!(card, "# {}\n", recipe.name)?;
    writeln!(card, "{}\n", recipe.description.trim())?;
    writeln!(card, "- Licence of the weights: {}", recipe.licence)?;
    writeln!(
        card,
        "- Made by `{command}` on {date}; the same recipe, data and version of dixit give the same bytes"
    )?;
    writeln!(
        card,
        "- XXH3 {:016x}, {} rows of features\n",
        weights.hash(),
        1u64 << recipe.settings.bits
    )?;
    let settings = &recipe.settings;
    writeln!(
        card,
        "Settings: {} epochs, rate {}, decay {}, {} of the words hidden.\n",
        settings.epochs, settings.rate, settings.decay, settings.hidden
    )?;
    write_data(card, recipe, reads)?;
    for Scored { file, report } in scores {
        writeln!(
            card,
            "\nOn `{file}`, from which nothing was learned, by the definitions of `dixit eval names`:\n"
        )?;
        writeln!(card, "| measure | type | P | R | F1 | gold |\n|---|---|---|---|---|---|")?;
        for (measure, kind, counts) in &report.0 {
            let [precision, recall, f1] = percents(*counts);
            writeln!(
                card,
                "| {measure} | {kind} | {precision:.2} | {recall:.2} | {f1:.2} | {} |",
                counts.gold
            )?;
        }
    }
    Ok(())
}

/// The table of what was learned from, with the lines that its licences ask for.
fn write_data(card: &mut String, recipe: &Recipe, reads: &[Event]) -> std::fmt::Result {
    let counts = |file: &str, number: usize| {
        let mut of_file = reads.iter().filter_map(|event| match event {
            Event::Read { file: own, articles, names, .. } if own == file => {
                Some((articles, names))
            }
            _ => None,
        });
        of_file
            .nth(number)
            .map_or_else(String::new, |(articles, names)| format!("{articles} | {names}"))
    };
    writeln!(
        card,
        "| learned from | licence | weight | articles | names | attribution |\n|---|---|---|---|---|---|"
    )?;
    for (at, data) in recipe.data.iter().enumerate() {
        let number = recipe.data[..at].iter().filter(|it| it.file == data.file).count();
        let counted = counts(&data.file, number);
        let (title, licence, attribution) = (&data.title, &data.licence, &data.attribution);
        writeln!(card, "| {title} | {licence} | {} | {counted} | {attribution} |", data.weight)?;
    }
    for texts in &recipe.unlabelled {
        let counted = counts(&texts.file, 0);
        let (title, licence, attribution) = (&texts.title, &texts.licence, &texts.attribution);
        writeln!(
            card,
            "| {title}, annotated by weights learned from the above | {licence} | {} | {counted} | {attribution} |",
            texts.weight
        )?;
    }
    Ok(())
}

fn percents(counts: Counts) -> [f64; 3] {
    <[f64; 3]>::from(counts.measure()).map(|it| 100.0 * it)
}
