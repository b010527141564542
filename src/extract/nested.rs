//! What others said, as somebody reports it inside a quotation: “He told me ‘no’,” she said.
//!
//! The constructions of statements are read once more inside what was said: where it stands in
//! quotation marks, the marks inside those are the outer ones. What counts as a report, `report` says of
//! English and `foreign` of German and French. People speak of speaking all the
//! time ("I'd say", "ask yourself", "if they say so"), so that much less counts here than outside.
//!
//! Always true: what is found lies inside one piece of the content around it, with cue and source,
//! in text order and without overlap.

mod foreign;
mod reach;
mod report;

use std::{cell::OnceCell, ops::Range};

pub use self::{
    foreign::is_report as is_foreign_report,
    report::{is_report, pronoun},
};
use super::{
    Kind, grammar,
    lexicon::speech::Class,
    scene::Scene,
    speech,
    statement::{Link, Statement},
};

/// How deep reports lie in reports.
const DEEPEST: usize = 3;

/// A report inside a quotation.
pub struct Report {
    /// What was said, and who is said to have said it.
    pub statement: Statement,
    /// How much of it stands in marks of its own.
    pub kind: Kind,
    /// Whether it stands in what the outer speaker said word for word: "I" is that speaker then.
    pub is_verbatim: bool,
    /// The reports inside it.
    pub nested: Vec<Report>,
}

/// Finds reports inside quotations of one text.
pub struct Reports<'s, 'a, 't> {
    scene: &'s Scene<'a, 't>,
    /// The words inside quotation marks; made when the first verb asks for it.
    inside: OnceCell<Scene<'a, 't>>,
}

impl<'s, 'a, 't> Reports<'s, 'a, 't> {
    /// Nothing is looked at yet.
    pub fn new(scene: &'s Scene<'a, 't>) -> Self {
        Reports { scene, inside: OnceCell::new() }
    }

    /// The reports inside what was said, in text order.
    pub fn inside(&self, statement: &Statement) -> Vec<Report> {
        let is_verbatim = statement.link == Link::Turn;
        let pieces = statement.content.iter().cloned();
        pieces.flat_map(|piece| self.in_piece(piece, is_verbatim)).collect()
    }

    fn in_piece(&self, piece: Range<usize>, is_verbatim: bool) -> Vec<Report> {
        if !has_verb(self.scene, piece.clone()) {
            return Vec::new();
        }
        let mut reports = Vec::new();
        if piece.clone().any(|at| self.scene.is_word(at) && !self.scene.quoted(at)) {
            reports = find(self.scene, piece.clone(), is_verbatim, 1);
        }
        let mut quoted = quoted_stretches(self.scene, piece);
        quoted.retain(|words| has_verb(self.scene, words.clone()) && is_free(&reports, words));
        let inside = || self.inside.get_or_init(|| self.scene.inside());
        reports.extend(quoted.into_iter().flat_map(|words| find(inside(), words, true, 1)));
        reports.sort_by_key(first);
        reports
    }
}

/// Whether none of `reports`, in order, holds any of `words`.
fn is_free(reports: &[Report], words: &Range<usize>) -> bool {
    let end = reports.partition_point(|it| first(it) < words.end);
    // A report reaches over few others.
    !reports[..end].iter().rev().take(8).any(|it| it.statement.overlaps(words))
}

fn first(report: &Report) -> usize {
    report.statement.content.first().map_or(0, |piece| piece.start)
}

/// The words of each region in `piece`, as far as they stand in it, without the marks around them.
fn quoted_stretches(scene: &Scene, piece: Range<usize>) -> Vec<Range<usize>> {
    let from = scene.regions.partition_point(|it| it.tokens.end <= piece.start);
    let regions = scene.regions[from..].iter().take_while(|it| it.tokens.start < piece.end);
    let words = regions.map(|it| {
        let start = it.tokens.start + usize::from(!scene.is_word(it.tokens.start));
        let end = it.tokens.end - usize::from(it.closed && !scene.is_word(it.tokens.end - 1));
        start.max(piece.start)..end.min(piece.end)
    });
    words.filter(|words| !words.is_empty()).collect()
}

fn has_verb(scene: &Scene, mut words: Range<usize>) -> bool {
    words.any(|at| scene.is(at, Class::REPORTING))
}

/// The reports in `words`, with those inside them.
fn find(scene: &Scene, words: Range<usize>, is_verbatim: bool, depth: usize) -> Vec<Report> {
    let units = scene.units_in(words.clone()).into_iter();
    let units = units.filter(|unit| has_verb(scene, unit.clone()));
    let found = units.flat_map(|unit| match is_verbatim {
        true => reach::statements(scene, unit),
        false => grammar::statements(scene, &unit),
    });
    let reporting = |statement: &Statement| {
        let parts = statement.content.iter().chain(&statement.cue).chain(&statement.source);
        let is_inside = |part: &Range<usize>| words.start <= part.start && part.end <= words.end;
        parts.into_iter().all(is_inside)
            && grammar::is_report(scene, words.start, is_verbatim, statement)
    };
    let found = speech::without_overlap(found.filter(reporting).collect());
    let report = |statement: Statement| {
        let deeper = |piece: &Range<usize>| find(scene, piece.clone(), is_verbatim, depth + 1);
        let nested = match depth {
            DEEPEST => Vec::new(),
            _ => statement.content.iter().flat_map(deeper).collect(),
        };
        Report { kind: statement.kind(scene), nested, is_verbatim, statement }
    };
    found.into_iter().map(report).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::{language::Language, token::Text};

    /// The reports in a text, one a line, `content | cue | source | kind`, indented by depth.
    fn shown(text: &str, language: Language) -> String {
        let text = Text::written_in(text, language);
        let scene = Scene::new(&text);
        let reports = Reports::new(&scene);
        let mut lines = Vec::new();
        for statement in speech::statements(&scene) {
            show(&text, &reports.inside(&statement), 0, &mut lines);
        }
        lines.join("\n")
    }

    fn show(text: &Text, reports: &[Report], depth: usize, lines: &mut Vec<String>) {
        let words = |tokens: &Range<usize>| text.span(tokens.clone()).of(text.text).to_owned();
        for Report { statement, kind, nested, .. } in reports {
            let content: Vec<_> = statement.content.iter().map(words).collect();
            let part = |tokens: &Option<Range<usize>>| tokens.as_ref().map_or("-".into(), words);
            let (cue, source) = (part(&statement.cue), part(&statement.source));
            let line = format!("{} | {cue} | {source} | {}", content.join(" … "), kind.name());
            lines.push("> ".repeat(depth) + &line);
            show(text, nested, depth + 1, lines);
        }
    }

    #[test]
    fn others_are_quoted_inside_quotations() {
        check(&[
            ("“He told me ‘no way’,” she said.", "‘no way’ | told | He | direct"),
            (
                "“The doctor said I was lucky,” she said.",
                "I was lucky | said | The doctor | indirect",
            ),
            (
                "'My boss said, \"There's no list.\" Then she asked me to leave,' Roe said.",
                "\"There's no list.\" | said | My boss | direct\n\
                 me to leave | asked | she | indirect",
            ),
            (
                "“I asked them: ‘Who pays?’ They said, ‘You do.’” he said.",
                "‘Who pays?’ | asked | I | direct\n‘You do.’ | said | They | direct",
            ),
            (
                "“So she texted me. She wrote: ‘Come.’\n\n“I came and he said no,” Roe said.",
                "‘Come.’ | wrote | She | direct\nno | said | he | indirect",
            ),
            (
                "Roe said that Poe had told the board in a letter that ‘nothing’ was lost.",
                "that ‘nothing’ was lost | had told | Poe | mixed",
            ),
            (
                "“Poe said Coe told him ‘no’,” Roe said.",
                "Coe told him ‘no’ | said | Poe | mixed\n> ‘no’ | told | Coe | direct",
            ),
            ("“They called him a ‘traitor’,” she said.", "him a ‘traitor’ | called | They | mixed"),
            (
                "“The trust called me irresponsible,” she said.",
                "me irresponsible | called | The trust | indirect",
            ),
            (
                "“I used to say they were robbing us,” he said.",
                "they were robbing us | used to say | I | indirect",
            ),
        ]);
    }

    #[test]
    fn what_is_reported_ends_where_the_speaker_goes_on() {
        check(&[
            ("“He told me ‘no way’ and then he left,” she said.", "‘no way’ | told | He | direct"),
            (
                "“He wrote ‘no way’ in the margin, and we laughed,” she said.",
                "‘no way’ | wrote | He | direct",
            ),
            (
                "“He said that rents fell, and my heart sank,” she said.",
                "that rents fell | said | He | indirect",
            ),
            (
                "“I have said that I intend to go, and I will follow through,” she said.",
                "that I intend to go | have said | I | indirect",
            ),
            (
                "“They told me it was late, so I left,” she said.",
                "it was late | told | They | indirect",
            ),
            (
                "“She asked what I do and I told her I was a barber,” he said.",
                "what I do | asked | She | indirect\nI was a barber | told | I | indirect",
            ),
            (
                "“I asked them one question: ‘Who pays?’ Nobody answered,” she said.",
                "‘Who pays?’ | asked | I | direct",
            ),
        ]);
    }

    #[test]
    fn habits_thoughts_and_hearsay_are_reports_if_their_words_are_there() {
        check(&[
            (
                "“He keeps saying, ‘Who pays now?’” she said.",
                "‘Who pays now?’ | saying | He | direct",
            ),
            (
                "“She would say, ‘Let me in now.’” he said.",
                "‘Let me in now.’ | would say | She | direct",
            ),
            ("“I thought, ‘That is it.’” she said.", "‘That is it.’ | thought | I | direct"),
            ("“I thought that rents fell,” she said.", ""),
            ("“I was told it was late,” she said.", "it was late | was told | - | indirect"),
            ("“If you are told it is late, leave,” she said.", ""),
            (
                "“One woman here told me that she left,” he said.",
                "that she left | told | One woman here | indirect",
            ),
        ]);
    }

    #[test]
    fn speaking_of_speaking_is_no_report() {
        let texts = [
            "“I'd say that rents fell,” she said.",
            "“You could say he has won,” she said.",
            "“I say that rents fell, and we ask you to leave,” she said.",
            "“If he says that rents fell, leave,” she said.",
            "“Did he say that rents fell?” she asked.",
            "“Anyone who says that rents fell is wrong,” she said.",
            "“The things he said were wrong,” she said.",
            "“He said something about you,” she said.",
            "“We're told that rents fell,” she said.",
            "“He called me on Friday,” she said.",
            "“He didn't say that rents fell,” she said.",
            "“He wants to say that rents fell,” she said.",
            "“I love the ‘old way’ of doing it,” she said.",
        ];
        check(&texts.map(|text| (text, "")));
    }

    #[test]
    fn others_are_quoted_inside_german_quotations() {
        check_in(
            Language::German,
            &[
                (
                    "„Er hat mir gesagt: ‚Das geht nicht.‘ Dann ging er“, sagte Roe.",
                    "‚Das geht nicht.‘ | gesagt | Er | direct",
                ),
                (
                    "»Mein Chef Jan Poe rief: ›Raus hier!‹«, erzählte Roe.",
                    "›Raus hier!‹ | rief | Mein Chef Jan Poe | direct",
                ),
                (
                    "„‚Niemals‘, sagte mein Vater immer“, erinnert sich Roe.",
                    "‚Niemals‘ | sagte | mein Vater | direct",
                ),
                (
                    "Roe sagte, Poe habe ihr gesagt, dass es regne.",
                    "dass es regne | gesagt | Poe | indirect",
                ),
                ("„Wenn er sagt, dass es regnet, regnet es“, sagte Roe.", ""),
                ("„Ich sage, dass es regnet“, sagte Roe.", ""),
                ("„Er hat nicht gesagt, dass es regnet“, sagte Roe.", ""),
            ],
        );
    }

    #[test]
    fn others_are_quoted_inside_french_quotations() {
        check_in(
            Language::French,
            &[
                (
                    "« Il m’a dit, hier : “Je reviens.” Et puis rien », raconte Roe.",
                    "“Je reviens.” | dit | Il | direct",
                ),
                (
                    "« On nous avait juré que tout irait bien, soupire Roe. On m’a dit : “Non.” »",
                    "que tout irait bien | juré | On | indirect\n“Non.” | dit | On | direct",
                ),
                (
                    "« “Jamais !”, m’a répondu le maire », raconte Roe.",
                    "“Jamais !” | répondu | le maire | direct",
                ),
                ("« S’il dit que c’est faux, il ment », raconte Roe.", ""),
            ],
        );
    }

    fn check(cases: &[(&str, &str)]) {
        check_in(Language::English, cases);
    }

    fn check_in(language: Language, cases: &[(&str, &str)]) {
        for (text, expected) in cases {
            assert_eq!(shown(text, language), *expected, "in {text:?}");
        }
    }
}
