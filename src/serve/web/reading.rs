//! The body of an article with its quotations: what stands in which, what announces it, who is meant.
//!
//! Quotations hold each other and are wrapped; cues, sources and the mentions that lead to a name may
//! begin and end anywhere, so the text between two borders of any of them is a piece of its own.

use std::{cmp::Reverse, collections::BTreeSet};

use crate::{sentence::paragraphs, text::Span};

/// A quotation as far as it is marked in the text.
pub struct Marked {
    /// Its key, as in addresses.
    pub id: String,
    /// How it looks.
    pub class: String,
    /// The letter of its speaker.
    pub letter: String,
    /// What the letter says to who does not see the page.
    pub label: String,
    /// Where the letter leads.
    pub href: String,
    /// What was said.
    pub content: Vec<Span>,
    /// The word that announces it.
    pub cue: Option<Span>,
    /// The mention of who said it.
    pub source: Option<Span>,
    /// The mentions that lead to a name.
    pub chain: Vec<Span>,
    /// Whether it is lit.
    pub is_chosen: bool,
}

/// A part of a paragraph, in the order of the page.
#[derive(Debug, PartialEq, Eq)]
pub enum Part<'m> {
    /// A piece of a quotation begins; its first one has an anchor and a letter.
    Open {
        /// The number of the quotation.
        quote: usize,
        /// Whether it is its first piece.
        is_first: bool,
    },
    /// The innermost piece ends.
    Close,
    /// Some text.
    Text(Text<'m>),
}

/// Some text between two borders.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Text<'m> {
    /// As it is stored.
    pub text: &'m str,
    /// The quotations that it announces, as keys with a space between.
    pub cue: String,
    /// Those that it is the source of.
    pub source: String,
    /// Those to whose speaker it leads.
    pub chain: String,
    /// Whether it was searched for.
    pub is_match: bool,
    /// How it is lit: `lit-cue lit-source lit-chain`, those of the chosen quotation.
    pub lit: String,
}

impl Text<'_> {
    /// Whether it is nothing but text.
    pub fn is_plain(&self) -> bool {
        self.cue.is_empty() && self.source.is_empty() && self.chain.is_empty() && !self.is_match
    }
}

/// The paragraphs of a body in parts; `matched` was searched for.
pub fn laid_out<'m>(body: &'m str, quotes: &'m [Marked], matched: &[Span]) -> Vec<Vec<Part<'m>>> {
    let mut pieces: Vec<(Span, usize, bool)> = Vec::new();
    for (quote, marked) in quotes.iter().enumerate() {
        let firsts = std::iter::once(true).chain(std::iter::repeat(false));
        pieces.extend(marked.content.iter().zip(firsts).map(|(&span, first)| (span, quote, first)));
    }
    // An outer quotation before what it holds.
    pieces.sort_by_key(|&(span, quote, _)| (span.start(), Reverse(span.end()), quote));
    let page = Page { body, quotes, matched, pieces };
    paragraphs(body).into_iter().map(|paragraph| page.paragraph(paragraph)).collect()
}

struct Page<'m, 's> {
    body: &'m str,
    quotes: &'m [Marked],
    matched: &'s [Span],
    /// Pieces of quotations, with their number, and whether it is their first one.
    pieces: Vec<(Span, usize, bool)>,
}

impl<'m> Page<'m, '_> {
    fn paragraph(&self, paragraph: Span) -> Vec<Part<'m>> {
        let here: Vec<&(Span, usize, bool)> =
            self.pieces.iter().filter(|(span, ..)| span.overlaps(paragraph)).collect();
        let marks = self.quotes.iter().filter(|quote| {
            let spans = quote.cue.iter().chain(&quote.source).chain(&quote.chain);
            spans.into_iter().any(|span| span.overlaps(paragraph))
        });
        let marks: Vec<&Marked> = marks.collect();
        let mut parts = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        let mut waiting = here.into_iter().peekable();
        let borders = self.borders(paragraph, &marks);
        for pair in borders.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            while open.pop_if(|end| *end <= from).is_some() {
                parts.push(Part::Close);
            }
            while let Some((span, quote, first)) =
                waiting.next_if(|(span, ..)| span.start() <= from)
            {
                // What began in the paragraph before goes on here, without an anchor.
                let is_first = *first && paragraph.start() <= span.start();
                parts.push(Part::Open { quote: *quote, is_first });
                let outer = open.last().copied().unwrap_or(paragraph.end());
                open.push(span.end().min(outer));
            }
            parts.push(Part::Text(self.text(from, to, &marks)));
        }
        parts.extend(open.iter().map(|_| Part::Close));
        parts
    }

    /// Where anything begins or ends in a paragraph, in order, its own ends among them.
    fn borders(&self, paragraph: Span, marks: &[&Marked]) -> Vec<usize> {
        let mut borders = BTreeSet::from([paragraph.start(), paragraph.end()]);
        let pieces = self.pieces.iter().map(|(span, ..)| span);
        let marks = marks.iter().flat_map(|it| it.cue.iter().chain(&it.source).chain(&it.chain));
        for span in pieces.chain(marks).chain(self.matched) {
            let inside = |at: &usize| (paragraph.start()..=paragraph.end()).contains(at);
            borders.extend([span.start(), span.end()].into_iter().filter(inside));
        }
        borders.into_iter().collect()
    }

    fn text(&self, from: usize, to: usize, marks: &[&Marked]) -> Text<'m> {
        let covers = |span: &Span| span.start() <= from && to <= span.end();
        let mut text = Text {
            text: self.body.get(from..to).unwrap_or_default(),
            is_match: self.matched.iter().any(covers),
            ..Text::default()
        };
        for mark in marks {
            let roles = [
                (mark.cue.as_slice(), &mut text.cue, "lit-cue"),
                (mark.source.as_slice(), &mut text.source, "lit-source"),
                (&mark.chain[..], &mut text.chain, "lit-chain"),
            ];
            for (spans, keys, lit) in roles {
                if spans.iter().any(covers) {
                    push_word(keys, &mark.id);
                    if mark.is_chosen {
                        push_word(&mut text.lit, lit);
                    }
                }
            }
        }
        text
    }
}

fn push_word(words: &mut String, word: &str) {
    if !words.is_empty() {
        words.push(' ');
    }
    words.push_str(word);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn marked(id: &str, content: Vec<Span>, cue: Option<Span>, source: Option<Span>) -> Marked {
        Marked {
            id: id.to_owned(),
            class: String::new(),
            letter: String::new(),
            label: String::new(),
            href: String::new(),
            content,
            cue,
            source,
            chain: Vec::new(),
            is_chosen: false,
        }
    }

    fn shown(body: &str, quotes: &[Marked], matched: &[Span]) -> String {
        let mut out = String::new();
        for paragraph in laid_out(body, quotes, matched) {
            for part in paragraph {
                match part {
                    Part::Open { quote, is_first: true } => {
                        out += &format!("<{}!", quotes[quote].id)
                    }
                    Part::Open { quote, .. } => out += &format!("<{}:", quotes[quote].id),
                    Part::Close => out += ">",
                    Part::Text(text) if text.is_plain() => out += text.text,
                    Part::Text(text) => {
                        let role = |name: &str, keys: &str| match keys {
                            "" => String::new(),
                            keys => format!("{name}({keys})"),
                        };
                        let is_match = if text.is_match { "match" } else { "" };
                        let roles =
                            [role("cue", &text.cue), role("source", &text.source), is_match.into()];
                        out += &format!("[{}|{}]", text.text, roles.concat());
                    }
                }
            }
            out += "¶";
        }
        out
    }

    #[test]
    fn quotations_hold_each_other_and_go_on_after_paragraphs() {
        let body = "“She said ‘go’,” he said.\n“And more.";
        let span = |text: &str| {
            let at = body.find(text).unwrap();
            Span::new(body, at..at + text.len()).unwrap()
        };
        let at = body.rfind("he said").unwrap();
        let he = Span::new(body, at..at + 2).unwrap();
        let quotes = [
            marked(
                "a",
                vec![span("“She said ‘go’,”"), span("“And more.")],
                Some(span("said.")),
                Some(he),
            ),
            marked("b", vec![span("‘go’")], Some(span("said")), Some(span("She"))),
        ];
        assert_eq!(
            shown(body, &quotes, &[span("go")]),
            "<a!“[She|source(b)] [said|cue(b)] <b!‘[go|match]’>,”> [he|source(a)] [said.|cue(a)]¶\
             <a:“And more.>¶"
        );
    }

    #[test]
    fn a_piece_over_two_paragraphs_is_wrapped_in_both() {
        let body = "a b\nc d";
        let quotes = [marked("a", vec![Span::new(body, 2..5).unwrap()], None, None)];
        assert_eq!(shown(body, &quotes, &[]), "a <a!b>¶<a:c> d¶");
    }

    proptest! {
        #[test]
        fn all_text_is_there_once_and_all_wrappers_close(
            body in "[ab \n]{0,40}",
            spans in prop::collection::vec((0usize..40, 0usize..40), 0..12),
        ) {
            let span = |&(a, b): &(usize, usize)| Span::new(&body, a.min(b)..a.max(b));
            let spans: Vec<Span> = spans.iter().filter_map(span).collect();
            let quotes: Vec<Marked> = spans
                .chunks(4)
                .map(|it| marked("q", it[..it.len().min(2)].to_vec(), it.get(2).copied(), it.get(3).copied()))
                .collect();
            let paragraphs = laid_out(&body, &quotes, &spans);
            let mut text = String::new();
            for paragraph in &paragraphs {
                let mut depth = 0i32;
                for part in paragraph {
                    match part {
                        Part::Open { .. } => depth += 1,
                        Part::Close => depth -= 1,
                        Part::Text(piece) => text.push_str(piece.text),
                    }
                    prop_assert!(depth >= 0);
                }
                prop_assert_eq!(depth, 0);
            }
            let words = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(words(&text), words(&body));
        }
    }
}
