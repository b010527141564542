//! What is always true of an extraction, on damaged articles: the gold ones cut to pieces, shuffled,
//! doubled, their marks lost or mistaken. (On random text: beside the passes, in `src/extract`.)

use std::{fs, path::Path, sync::LazyLock};

use dixit::{Article, Extraction, Extractor, eval::gold, extract::Quotation, text::Span};
use proptest::prelude::*;

/// Text and language of the gold articles.
static GOLD: LazyLock<Vec<(String, Option<String>)>> = LazyLock::new(|| {
    let file = |name| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gold").join(name);
    let articles = ["quotes.jsonl", "more.jsonl"]
        .into_iter()
        .flat_map(|name| gold::read(&fs::read_to_string(file(name)).unwrap()).unwrap());
    articles.map(|article| (article.text, article.language)).collect()
});

/// A piece of a gold article, and what happens to it.
type Piece = (usize, usize, usize, u8);

fn damaged(pieces: &[Piece]) -> (String, Option<String>) {
    let language = pieces.first().and_then(|piece| GOLD[piece.0 % GOLD.len()].1.clone());
    let text = pieces.iter().map(|&(article, start, length, damage)| {
        let text: Vec<char> = GOLD[article % GOLD.len()].0.chars().collect();
        let piece: String = text.iter().skip(start % text.len()).take(length).collect();
        match damage {
            0 => piece.replace(['"', '”', '’', '»'], ""),
            1 => piece.replace(['“', '‘', '„', '«'], ""),
            2 => piece.replace('“', "â€œ").replace('’', "â€™"),
            3 => piece.replace(['“', '”'], "''"),
            4 => piece.replace(['“', '”', '"'], "“"),
            5 => piece.to_uppercase(),
            6 => piece.replace(' ', ""),
            7 => piece.replace("\n\n", "\n").replace(". ", ".\n"),
            8 => piece.repeat(2),
            _ => piece,
        }
    });
    (text.collect(), language)
}

fn extraction(body: &str, language: Option<&String>) -> Extraction {
    let (body, language) = (body.to_owned(), language.cloned());
    Extractor::default().extract(&Article { body, language, ..Article::default() })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn damaged_articles_give_a_sound_extraction(
        pieces in prop::collection::vec((0usize..99, 0usize..9999, 0usize..900, 0u8..16), 1..6),
    ) {
        let (body, language) = damaged(&pieces);
        let found = extraction(&body, language.as_ref());
        let mut contents: Vec<Span> = Vec::new();
        for quote in &found.quotes {
            prop_assert!(quote.content.is_sorted() && !quote.content.is_empty());
            contents.extend(&quote.content);
            for span in spans(quote) {
                let text = body.get(span.range());
                prop_assert!(text.is_some_and(|it| !it.is_empty() && it == it.trim()), "{span:?}");
            }
            prop_assert!((0.0..=1.0).contains(&quote.confidence));
            prop_assert!(quote.speaker.is_none_or(|id| found.entity(Some(id)).is_some()));
        }
        prop_assert!(found.quotes.is_sorted_by_key(|quote| quote.content[0]));
        contents.sort_unstable();
        prop_assert!(contents.is_sorted_by(|one, other| one.end() <= other.start()));
        prop_assert!(found.mentions.iter().all(|it| body.get(it.span.range()).is_some()));
        prop_assert!(found.mentions.is_sorted_by(|one, other| one.span.end() <= other.span.start()));
    }

    #[test]
    fn line_ends_change_nothing(
        pieces in prop::collection::vec((0usize..99, 0usize..9999, 0usize..900, 0u8..16), 1..4),
    ) {
        let (body, language) = damaged(&pieces);
        let body = body.replace('\r', "");
        let unix = extraction(&body, language.as_ref());
        let windows = extraction(&body.replace('\n', "\r\n"), language.as_ref());
        let longer = |offset: usize| (offset + body[..offset].matches('\n').count()) as u32;
        let moved = |span: Span| Span::from((longer(span.start()), longer(span.end())));
        prop_assert_eq!(unix.quotes.len(), windows.quotes.len());
        for (one, other) in unix.quotes.iter().zip(&windows.quotes) {
            let expected: Vec<Span> = spans(one).map(moved).collect();
            prop_assert_eq!(expected, spans(other).collect::<Vec<_>>());
            prop_assert_eq!(one.kind, other.kind);
            prop_assert_eq!(one.attribution, other.attribution);
            prop_assert_eq!(
                unix.entity(one.speaker).map(|it| &it.name),
                windows.entity(other.speaker).map(|it| &it.name)
            );
        }
        let mentions: Vec<Span> = unix.mentions.iter().map(|it| moved(it.span)).collect();
        prop_assert_eq!(mentions, windows.mentions.iter().map(|it| it.span).collect::<Vec<_>>());
    }
}

/// All that a quotation points at.
fn spans(quote: &Quotation) -> impl Iterator<Item = Span> {
    let steps = quote.chain.iter().map(|step| step.mention);
    let parts = quote.content.iter().chain(&quote.cue).chain(&quote.source).chain(&quote.role);
    parts.copied().chain(steps)
}
